using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Hosting;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Store;

namespace Reactor.Actors.Steps;

/// <summary>
/// Carries out steps once their intents are durable.
/// <code>
/// Ready --Stop--> Stopping --nothing under way--> (ends)
/// </code>
/// One claim is under way at a time, and none while the store fails; <see cref="StepSupply"/> says whether the next may give some. A slot is
/// taken from the claim until the result is durable in the inbox of its partition. Steps of one run never overlap, since the next is intended
/// when the one before has ended; those of different runs do.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "An actor's end is PostStop, which disposes them.")]
internal sealed partial class StepActor : ActorBase, IWithTimers
{
    /// <summary>How long steps under way may go on when the daemon stops.</summary>
    internal static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(3);

    private const string StoreTimer = "store";
    private const string GraceTimer = "grace";

    private readonly StepExecution _execution;
    private readonly Backoff _storeBackoff;
    private readonly CancellationTokenSource _ending = new();
    private readonly StepSlots _slots;
    private readonly StepSupply _supply = new();
    private readonly StepAttempt _attempt;
    private readonly Queue<StepResult> _unwritten = new();
    private IActorRef _stopper = ActorRefs.Nobody;
    private bool _claiming;
    private bool _storeFails;

    public StepActor(StepExecution execution, Random random)
    {
        _execution = execution;
        _slots = new StepSlots(execution.Report);
        _attempt = new StepAttempt(execution, _ending.Token);
        _storeBackoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), random);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(Wake));
        Claim();
    }

    protected override void PostStop()
    {
        Context.System.EventStream.Unsubscribe(Self);
        _ending.Cancel();
        _ending.Dispose();
        _execution.AtEnd();
    }

    protected override bool Receive(object message) => Ready(message);

    private bool Ready(object message)
    {
        switch (message)
        {
            case Wake:
                _supply.Intended();
                Claim();
                break;
            case Claimed claimed:
                OnClaimed(claimed.Claims);
                Claim();
                break;
            case NotClaimed failed:
                _claiming = false;
                _supply.Intended();
                OnStoreFailure(failed.Error);
                break;
            case Written written:
                OnWritten(written);
                Claim();
                break;
            case NotWritten failed: OnNotWritten(failed); break;
            case StoreAgain: OnStoreAgain(); break;
            case Stop: BeginStop(); break;
            default: return InAnyState(message);
        }

        return true;
    }

    private bool Stopping(object message)
    {
        switch (message)
        {
            case Wake or Stop: break;
            case GraceOver: _ending.Cancel(); break;
            case Claimed claimed: PutBack(claimed.Claims.Steps); break;
            case NotClaimed or PutBackEnded: OnClaimOver(); break;
            case Written written:
                OnWritten(written);
                EndWhenIdle();
                break;
            case NotWritten failed:
                FreeSlot(failed.Result);
                EndWhenIdle();
                break;
            default: return InAnyState(message);
        }

        return true;
    }

    private bool InAnyState(object message)
    {
        switch (message)
        {
            case Ended ended: Write(ended.Result); return true;
            case TaskFault fault: fault.Throw(); return true;
            default: return false;
        }
    }

    private void Claim()
    {
        if (_claiming || _storeFails || !_supply.MayGive)
            return;
        if (!_slots.HasRoom)
        {
            _supply.Full();
            return;
        }

        _claiming = true;
        _supply.Asked();
        _execution.Store.ClaimStepsAsync(_slots.Commands, _slots.Programs, _execution.Clock.Now).PipeTo(
            Self,
            success: claims => new Claimed(claims),
            failure: e => e is StoreUnavailableException { IsFinal: false } unavailable ? new NotClaimed(unavailable) : new TaskFault("claiming steps", e));
    }

    private void OnClaimed(StepClaims claims)
    {
        _claiming = false;
        _supply.Answered(claims.Left);
        OnStoreSuccess();
        foreach (var row in claims.Ended)
            _slots.Count(StepResultJson.Read(row.Payload));
        if (!claims.Ended.IsEmpty)
            _execution.Bring(claims.Ended);
        foreach (var step in claims.Steps)
            CarryOut(step);
    }

    // The next start is to carry them out, not to report them as begun. Where that can't be written it reports them, as it does whatever is not written now.
    private void PutBack(ImmutableArray<StepRow> steps)
    {
        if (steps.IsEmpty)
        {
            OnClaimOver();
            return;
        }

        _execution.Store.PutBackStepsAsync([.. steps.Select(step => step.Id)]).PipeTo(
            Self,
            success: () => PutBackEnded.Instance,
            failure: e => e is StoreUnavailableException ? PutBackEnded.Instance : new TaskFault("putting steps back", e));
    }

    private void OnClaimOver()
    {
        _claiming = false;
        EndWhenIdle();
    }

    private void FreeSlot(StepResult result)
    {
        if (_slots.Free(result.Step) is { } step)
            _supply.Ended(StepAttempt.IsProgram(step));
    }

    private void CarryOut(StepRow step)
    {
        _slots.Take(step);
        _attempt.RunAsync(step).PipeTo(
            Self,
            success: result => new Ended(result),
            failure: e => new TaskFault($"carrying out the step {step.Id}", e));
    }

    private void Write(StepResult result) => _execution.Store.CompleteStepAsync(result, _execution.Clock.Now).PipeTo(
        Self,
        success: row => new Written(result, row),
        failure: e => e is StoreUnavailableException { IsFinal: false } unavailable
            ? new NotWritten(result, unavailable)
            : new TaskFault($"writing the result of the step {result.Step}", e));

    private void OnWritten(Written written)
    {
        OnStoreSuccess();
        FreeSlot(written.Result);
        _slots.Count(written.Result);
        _execution.Bring([written.Row]);
    }

    private void OnNotWritten(NotWritten failed)
    {
        _unwritten.Enqueue(failed.Result);
        OnStoreFailure(failed.Error);
    }

    private void OnStoreSuccess()
    {
        _storeFails = false;
        _storeBackoff.Reset();
    }

    private void OnStoreFailure(StoreUnavailableException error)
    {
        if (!_storeFails)
            StepLog.StoreUnavailable(_execution.Logger, error.Message);
        _storeFails = true;
        Timers.StartSingleTimer(StoreTimer, StoreAgain.Instance, _storeBackoff.Next());
    }

    private void OnStoreAgain()
    {
        _storeFails = false;
        for (var left = _unwritten.Count; left > 0; left--)
            Write(_unwritten.Dequeue());
        Claim();
    }

    private void BeginStop()
    {
        _stopper = Sender;
        Timers.CancelAll();
        Become(Stopping);
        Timers.StartSingleTimer(GraceTimer, GraceOver.Instance, StopGrace);
        while (_unwritten.TryDequeue(out var result))
            Write(result);
        EndWhenIdle();
    }

    private void EndWhenIdle()
    {
        if (!_slots.AreFree || _claiming)
            return;
        Timers.CancelAll();
        _stopper.Tell(Stopped.Instance);
        Context.Stop(Self);
    }
}
