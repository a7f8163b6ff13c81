using System.Text.Json.Nodes;
using Reactor.CommandLine;
using Reactor.Output;

namespace Reactor.Demo;

/// <summary>Reactions as JSON, one object a line; all else is for people and goes to the error output.</summary>
internal sealed class DemoJsonReport(Terminal terminal) : IDemoReport
{
    public void Started(DemoSetup setup, string receiver)
    {
    }

    public void Connected(string vm, TimeSpan elapsed)
    {
    }

    public void Step(DemoStep step, TimeSpan elapsed)
    {
    }

    public void Seen(SeenReaction seen) => JsonLines.Write(terminal.Out,
    [
        new JsonObject
        {
            ["event"] = seen.Expected.Event,
            ["vm"] = seen.Vm,
            ["rule"] = seen.Expected.Rule,
            ["reaction"] = seen.Expected.Kind.ToString().ToLowerInvariant(),
            ["data"] = JsonNode.Parse(seen.Data),
            ["detail"] = seen.Detail,
            ["webhook_id"] = seen.WebhookId,
        },
    ]);

    public void Ended(IReadOnlyList<string> missing, TimeSpan elapsed, DemoSetup? kept)
    {
        foreach (var line in missing)
        {
            terminal.Error.WriteLine($"missing: {line}");
        }
    }
}
