using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Reactor.Output;

/// <summary>How Reactor's answers are written as JSON: snake_case names, one object a line.</summary>
internal static class JsonLines
{
    /// <summary>Options of every answer. Non-ASCII text stays readable; what steers a terminal is escaped.</summary>
    public static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        MaxDepth = 256,
        Encoder = TerminalSafeEncoder.Instance,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static void Write(TextWriter writer, IEnumerable<JsonObject> rows)
    {
        foreach (var row in rows)
        {
            writer.WriteLine(row.ToJsonString(Options));
        }
    }

    /// <summary>A row of the store, or any plain record, as a JSON object.</summary>
    /// <param name="row">The row.</param>
    /// <param name="json">Fields that hold JSON text: given as what they say.</param>
    public static JsonObject Row<T>(T row, params ReadOnlySpan<string> json)
    {
        var result = JsonSerializer.SerializeToNode(row, Options)!.AsObject();
        foreach (var field in json)
        {
            if ((string?)result[field] is { } text)
            {
                result[field] = JsonNode.Parse(text, documentOptions: Deep);
            }
        }
        return result;
    }

    /// <summary>Events are nested as deep as the wire allows.</summary>
    /// <summary>For reading: what an event brings may be nested as deep as QMP allows, and then stands in rows and lists.</summary>
    public static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };
}
