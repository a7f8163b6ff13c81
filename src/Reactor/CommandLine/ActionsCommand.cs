using System.CommandLine;
using System.Text.Json.Nodes;
using Reactor.Actors.Operating;
using Reactor.Actors.Steps;
using Reactor.Api;
using Reactor.Output;
using Reactor.Queries;
using Reactor.Rules.Configuration;
using Reactor.Running;

namespace Reactor.CommandLine;

/// <summary><c>reactor actions</c>: the switch that stops rules from acting on VMs.</summary>
internal static class ActionsCommand
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static Command Create(Terminal terminal) => new(
        "actions",
        "Hold the commands and programs of rules (qmp and exec), or let them go on. Alerts, webhooks, records and gather are not held.\n\nExample:\n  reactor actions pause --vm web1 --reason 'moving its disks'\n  reactor actions resume --vm web1")
    {
        Pause(terminal), Resume(terminal), List(terminal),
    };

    private static Command Pause(Terminal terminal)
    {
        var (vm, rule) = (Vm("Only those to this VM: its name, its id or UUID, or how one of them begins"), Rule("Only those of this rule"));
        var reason = new Option<string>("--reason") { Description = "Why, for whoever finds it", HelpName = "TEXT", Required = true };
        var (config, output) = (CommonOptions.Config(), CommonOptions.Output());
        var command = new Command(
            "pause",
            "Hold commands and programs of rules from now on, over restarts too, until 'reactor actions resume'. What is under way goes on; what would be begun is left out and never made up for.\n\nExample:\n  reactor actions pause --reason 'storage is being moved'")
        {
            vm, rule, reason, config, output,
        };
        command.SetAction(async (result, cancellation) =>
        {
            var (path, format) = (CommonOptions.ResolveConfig(result.GetValue(config), terminal), result.GetValue(output));
            var socket = ControlSocket.PathFor(Configurations.StorePath(path));
            if (ControlSocket.IsAnswered(socket))
            {
                return await PostAsync("pause", Body(("vm", result.GetValue(vm)), ("rule", result.GetValue(rule)), ("reason", result.GetValue(reason))), socket, format, terminal, cancellation);
            }
            return result.GetValue(vm) is null && result.GetValue(rule) is null
                ? Show(await PauseStoppedAsync(path, result.GetValue(reason)!, terminal, cancellation), format, terminal)
                : throw new CommandFailedException($"no reactor is running: nobody answers on {socket}. Everything can be paused all the same, before it is started: leave out --vm and --rule");
        });
        return command;
    }

    // Into the store: the daemon that starts next finds it there, and begins nothing.
    private static async Task<JsonObject> PauseStoppedAsync(string config, string reason, Terminal terminal, CancellationToken cancellation)
    {
        var load = Configurations.Load(config);
        var settings = load.Configuration?.Store ?? new StoreConfiguration(Configurations.StorePath(config), Synchronous.Full);
        if (!File.Exists(settings.Path))
        {
            // Made by this user, it could be one that the daemon may not write.
            throw new CommandFailedException($"no reactor is running, and it has no store at {settings.Path} yet: start it once, then pause; rules with mode: shadow do nothing meanwhile");
        }
        await using var store = await ReactorHost.OpenStoreAsync(settings, cancellation);
        var answer = await StoppedReactor.PauseAllAsync(store, new Operator(SystemUser.Own, Environment.ProcessId), reason, terminal.Time);
        await terminal.Error.WriteLineAsync("reactor is not running: it starts with what is paused");
        return JsonLines.Row(answer);
    }

    private static Command Resume(Terminal terminal)
    {
        var id = new Argument<string?>("ID") { Description = "The pause that ends, as 'reactor actions list' names it; default: that of --vm and --rule", Arity = ArgumentArity.ZeroOrOne };
        var (vm, rule) = (Vm("The pause of this VM: its name or id"), Rule("The pause of this rule"));
        var reason = new Option<string>("--reason") { Description = "Why, for the audit", HelpName = "TEXT" };
        var (config, output) = (CommonOptions.Config(), CommonOptions.Output());
        var command = new Command(
            "resume",
            "End a pause: that of everything, or the one that is named. Other pauses stay in force.\n\nExample:\n  reactor actions resume\n  reactor actions resume p3")
        {
            id, vm, rule, reason, config, output,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(id) is not null && (result.GetValue(vm) is not null || result.GetValue(rule) is not null))
            {
                result.AddError("give the pause's ID, or its --vm and --rule, not both");
            }
        });
        command.SetAction((result, cancellation) => PostAsync(
            "resume", Body(("id", result.GetValue(id)), ("vm", result.GetValue(vm)), ("rule", result.GetValue(rule)), ("reason", result.GetValue(reason))), RunningDaemon.Socket(result.GetValue(config), terminal), result.GetValue(output), terminal, cancellation));
        return command;
    }

    private static Command List(Terminal terminal)
    {
        var (config, output) = (CommonOptions.Config(), CommonOptions.Output());
        var command = new Command("list", $"{AllQueries.Actions.Description}\n\nExample:\n  {AllQueries.Actions.Example}") { config, output };
        command.SetAction(async (result, cancellation) =>
        {
            var store = Configurations.StorePath(CommonOptions.ResolveConfig(result.GetValue(config), terminal));
            var rows = await QueryClient.AskAsync(store, AllQueries.Actions, new Dictionary<string, string>(), terminal, cancellation);
            if (result.GetValue(output) == OutputFormat.Json)
            {
                JsonLines.Write(terminal.Out, rows);
            }
            else
            {
                TableWriter.Write(terminal, AllQueries.Actions.Columns, rows);
            }
            return ExitCode.Fine;
        });
        return command;
    }

    private static async Task<int> PostAsync(string what, byte[] body, string socket, OutputFormat output, Terminal terminal, CancellationToken cancellation)
    {
        return Show((await ControlClient.SendAsync(socket, HttpMethod.Post, $"/v1/actions/{what}", s_patience, cancellation, body))[0], output, terminal);
    }

    private static int Show(JsonObject row, OutputFormat output, Terminal terminal)
    {
        if (output == OutputFormat.Json)
        {
            JsonLines.Write(terminal.Out, [row]);
        }
        else
        {
            Print(row, terminal);
        }
        return (string?)row["result"] == "refused" ? ExitCode.Failed : ExitCode.Fine;
    }

    private static void Print(JsonObject row, Terminal terminal)
    {
        if ((string?)row["result"] == "refused")
        {
            terminal.Error.WriteLine(Printable.Of($"reactor: {row["message"]}", 4096));
            return;
        }
        var pause = row["pause"]!.AsObject();
        var scope = $"{pause["id"]}: commands and programs of {PauseLines.Scope(pause)}";
        var line = (string?)row["result"] switch
        {
            "paused" => $"{scope} are paused",
            "already" => $"{scope} are paused already, since {Cells.Time("at")(pause)}: {pause["reason"]}",
            _ => $"{scope} go on",
        };
        terminal.Out.WriteLine(Printable.Of(line, 4096));
        if ((long?)row["under_way"] is > 0 and var underWay)
        {
            terminal.Error.WriteLine($"{Number.Of(underWay, "had been begun before, and goes", "had been begun before, and go")} on");
        }
        if ((int?)row["still_paused"] is > 0 and var still)
        {
            terminal.Error.WriteLine($"{Number.Of(still, "other pause is", "other pauses are")} in force: 'reactor actions list' shows them");
        }
    }

    private static Option<string?> Vm(string description) => new("--vm") { Description = description, HelpName = "VM" };

    private static Option<string?> Rule(string description) => new("--rule") { Description = description, HelpName = "RULE" };

    private static byte[] Body(params ReadOnlySpan<(string Name, string? Value)> members)
    {
        var body = new JsonObject();
        foreach (var (name, value) in members)
        {
            if (value is not null)
            {
                body[name] = value;
            }
        }
        return System.Text.Encoding.UTF8.GetBytes(body.ToJsonString());
    }
}
