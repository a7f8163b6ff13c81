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

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    // Whoever asks how it is wants to know now what the daemon knows; the store may be busy with long questions.
    private static readonly TimeSpan s_patienceWithStore = TimeSpan.FromSeconds(3);

    public static Command Create(Terminal terminal)
    {
        var (config, output) = (CommonOptions.Config(), CommonOptions.Output());
        var command = new Command(
            "status",
            "How the running daemon is, and whether something needs somebody. It tells since when it runs, its rules and their engine, its VMs by state, open alerts, targets that fail, dead letters, what is paused or held, its store, and which of its bounds were met, with what to do.\n\nExample:\n  reactor status")
        {
            config, output,
        };
        command.SetAction(async (result, cancellation) =>
        {
            var socket = RunningDaemon.Socket(result.GetValue(config), terminal);
            var status = (await ControlClient.SendAsync(socket, HttpMethod.Get, "/v1/status", s_patience, cancellation))[0];
            await TakeInAsync(status, socket, cancellation);
            if (result.GetValue(output) == OutputFormat.Json)
            {
                JsonLines.Write(terminal.Out, [status]);
            }
            else
            {
                Print(status, terminal);
            }
            return ExitCode.Fine;
        });
        return command;
    }

    // What only the store knows is asked apart: of a daemon whose store can't be read all else is told.
    private static async Task TakeInAsync(JsonObject status, string socket, CancellationToken cancellation)
    {
        try
        {
            var overview = (await ControlClient.SendAsync(socket, HttpMethod.Get, "/v1/overview", s_patienceWithStore, cancellation))[0];
            foreach (var member in Attention.Members)
            {
                status[member] = overview[member]?.DeepClone() ?? throw new CommandFailedException("the daemon that runs is older than this program");
            }
        }
        catch (CommandFailedException failure)
        {
            status["not_counted"] = failure.Message;
        }
    }

    private static void Print(JsonObject status, Terminal terminal)
    {
        Line("version", Cells.Text("version")(status));
        Line("up since", Cells.Time("started_at")(status));
        Line("rules", Rules(status));
        foreach (var line in RunningSet.Lines(status["reload"] as JsonObject))
        {
            Line("", line);
        }
        Line("engine", Engine(status));
        Line("VMs", Vms(status["vms"]!.AsArray()));
        foreach (var (head, text) in Cells.Text("not_counted")(status) is { Length: > 0 } problem
            ? [("alerts", $"not known, nor deliveries and what is held: {problem}")]
            : Attention.Lines(status))
        {
            Line(head, text);
        }
        var pauses = status["pauses"]?.AsArray() ?? [];
        Line("actions", pauses.Count == 0 ? "none is paused" : $"{Number.Of(pauses.Count, "pause", "pauses")}:");
        foreach (var pause in pauses.Take(RunningSet.MostPauses))
        {
            Line("", PauseLines.Of(pause!.AsObject()));
        }
        Line("store", Store(status["store"]!.AsObject()));
        if (Cells.Text("fault")(status) is { Length: > 0 } fault)
        {
            Line("fault", fault);
        }

        var bounds = MetBounds.Of(status).ToList();
        Line("bounds", bounds.Count == 0 ? "none of Reactor's own limits was met" : "these were met:");
        foreach (var bound in bounds)
        {
            Line("", string.Create(CultureInfo.InvariantCulture, $"{bound.What}: {bound.Count:N0}. To do: {bound.Todo}"));
        }

        void Line(string head, string text) => terminal.Out.WriteLine($"{head,-10} {Printable.Of(text, 2048)}".TrimEnd());
    }

    private static string Engine(JsonObject status)
    {
        var code = (status["code_rules"]?.AsArray() ?? []).Select(name => (string)name!).ToList();
        var more = code.Count > MostCodeRules ? $" and {code.Count - MostCodeRules} more" : "";
        return $"{Cells.Text("engine")(status)}{(code.Count == 0 ? "" : $"; rules in code: {string.Join(", ", code.Take(MostCodeRules))}{more}")}";
    }

    /// <summary>How many rules run, and since when. Right after the start nothing is told of the files yet: what runs was loaded by it.</summary>
    internal static string Rules(JsonObject status) =>
        $"{Cells.Text("rules")(status)}, loaded at {(status["reload"] is JsonObject reload ? Cells.Time("loaded_at")(reload) : Cells.Time("started_at")(status))}";

    /// <summary>VMs by state, with those that don't answer.</summary>
    internal static string Vms(JsonArray vms)
    {
        var silent = vms.Where(vm => vm!["silent_since"] is not null).CountBy(vm => (string)vm!["state"]!).ToDictionary();
        var states = vms.CountBy(vm => (string)vm!["state"]!).OrderByDescending(state => state.Value).ThenBy(state => state.Key, StringComparer.Ordinal)
            .Select(state => (Word: state.Key, All: state.Value, Silent: silent.GetValueOrDefault(state.Key))).ToList();
        var why = states.Exists(state => state.Word != "live" || state.Silent > 0) ? " ('reactor vms' tells more)" : "";
        return vms.Count == 0 ? "none" : $"{vms.Count}: {string.Join(", ", states.Select(state => $"{state.All} {state.Word}{(state.Silent == 0 ? "" : $", of them {state.Silent} silent")}"))}{why}";
    }

    private static string Store(JsonObject store) =>
        (bool)store["writable"]! ? $"written, {Number.Of((int)store["waiting_commits"]!, "commit waits", "commits wait")}" : $"not writable: {Cells.Text("last_error")(store)}";
}
