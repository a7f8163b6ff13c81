using Microsoft.Extensions.Logging;
using Reactor.Actors.Clocks;
using Reactor.Actors.Status;
using Reactor.Actors.Steps;
using Reactor.Qmp;
using Reactor.Store;

namespace Reactor.Actors.Operating;

/// <summary>
/// Gives commands of operators to VMs, over the connections that are held already. A command that changes something stands in the audit
/// before it is sent, and so does one that is refused; where the audit can't be written, nothing that changes something is sent. What was
/// meant for one process never reaches another: it goes to the connection that was looked at, or nowhere.
/// </summary>
internal sealed class OperatorCommands(LiveVms live, IRuntimeStatusSource status, IAuditStore audit, AuditRows rows, EngineClock clock, ILogger logger) : IDisposable
{
    /// <summary>Commands under way at once; one more is refused. Each may bring a large answer.</summary>
    internal const int MaxAtOnce = 8;

    private const int LongestDetail = 500;

    private readonly SemaphoreSlim _room = new(MaxAtOnce, MaxAtOnce);

    /// <summary>Runs one.</summary>
    /// <param name="command">The command.</param>
    /// <param name="ct">The caller is gone: nothing is sent any more. What was sent is waited for all the same.</param>
    public async Task<OperatorAnswer> RunAsync(OperatorCommand command, CancellationToken ct)
    {
        var risk = CommandCatalogue.Default.RiskOf(command.Command);
        var choice = VmChoice.Of(command.Vm, status.Read().Vms);
        var vm = choice.Vm is { Id: { } id } known && live.Find(id) is { } found && found.Identity.View.Name == known.Name ? found : null;
        var call = new Call(command, risk, choice, vm, MaskedArguments.Of(command.Arguments));
        var why = vm is null ? NotConnected(choice) : Refusal(call, vm);
        if (vm is null || why is not null)
        {
            return command.OnlyLooks || (vm is null && risk == CommandRisk.Read)
                ? call.Answer(OperatorResult.Refused) with { Message = why }
                : await RefuseAsync(call, why!).ConfigureAwait(false);
        }

        if (command.OnlyLooks)
            return call.Answer(OperatorResult.Looked);
        if (!_room.Wait(0, CancellationToken.None))
            return await RefuseAsync(call, $"{MaxAtOnce} commands of operators are under way: try again when one of them has ended").ConfigureAwait(false);
        try
        {
            return risk == CommandRisk.Read ? await SendAsync(call, vm.Connection).ConfigureAwait(false) : await ChangeAsync(call, vm, ct).ConfigureAwait(false);
        }
        finally
        {
            _room.Release();
        }
    }

    public void Dispose() => _room.Dispose();

    private static string NotConnected(VmChoice choice) => choice switch
    {
        { Problem: { } problem } => problem,
        { Vm: { } vm } => $"VM {vm.Name} is not connected ({vm.State.ToString().ToLowerInvariant()}{(vm.LastError is { } error ? $": {error}" : "")}): nothing was sent",
        _ => throw new InvalidOperationException("A choice without a VM and without a problem."),
    };

    private static string? Refusal(Call call, LiveVm vm)
    {
        var (command, name) = (call.Command, vm.Identity.View.Name);
        if (command.Process is { } meant && meant != vm.Identity.Process)
            return $"VM {name} is another process by now ({vm.Identity.Process}) than the one that was meant ({meant}): nothing was sent";
        if (call.Risk == CommandRisk.Read)
            return null;
        if (call.Risk == CommandRisk.Destructive && vm.Identity.Incarnation is null)
            return $"it can't be told which process VM {name} is ({vm.Identity.Address}), so {command.Command} is not sent: give Reactor a unix socket on the VM's host";
        if (vm.WhyReadOnly() is { } why)
            return $"{command.Command} is not sent to VM {name}: {why}";
        if (command.OnlyLooks)
            return null;
        if (!command.IsConfirmed)
            return $"{command.Command} is {call.RiskWord}: it is sent with --yes only";
        return call.Risk == CommandRisk.Destructive && !call.Choice.IsExact
            ? $"{command.Command} is destructive: name the VM whole ({name}), not as {command.Vm}"
            : null;
    }

    private async Task<OperatorAnswer> RefuseAsync(Call call, string why)
    {
        var answer = call.Answer(OperatorResult.Refused) with { Message = why };
        var detail = Bounded(call.Masked.Without(why));
        LogRefused(call, detail);
        try
        {
            var row = Row(call, AuditOutcomes.Refused) with { EndedAt = clock.Now, Detail = detail };
            await audit.AddAuditAsync(row).ConfigureAwait(false);
            return answer with { Audit = row.Id };
        }
        catch (StoreUnavailableException e)
        {
            OperatorLog.NotAudited(logger, call.Command.Command, call.VmName, AuditOutcomes.Refused, e.Message);
            return answer;
        }
    }

