using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reactor.Actors.Operating;
using Reactor.Output;
using Reactor.Reactions.Steps;
using Reactor.Store.Reading;

namespace Reactor.Tracing;

/// <summary>An event and what followed from it, as JSON. What steps were given is masked as in the audit, and what they gave is bounded.</summary>
internal static class TraceRow
{
    private const int LongestText = 4 * 1024;
    private const int LongestAnswer = 16 * 1024;

    public static JsonObject Of(StoredTrace trace) => new()
    {
        ["event_id"] = trace.EventId,
        ["event"] = trace.Event is { } seen ? JsonLines.Row(seen, "data") : null,
        ["firings"] = List(trace.Firings.Select(firing => JsonLines.Row(firing, "key", "shadow"))),
        ["alerts"] = List(trace.Alerts.Select(alert => JsonLines.Row(alert with { Extra = null }, "key"))),
        ["deliveries"] = List(trace.Deliveries.Select(delivery =>
        {
            var row = JsonLines.Row(delivery);
            row["tries"] = List(trace.Attempts.Where(attempt => attempt.WebhookId == delivery.WebhookId).Select(attempt => JsonLines.Row(attempt)));
            return row;
        })),
        ["steps"] = List(trace.Steps.Select(Step)),
        ["records"] = List(trace.Records.Select(record =>
        {
            var row = JsonLines.Row(record.Record, "key", "fields");
            row["table"] = record.Table;
            return row;
        })),
        ["audit"] = List(trace.Audit.Select(row => JsonLines.Row(row, "arguments"))),
        ["truncated"] = List(trace.Truncated.Select(name => JsonValue.Create(name))),
    };

    private static JsonArray List(IEnumerable<JsonNode?> rows) => [.. rows];

    private static JsonObject Step(StoredStep step)
    {
        var row = new JsonObject
        {
            ["id"] = step.Id,
            ["firing_id"] = step.FiringId,
            ["rule"] = step.Rule,
            ["action_path"] = step.ActionPath,
            ["kind"] = step.Kind,
            ["vm"] = step.Vm,
            ["state"] = step.State,
            ["status"] = step.Result?.Status.ToWord(),
            ["intended_at"] = JsonSerializer.SerializeToNode(step.IntendedAt),
            ["begun_at"] = JsonSerializer.SerializeToNode(step.BegunAt),
            ["ended_at"] = JsonSerializer.SerializeToNode(step.EndedAt),
        };
        if (!step.Request.Arguments.IsEmpty)
        {
            row["argv"] = List(step.Request.Arguments.Select(argument => JsonValue.Create(Shortened(argument))));
        }
        if (!step.Request.Cut.IsEmpty)
        {
            row["cut"] = List(step.Request.Cut.Select(what => JsonValue.Create(what)));
        }
        var masks = step.Request.Commands.Select(command => MaskedArguments.Of(command.Arguments ?? default)).ToList();
        if (masks.Count > 0)
        {
            row["commands"] = List(step.Request.Commands.Select((command, at) => Command(command, masks[at], step.Result?.Results.ElementAtOrDefault(at))));
        }
        if (step.Result is { } result)
        {
            row["error_class"] = result.Error?.Class;
            row["error"] = result.Error is { } error ? masks.Aggregate(Shortened(error.Description), (text, mask) => mask.Without(text)) : null;
            row["exit_code"] = result.ExitCode;
            row["stdout"] = Shortened(result.Stdout);
            row["stderr"] = Shortened(result.Stderr);
            row["process"] = result.Process;
        }
        return row;
    }

    private static JsonObject Command(StepCommand command, MaskedArguments mask, CommandResult? answer)
    {
        var row = new JsonObject { ["command"] = command.Name, ["arguments"] = mask.Json is { } json ? JsonNode.Parse(json) : null };
        if (answer?.Error is { } error)
        {
            row["error_class"] = error.Class;
            row["error"] = mask.Without(Shortened(error.Description));
        }
        if (answer?.Return is { } returned)
        {
            row["return"] = returned.Length <= LongestAnswer ? Answer(returned) : new JsonObject { ["truncated"] = true };
        }
        return row;
    }

    private static JsonNode? Answer(ReadOnlyMemory<byte> json)
    {
        try
        {
            var answer = JsonNode.Parse(Encoding.UTF8.GetString(json.Span), documentOptions: JsonLines.Deep);
            _ = answer?.ToJsonString(JsonLines.Options);
            return answer;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: JSON can say it, and text can't hold it.
            return new JsonObject { ["unreadable"] = true };
        }
    }

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private static string? Shortened(string? text) => text is { Length: > LongestText } ? string.Concat(text.AsSpan(0, LongestText), "…") : text;
}
