using System.CommandLine;
using System.Text.Json.Nodes;
using Reactor.Actors.Operating;
using Reactor.Api;
using Reactor.Operating;
using Reactor.Output;
using Reactor.Qmp;
using Reactor.Queries;
using Reactor.Rules.Loading.Binding;

namespace Reactor.CommandLine;

/// <summary><c>reactor qmp</c>.</summary>
internal static class QmpCommand
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public static Command Create(Terminal terminal)
    {
        var vm = new Argument<string>("VM") { Description = "The VM: its name, its id or UUID, or how one of them begins ('reactor vms' lists them)" };
        var name = new Argument<string>("COMMAND") { Description = "The QMP command, such as query-block" };
        var texts = new Argument<string[]>("ARGS") { Description = "Its arguments: name=value pairs, typed as the command wants them, or one JSON object", Arity = ArgumentArity.ZeroOrMore };
        var yes = new Option<bool>("--yes", "-y") { Description = "Send it although it changes something. A destructive command needs the VM's whole name or id, too" };
        var timeout = new Option<string>("--timeout")
        {
            Description = $"How long the answer may take, up to {DurationText.Format(QmpRequest.MostTime)}. Default: 10s",
            HelpName = "DURATION",
        };
        timeout.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && (!DurationText.TryParse(result.Tokens[0].Value, out var given, out _) || given <= TimeSpan.Zero || given > QmpRequest.MostTime))
            {
                result.AddError($"--timeout: '{result.Tokens[0].Value}' is no duration such as 30s, of {DurationText.Format(QmpRequest.MostTime)} at the most");
            }
        });
        var isUnchecked = new Option<bool>("--unchecked") { Description = "Send arguments that don't fit what Reactor knows of the command: a newer QEMU, a vendor's build" };
        var config = CommonOptions.Config();
        var output = CommonOptions.Output();
        var command = new Command(
            "qmp",
            "Run a QMP command on a VM, over the connection that the daemon holds. What only reads is run; what changes something is asked about, or takes --yes; it stands in the audit ('reactor audit') before it is sent.\n\nExample:\n  reactor qmp web1 query-block\n  reactor qmp web1 block_resize device=d0 size=1073741824 --yes")
        {
            vm, name, texts, yes, timeout, isUnchecked, config, output,
        };
        command.SetAction(async (result, cancellation) =>
        {
            var arguments = Arguments(result.GetValue(name)!, result.GetValue(texts) ?? [], result.GetValue(isUnchecked), terminal);
            var socket = RunningDaemon.Socket(result.GetValue(config), terminal);
            var wanted = new OperatorCommand
            {
                Vm = result.GetValue(vm)!,
                Command = result.GetValue(name)!,
                Arguments = arguments,
                IsConfirmed = result.GetValue(yes),
                Timeout = DurationText.TryParse(result.GetValue(timeout) ?? "10s", out var given, out _) ? given : TimeSpan.FromSeconds(10),
            };
            var row = !wanted.IsConfirmed && terminal.Input is { } person && CommandCatalogue.Default.RiskOf(wanted.Command) != CommandRisk.Read
                ? await AskAsync(socket, wanted, person, terminal, cancellation)
                : await SendAsync(socket, wanted, cancellation);
            return row is null ? ExitCode.Failed : QmpAnswer.Print(row, result.GetValue(output), terminal);
        });
        return command;
    }

    private static ReadOnlyMemory<byte> Arguments(string name, IReadOnlyList<string> texts, bool isUnchecked, Terminal terminal)
    {
        var catalogue = CommandCatalogue.Default;
        if (!catalogue.TryGet(name, out var schema))
        {
            var near = catalogue.Nearest(name) is { } meant ? $" (did you mean {meant}?)" : "";
            terminal.Error.WriteLine($"reactor: {Printable.Of(name)} is no command that Reactor knows{near}: it counts as destructive, and its arguments are not checked");
        }
        var arguments = TypedArguments.Of(schema, texts);
        var problem = arguments.Problem ?? (schema?.ArgumentProblems(arguments.Plain) is { Count: > 0 } problems ? string.Join("; ", problems.Select(p => p.Message)) : null);
        if (arguments.Problem is null && problem is not null && isUnchecked)
        {
            terminal.Error.WriteLine($"reactor: sent all the same: {Printable.Of(problem, 2048)}");
            return arguments.Json;
        }
        return problem is null ? arguments.Json : throw new CommandFailedException(Printable.Of(problem, 2048), ExitCode.Usage);
    }

    /// <summary>Shows what would be done to which VM, and sends it to that very process once a person said yes. Null for no.</summary>
    private static async Task<JsonObject?> AskAsync(string socket, OperatorCommand wanted, TextReader person, Terminal terminal, CancellationToken cancellation)
    {
        var look = await SendAsync(socket, wanted with { OnlyLooks = true }, cancellation);
        if ((string?)look["result"] != "looked")
        {
            return look;
        }
        var (name, isDestructive) = ((string)look["vm"]!, (string?)look["risk"] == "destructive");
        terminal.Error.WriteLine(Printable.Of($"{wanted.Command} is {look["risk"]}. VM {name}, id {look["vm_id"]}, process {look["process"]}"));
        terminal.Error.Write(Printable.Of(isDestructive ? $"Type the VM's name to send it, anything else not to: " : $"Send it to {name}? [y/N] "));
        var answer = (await person.ReadLineAsync(cancellation))?.Trim();
        if (isDestructive ? answer != name : answer is not ("y" or "Y" or "yes"))
        {
            terminal.Error.WriteLine("Nothing was sent.");
            return null;
        }
        return await SendAsync(socket, wanted with { Vm = name, Process = (string?)look["process"], IsConfirmed = true }, cancellation);
    }

    private static async Task<JsonObject> SendAsync(string socket, OperatorCommand wanted, CancellationToken cancellation)
    {
        try
        {
            return (await ControlClient.SendAsync(socket, HttpMethod.Post, "/v1/qmp", wanted.Timeout + s_patience, cancellation, QmpRequest.Write(wanted)))[0];
        }
        catch (DaemonLostException lost) when (wanted is { IsConfirmed: true, OnlyLooks: false } && CommandCatalogue.Default.RiskOf(wanted.Command) != CommandRisk.Read)
        {
            throw new CommandFailedException($"{QmpAnswer.Unknown($"{wanted.Command} to {wanted.Vm}")} ({lost.Message}). 'reactor audit' tells whether it came to be sent");
        }
    }
}