    private void LogRefused(Call call, string why)
    {
        string command = Bounded(call.Command.Command), vm = Bounded(call.VmName), who = AskedBy.Of(call.Command.Uid, null);
        OperatorLog.Refused(logger, command, vm, who, why);
    }

    private async Task<OperatorAnswer> ChangeAsync(Call call, LiveVm vm, CancellationToken ct)
    {
        var row = Row(call, AuditOutcomes.Sent);
        try
        {
            await audit.AddAuditAsync(row).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            var why = $"it can't be written into the audit, so nothing was sent: {e.Message}";
            LogRefused(call, why);
            return call.Answer(OperatorResult.Refused) with { Message = why };
        }

        var answer = ct.IsCancellationRequested
            ? call.Answer(OperatorResult.NotSent) with { Message = "who asked for it was gone before it was sent" }
            // Again: the audit may have taken its time, and another claims to be the VM by now.
            : vm.WhyReadOnly() is { } readOnly ? call.Answer(OperatorResult.NotSent) with { Message = $"{call.Command.Command} is not sent to VM {call.VmName}: {readOnly}" }
            : await SendAsync(call, vm.Connection).ConfigureAwait(false);
        var outcome = Outcome(answer.Result);
        var who = AskedBy.Of(call.Command.Uid, null);
        OperatorLog.Ran(logger, call.Command.Command, call.VmName, who, outcome);
        try
        {
            var detail = answer.Message is { } message ? Bounded(call.Masked.Without(answer.ErrorClass is { } @class ? $"{@class}: {message}" : message)) : null;
            await audit.CompleteAuditAsync(row.Id, outcome, detail, clock.Now).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            // The row says that it was sent; the next start makes that an unknown outcome.
            OperatorLog.NotAudited(logger, call.Command.Command, call.VmName, outcome, e.Message);
        }

        return answer with { Audit = row.Id };
    }

    private static async Task<OperatorAnswer> SendAsync(Call call, QmpConnection connection)
    {
        var command = call.Command;
        try
        {
            var reply = await connection.ExecuteAsync(command.Command, command.Arguments, command.Timeout, CancellationToken.None).ConfigureAwait(false);
            return reply switch
            {
                QmpReturn answer => call.Answer(OperatorResult.Ok) with { Return = answer.Json },
                QmpError error => call.Answer(OperatorResult.Failed) with { ErrorClass = error.Class, Message = error.Description },
                _ => throw new InvalidOperationException($"A reply that is neither a return nor an error: {reply.GetType().Name}."),
            };
        }
        catch (QmpException e)
        {
            return call.Answer(e.OutcomeUnknown ? OperatorResult.Unknown : OperatorResult.NotSent) with { Message = e.Message };
        }
        catch (ArgumentException e)
        {
            return call.Answer(OperatorResult.NotSent) with { Message = e.Message };
        }
    }

    private AuditRow Row(Call call, string outcome) => rows.Begun(new(call.Command.Uid, call.Command.Pid), Bounded(call.Command.Command), call.Masked.Json) with
    {
        VmId = call.Choice.Vm?.Id ?? "", Vm = Bounded(call.VmName), Process = call.Vm?.Identity.Process, Risk = call.RiskWord, Outcome = outcome,
    };

    private static string Outcome(OperatorResult result) => result switch
    {
        OperatorResult.Ok => AuditOutcomes.Ok,
        OperatorResult.Failed => AuditOutcomes.Failed,
        OperatorResult.Unknown => AuditOutcomes.Unknown,
        _ => AuditOutcomes.NotSent,
    };

    private static string Bounded(string text) => Shortened.Of(text, LongestDetail);

    /// <summary>One command and what it was found to mean.</summary>
    private sealed record Call(OperatorCommand Command, CommandRisk Risk, VmChoice Choice, LiveVm? Vm, MaskedArguments Masked)
    {
        public string VmName => Choice.Vm?.Name ?? Command.Vm;

        public string RiskWord => Risk.ToString().ToLowerInvariant();

        public OperatorAnswer Answer(OperatorResult result) => new()
        {
            Result = result,
            Vm = VmName,
            VmId = Choice.Vm?.Id,
            Process = Vm?.Identity.Process,
            Command = Command.Command,
            Risk = RiskWord,
        };
    }
}
