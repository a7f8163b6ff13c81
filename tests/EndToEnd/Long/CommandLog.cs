using System.Text.Json.Nodes;

namespace EndToEnd.Long;

/// <summary>What a monitor was told to do by rules, in order, over all connections: <c>ask</c>, or what is named.</summary>
internal sealed class CommandLog
{
    /// <summary>The question that it answers.</summary>
    public const string Question = "query-memory-size-summary";

    /// <summary>The command that it carries out; its number of an event is in <c>name</c>.</summary>
    public const string Command = "set_link";

    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    /// <summary>Carries out, and answers; null where it knows no such command.</summary>
    public JsonNode? Answer(JsonNode command)
    {
        var (line, answer) = (string?)command["execute"] switch
        {
            Question => ("ask", new JsonObject { ["base-memory"] = 1 }),
            Command => ((string)command["arguments"]!["name"]!, new JsonObject()),
            _ => ("", null),
        };
        if (answer is not null)
        {
            lock (_lock)
                _lines.Add(line);
        }
        return answer;
    }
}
