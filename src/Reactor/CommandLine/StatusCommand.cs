using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Reactor.Api;
using Reactor.Output;
using Reactor.Queries;

namespace Reactor.CommandLine;

/// <summary><c>reactor status</c>.</summary>
internal static class StatusCommand
{
    public static Command Create(Terminal terminal)
    {
        var config = CommonOptions.Config();
        var output = CommonOptions.Output();
        var command = new Command(
            "status",
            "How the running daemon is: since when it runs, its VMs by state, its store, and which of its bounds were met, with what to do.\n\nExample:\n  reactor status")
        {
            config, output,
        };
        command.SetAction(async (result, cancellation) =>
        {
            var socket = RunningDaemon.Socket(result.GetValue(config), terminal);
            var rows = await ControlClient.SendAsync(socket, HttpMethod.Get, "/v1/status", TimeSpan.FromSeconds(30), cancellation);
            if (result.GetValue(output) == OutputFormat.Json)
            {
                JsonLines.Write(terminal.Out, rows);
            }
            else
            {
                Print(rows[0], terminal);
            }
            return ExitCode.Fine;
        });
        return command;
    }

    private static void Print(JsonObject status, Terminal terminal)
    {
        Line("version", Cells.Text("version")(status));
        Line("up since", Cells.Time("started_at")(status));
        Line("rules", $"{Cells.Text("rules")(status)}, loaded at {Cells.Time("loaded_at")(status["reload"] as JsonObject ?? [])}");
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

    private static string Vms(JsonArray vms)
    {
        var states = vms.CountBy(vm => (string)vm!["state"]!).OrderByDescending(state => state.Value).ThenBy(state => state.Key, StringComparer.Ordinal);
        return vms.Count == 0 ? "none" : $"{vms.Count}: {string.Join(", ", states.Select(state => $"{state.Value} {state.Key}"))}";
    }

    private static string Store(JsonObject store) =>
        (bool)store["writable"]! ? $"written, {Cells.Text("waiting_commits")(store)} commits wait" : $"not writable: {Cells.Text("last_error")(store)}";
}
