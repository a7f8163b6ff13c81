using System.CommandLine;
using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using Reactor.Api;
using Reactor.Qmp;
using Reactor.Queries;
using Reactor.Watching;

namespace Reactor.CommandLine;

/// <summary><c>reactor watch</c>.</summary>
internal static class WatchCommand
{
    public static Command Create(Terminal terminal)
    {
        var vms = new Argument<string[]>("VM") { Description = "Only these VMs: names or ids; * and ? stand for any text. Default: all", Arity = ArgumentArity.ZeroOrMore };
        var events = new Option<string[]>("--event", "-e") { Description = "Only events of this name, such as 'VNC_*'; may be given several times", HelpName = "GLOB" };
        var condition = new Option<string?>("--if") { Description = "Only events for which this is true: an expression, as in a rule", HelpName = "EXPR" };
        var count = new Option<int?>("--count", "-n") { Description = "End after so many events", HelpName = "N" };
        count.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1))
            {
                result.AddError($"--count: '{result.Tokens[0].Value}' is not a number from 1 on");
            }
        });
        var config = CommonOptions.Config();
        var output = CommonOptions.Output();
        var command = new Command(
            "watch",
            "Show what VMs report, as it comes: every event, also those that no rule looks for, and when a VM is heard or lost. As JSON it can be replayed later.\n\nExample:\n  reactor watch web1 --event 'BLOCK_*'\n  reactor watch --output json > events.jsonl")
        {
            vms, events, condition, count, config, output,
        };
        command.SetAction(async (result, cancellation) =>
        {
            var socket = RunningDaemon.Socket(result.GetValue(config), terminal);
            var names = result.GetValue(events) ?? [];
            foreach (var name in names)
            {
                Check(name, terminal);
            }
            var wanted = result.GetValue(vms) ?? [];
            await UnknownNames.TellVmsAsync(Configurations.StorePath(CommonOptions.ResolveConfig(result.GetValue(config), terminal)), wanted, terminal, cancellation);
            var asked = wanted.Select(vm => KeyValuePair.Create("vm", (string?)vm))
                .Concat(names.Select(name => KeyValuePair.Create("event", (string?)name)))
                .Append(KeyValuePair.Create("if", result.GetValue(condition)));
            var report = new WatchReport(result.GetValue(output), terminal);
            var left = result.GetValue(count) ?? int.MaxValue;
            await foreach (var row in ControlClient.FollowAsync(socket, QueryHelpers.AddQueryString("/v1/watch", asked), cancellation))
            {
                if (report.Show(row) && --left == 0)
                {
                    return ExitCode.Fine;
                }
            }
            throw new CommandFailedException("the daemon ended");
        });
        return command;
    }

    // Otherwise somebody waits for ever for what never comes.
    private static void Check(string name, Terminal terminal)
    {
        if (EventCatalogue.Reserved.Contains(name))
        {
            terminal.Error.WriteLine($"{name} is Reactor's own, and no VM reports it: 'reactor events --name {name}' shows it");
            return;
        }
        if (EventCatalogue.Default.MatchGlob(name) is { Count: > 0 } meant && meant.All(known => EventCatalogue.Reserved.Contains(known.Name)))
        {
            terminal.Error.WriteLine($"{name} means Reactor's own events alone, and no VM reports these: 'reactor events --name \"{name}\"' shows them");
            return;
        }
        UnknownNames.TellEvent(name, terminal);
    }
}
