using Akka.Actor;
using Reactor.Actors.Hosting;
using Reactor.Reactions.Pacing;
using Reactor.Store;

namespace Reactor.Actors.Deliveries;

/// <content>What it does in each of its states.</content>
internal sealed partial class TargetActor
{
    private void Running()
    {
        Receive<Wake>(_ => GoOn(mayWait: true));
        Receive<Due>(_ =>
        {
            _nextDue = null;
            GoOn(mayWait: true);
        });
        Receive<PaceOpens>(_ =>
        {
            _paceDue = null;
            GoOn();
        });
        Receive<ClaimQueue.Claimed>(claimed =>
        {
            OnClaimed(claimed);
            GoOn();
        });
        Receive<HandedOver>(handed =>
        {
            OnHandedOver(handed);
            GoOn();
        });
        Receive<TryNow>(_ => TryAtOnce());
        Receive<Enable>(_ =>
        {
            Sender.Tell(new Enabled(WasDisabled: false, WasLeftAlone: _pace.State != BreakerState.Closed));
            TryAtOnce();
        });
        _goOn = () => GoOn();
        ReceiveAlways();
        Receive<Stop>(_ => BeginStop());
    }

    /// <summary>The store makes dead letters of what is committed for it from now on.</summary>
    private void Disabled()
    {
        Receive<Wake>(_ => { });
        Receive<TryNow>(_ => { });
        Receive<Due>(_ => _nextDue = null);
        Receive<PaceOpens>(_ => _paceDue = null);
        Receive<ClaimQueue.Claimed>(claimed =>
        {
            OnClaimed(claimed);
            ReleaseClaims("the target is disabled");
            WriteOutcomes();
        });
        Receive<HandedOver>(handed =>
        {
            OnHandedOver(handed);
            ReleaseClaims("the target is disabled");
            WriteOutcomes();
        });
        Receive<Enable>(_ =>
        {
            _enablers.Add(Sender);
            CallAgain();
        });
        _goOn = WriteOutcomes;
        ReceiveAlways();
        Receive<Stop>(_ => BeginStop());
    }

    private void Stopping()
    {
        Receive<Wake>(_ => { });
        Receive<Due>(_ => { });
        Receive<PaceOpens>(_ => { });
        Receive<Stop>(_ => { });
        Receive<GraceOver>(_ => _attempts.Cancel());
        // A claim ends with the daemon.
        Receive<ClaimQueue.Claimed>(_ => { });
        Receive<HandedOver>(_ => { });
        Receive<OutcomeQueue.NotWritten>(failed =>
        {
            OnNotWritten(failed with { Results = [.. failed.Results.Where(result => result.Outcome != AttemptOutcome.Released)] });
            EndWhenIdle();
        });
        Receive<Configure>(_ => { });
        _goOn = () =>
        {
            WriteOutcomes();
            EndWhenIdle();
        };
        ReceiveAlways();
        ReceiveAny(_ => { });
    }

    /// <summary>What is heard in every state; then it goes on as the state does that this led to.</summary>
    private void ReceiveAlways()
    {
        Receive<AttemptEnded>(ended =>
        {
            OnAttemptEnded(ended.Claim, ended.Sent);
            _goOn();
        });
        Receive<AttemptGivenUp>(givenUp =>
        {
            _inFlight--;
            _pace.GiveUp(_services.Clock.Now);
            _outcomes.Add(Released(givenUp.Claim, "Reactor stopped"));
            _goOn();
        });
        Receive<AttemptFaulted>(faulted =>
        {
            OnAttemptFaulted(faulted);
            _goOn();
        });
        Receive<OutcomeQueue.Written>(written =>
        {
            OnWritten(written);
            _goOn();
        });
        Receive<OutcomeQueue.NotWritten>(OnNotWritten);
        Receive<ClaimQueue.NextDue>(next =>
        {
            if (next.At is { } at)
                ScheduleDue(at);
            Report();
        });
        Receive<StoreTrouble.TryAgain>(_ =>
        {
            OnStoreAgain();
            _goOn();
        });
        Receive<Configure>(configure => OnConfigure(configure.Configuration));
        Receive<Disablement.Written>(written => OnDisablementWritten(written));
        Receive<Disablement.NotWritten>(failed =>
        {
            _disablement.OnNotWritten();
            _store.OnFailure(failed.Error, Timers);
        });
        Receive<Buried>(buried => _services.Inbox(buried.ToPartitions));
        Receive<NotBuried>(failed =>
        {
            _isUnburied = true;
            _store.OnFailure(failed.Error, Timers);
        });
        Receive<TaskFault>(fault => fault.Throw());
    }
}
