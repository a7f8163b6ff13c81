using System.Collections.Immutable;
using System.Globalization;
using Reactor.Qmp;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;

namespace Reactor.Actors.Steps;

/// <summary>
/// Carries out steps of commands, one command after another, all on one connection: what was meant for one process never reaches another.
/// Every way it can end is a result.
/// </summary>
internal sealed class CommandRunner(LiveVms vms, CommandRisks risks, StepPermission permission, ScreendumpFolder screendumps, TimeProvider time)
{
    /// <summary>What is kept of all answers of a step. Bytes.</summary>
    internal const int MaxAnswerBytes = 256 * 1024;

    /// <summary>So long from the start on VMs are waited for as long as a command may take: they are being connected.</summary>
    internal static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(30);

    /// <summary>Later a VM has so long to come back: steps for VMs that are gone must not take the place of others for long.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly long _start = time.GetTimestamp();

    // The name in a gather that stands for a picture into a file of ours.
    private const string Screendump = Rules.Model.GatherAction.Screendump;

    /// <summary>Carries it out.</summary>
    /// <exception cref="OperationCanceledException">The daemon stops; what was sent may have been done.</exception>
    public async Task<StepResult> RunAsync(StepRow step, StepRequest request, CancellationToken ct)
    {
        if (NotAllowed(request) is { } refusal)
            return Refused(step, refusal);
        var patience = PatienceFor(request);
        if (await vms.WaitAsync(step.VmId, patience, time, ct).ConfigureAwait(false) is not { } vm)
            return Failed(step, new StepError(StepError.NotConnected, $"VM {step.VmName} was not connected within {Seconds(patience)}: nothing was sent"));
        if ((OtherProcess(vm, request) ?? ReadOnly(vm, request)) is { } refused)
            return Refused(step, refused);
        // Last of all: the VM may have been waited for. What only asks is never held.
        if (!request.IsQuestion && await permission(step, ct).ConfigureAwait(false) is { } instead)
            return instead;

        var process = vm.Identity.Process;
        var answers = ImmutableArray.CreateBuilder<CommandResult>();
        var room = MaxAnswerBytes;
        foreach (var command in request.Commands)
        {
            // Again before each: another that claims to be the VM may have come meanwhile.
            if (ReadOnly(vm, command) is { } frozen)
            {
                answers.Add(new CommandResult(command.Name, null, frozen));
                break;
            }

            var (answer, unknown) = await AskAsync(vm, step, request, command, ct).ConfigureAwait(false);
            if (answer.Return is { } returned && (room -= returned.Length) < 0)
                answer = answer with { Return = null };
            answers.Add(answer);
            if (unknown)
                return new() { Step = step.Id, Status = StepStatus.Unknown, Results = answers.ToImmutable(), Error = answer.Error, Process = process };
            if (answer.Error is not null && !request.IsQuestion)
                break;
        }

        var failure = answers.Select(answer => answer.Error).FirstOrDefault(error => error is not null);
        return new()
        {
            Step = step.Id,
            Status = failure is null ? StepStatus.Ok : StepStatus.Failed,
            Results = answers.ToImmutable(),
            Error = failure,
            Process = process,
        };
    }

    private async Task<(CommandResult Answer, bool Unknown)> AskAsync(LiveVm vm, StepRow step, StepRequest request, StepCommand command, CancellationToken ct)
    {
        try
        {
            if (request.IsQuestion && command.Name == Screendump)
                return (await screendumps.TakeAsync(vm, step.Id, request.Timeout, ct).ConfigureAwait(false), false);
            var reply = await vm.Connection.ExecuteAsync(command.Name, command.Arguments ?? default, request.Timeout, ct).ConfigureAwait(false);
            return (Answer(command.Name, reply), false);
        }
        catch (QmpException e)
        {
            var @class = e.Kind switch
            {
                QmpFailure.CommandTimeout or QmpFailure.NoSlot => StepError.Timeout,
                _ => e.OutcomeUnknown ? StepError.ConnectionLost : StepError.NotConnected,
            };
            return (new CommandResult(command.Name, null, new StepError(@class, e.Message)), e.OutcomeUnknown);
        }
        catch (ArgumentException e)
        {
            // Too large for a message, or no object: never sent.
            return (new CommandResult(command.Name, null, new StepError(StepError.NotStarted, e.Message)), false);
        }
    }

    internal static CommandResult Answer(string command, QmpReply reply) => reply switch
    {
        QmpReturn answer => new CommandResult(command, answer.Json),
        QmpError error => new CommandResult(command, null, new StepError(error.Class, error.Description)),
        _ => throw new InvalidOperationException($"A reply that is neither a return nor an error: {reply.GetType().Name}."),
    };

    private TimeSpan PatienceFor(StepRequest request)
    {
        var most = time.GetElapsedTime(_start) < StartPatience ? StartPatience : Patience;
        return request.Timeout < most ? request.Timeout : most;
    }

    private StepError? NotAllowed(StepRequest request)
    {
        foreach (var command in request.Commands)
        {
            if (request.IsQuestion && command.Name != Screendump && !risks.IsQuestion(command.Name))
                return new StepError(StepError.NotAllowed, $"{command.Name} is no question: a gather or only_if only asks");
            if (!request.IsQuestion && !request.AllowsDestructive && risks.IsDestructive(command.Name))
                return new StepError(StepError.NotAllowed, $"{command.Name} may destroy something: the rule needs `allow: destructive`");
        }

        return null;
    }

    private StepError? OtherProcess(LiveVm vm, StepRequest request)
    {
        if (request.Process is { } meant && meant != vm.Identity.Process)
            return new StepError(StepError.OtherProcess, $"VM {vm.Identity.View.Name} is another process by now ({vm.Identity.Process}) than the one that was meant ({meant}): nothing was sent");
        if (vm.Identity.Incarnation is null && !request.IsQuestion && request.Commands.FirstOrDefault(command => risks.IsDestructive(command.Name)) is { } destructive)
        {
            return new StepError(
                StepError.OtherProcess,
                $"it can't be told which process VM {vm.Identity.View.Name} is ({vm.Identity.Address}), so {destructive.Name} is not sent: give Reactor a unix socket on the VM's host");
        }

        return null;
    }

    /// <summary>A VM that is only to be read is still asked: what changes nothing is told apart by the command, not by the action that it stands in.</summary>
    private StepError? ReadOnly(LiveVm vm, StepRequest request) =>
        request.Commands.Select(command => ReadOnly(vm, command)).FirstOrDefault(refused => refused is not null);

    private StepError? ReadOnly(LiveVm vm, StepCommand command) =>
        command.Name != Screendump && !risks.IsQuestion(command.Name) && vm.WhyReadOnly() is { } why
            ? new StepError(StepError.NotAllowed, $"{command.Name} is not sent to VM {vm.Identity.View.Name}: {why}")
            : null;

    private static StepResult Refused(StepRow step, StepError error) => new() { Step = step.Id, Status = StepStatus.Refused, Error = error };

    private static StepResult Failed(StepRow step, StepError error) => new() { Step = step.Id, Status = StepStatus.Failed, Error = error };

    private static string Seconds(TimeSpan span) => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###} s");
}
