using Akka.Actor;
using Reactor.Actors.Hosting;
using Reactor.Reactions.Pacing;
using Reactor.Store;

namespace Reactor.Actors.Deliveries;

/// <content>What it does in each of its states.</content>
internal sealed partial class TargetActor
{
    protected override bool Receive(object message) => Running(message);

    /// <param name="state">What it does from now on.</param>
    /// <param name="goOn">How it goes on then after what is heard in every state.</param>
    private void Become(Receive state, Action goOn)
    {
        _goOn = goOn;
        Become(state);
    }

    private bool Running(object message)
    {
        switch (message)
        {
            case Wake: GoOn(mayWait: true); break;
            case Due:
                _nextDue = null;
                GoOn(mayWait: true);
                break;
            case PaceOpens:
                _paceDue = null;
                GoOn();
                break;
            case ClaimQueue.Claimed claimed:
                OnClaimed(claimed);
                GoOn();
                break;
            case HandedOver handed:
                OnHandedOver(handed);
                GoOn();
                break;
            case TryNow: TryAtOnce(); break;
            case Enable:
                Sender.Tell(new Enabled(WasDisabled: false, WasLeftAlone: _pace.State != BreakerState.Closed));
                TryAtOnce();
                break;
            case Stop: BeginStop(); break;
            default: return InAnyState(message);
        }

        return true;
    }

    /// <summary>The store makes dead letters of what is committed for it from now on.</summary>
    private bool Disabled(object message)
    {
        switch (message)
        {
            case Wake or TryNow: break;
            case Due: _nextDue = null; break;
            case PaceOpens: _paceDue = null; break;
            case ClaimQueue.Claimed claimed:
                OnClaimed(claimed);
                ReleaseClaims("the target is disabled");
                WriteOutcomes();
                break;
            case HandedOver handed:
                OnHandedOver(handed);
                ReleaseClaims("the target is disabled");
                WriteOutcomes();
                break;
            case Enable:
                _enablers.Add(Sender);
                CallAgain();
                break;
            case Stop: BeginStop(); break;
            default: return InAnyState(message);
        }

        return true;
    }

    private bool Stopping(object message)
    {
        switch (message)
        {
            case GraceOver: _attempts.Cancel(); break;
            // A claim ends with the daemon.
            case ClaimQueue.Claimed or HandedOver: break;
            case OutcomeQueue.NotWritten failed:
                OnNotWritten(failed with { Results = [.. failed.Results.Where(result => result.Outcome != AttemptOutcome.Released)] });
                EndWhenIdle();
                break;
            case Configure: break;
            default: InAnyState(message); break;
        }

        return true;
    }

    private void EndWhenWritten()
    {
        WriteOutcomes();
        EndWhenIdle();
    }

    /// <summary>What is heard in every state; then it goes on as the state does that this led to.</summary>
    private bool InAnyState(object message)
    {
        switch (message)
        {
            case AttemptEnded ended:
                OnAttemptEnded(ended.Claim, ended.Sent);
                _goOn();
                break;
            case AttemptGivenUp givenUp:
                _inFlight--;
                _pace.GiveUp(_services.Clock.Now);
                _outcomes.Add(Released(givenUp.Claim, "Reactor stopped"));
                _goOn();
                break;
            case AttemptFaulted faulted:
                OnAttemptFaulted(faulted);
                _goOn();
                break;
            case OutcomeQueue.Written written:
                OnWritten(written);
                _goOn();
                break;
            case OutcomeQueue.NotWritten failed: OnNotWritten(failed); break;
            case ClaimQueue.NextDue next:
                if (next.At is { } at)
                    ScheduleDue(at);
                Report();
                break;
            case StoreTrouble.TryAgain:
                OnStoreAgain();
                _goOn();
                break;
            case Configure configure: OnConfigure(configure.Configuration); break;
            case Disablement.Written written: OnDisablementWritten(written); break;
            case Disablement.NotWritten failed:
                _disablement.OnNotWritten();
                _store.OnFailure(failed.Error, Timers);
                break;
            case Buried buried: _services.Inbox(buried.ToPartitions); break;
            case NotBuried failed:
                _isUnburied = true;
                _store.OnFailure(failed.Error, Timers);
                break;
            case TaskFault fault: fault.Throw(); break;
            default: return false;
        }

        return true;
    }
}
