using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Reactor.Output;
using Reactor.Queries;

namespace Reactor.CommandLine;

/// <summary><c>reactor status</c>.</summary>
internal static class StatusCommand
{
    private const int MostCodeRules = 20;

    public static Command Create(Terminal terminal) => DaemonCommand.Create(
        "status",
        "How the running daemon is: since when it runs, its rules and what runs them, its VMs by state, its store, and which of its bounds were met, with what to do.",
        new DaemonRequest(HttpMethod.Get, "/v1/status"),
        Print,
        terminal);

    private static void Print(JsonObject status, Terminal terminal)
    {
        Line("version", Cells.Text("version")(status));
        Line("up since", Cells.Time("started_at")(status));
        Line("rules", $"{Cells.Text("rules")(status)}, loaded at {Cells.Time("loaded_at")(status["reload"] as JsonObject ?? [])}");
        Line("engine", Engine(status));
        Line("VMs", Vms(status["vms"]!.AsArray()));
        Line("store", Store(status["store"]!.AsObject()));
        if (Cells.Text("fault")(status) is { Length: > 0 } fault)
        {
            Line("fault", fault);
        }

        var bounds = MetBounds.Of(status).ToList();
        Line("bounds", bounds.Count == 0 ? "none was met" : "these were met:");
        foreach (var bound in bounds)
        {
            Line("", string.Create(CultureInfo.InvariantCulture, $"{bound.Count:N0} {bound.What}. To do: {bound.Todo}"));
        }

        void Line(string head, string text) => terminal.Out.WriteLine($"{head,-9} {Printable.Of(text, 2048)}".TrimEnd());
    }

    private static string Engine(JsonObject status)
    {
        var code = (status["code_rules"]?.AsArray() ?? []).Select(name => (string)name!).ToList();
        var more = code.Count > MostCodeRules ? $" and {code.Count - MostCodeRules} more" : "";
        return $"{Cells.Text("engine")(status)}{(code.Count == 0 ? "" : $"; rules in code: {string.Join(", ", code.Take(MostCodeRules))}{more}")}";
    }

    private static string Vms(JsonArray vms)
    {
        var states = vms.CountBy(vm => (string)vm!["state"]!).OrderByDescending(state => state.Value).ThenBy(state => state.Key, StringComparer.Ordinal);
        return vms.Count == 0 ? "none" : $"{vms.Count}: {string.Join(", ", states.Select(state => $"{state.Value} {state.Key}"))}";
    }

    private static string Store(JsonObject store) =>
        (bool)store["writable"]! ? $"written, {Cells.Text("waiting_commits")(store)} commits wait" : $"not writable: {Cells.Text("last_error")(store)}";
}
