using Akka.Actor;
using Reactor.Actors.Status;
using Reactor.Rules.Configuration;
using Reactor.Store;

namespace Reactor.Actors.Deliveries;

/// <content>Attempts: begun, ended, and their outcomes written.</content>
internal sealed partial class TargetActor
{
    private void Attempt(ClaimedDelivery claim)
    {
        if (claim.Delivery.Inline is null && _configuration is null)
        {
            GiveUpRemoved(claim);
            return;
        }

        _inFlight++;
        var traceParent = _configuration is WebhookTarget { TellsTrace: true } ? _services.Tracer.Parent(claim) : null;
        _services.Attempt.RunAsync(claim.Delivery, _configuration, _services.Time.GetUtcNow(), traceParent, _attempts.Token).PipeTo(
            Self,
            success: sent => new AttemptEnded(claim, sent),
            failure: e => e is OperationCanceledException ? new AttemptGivenUp(claim) : new AttemptFaulted(claim, e));
    }

    private void OnAttemptEnded(ClaimedDelivery claim, SendResult sent)
    {
        _inFlight--;
        var now = _services.Clock.Now;
        var retry = claim.Delivery.Inline?.Retry ?? _configuration?.Retry ?? new RetryOptions();
        var result = AttemptJudge.Judge(claim, retry, sent, now, _services.Time.GetUtcNow(), _random.NextDouble());
        if (AttemptJudge.TargetWorks(sent) is { } works)
            _pace.End(works, now, _random.NextDouble());
        else
            _pace.GiveUp(now);
        _tally.Count(claim, result);
        if (result.Outcome == AttemptOutcome.Delivered)
            ObserveTimes(claim, now);
        _services.Tracer.Attempted(claim, result);
        _outcomes.Add(result);
        // In place, the URL may be another for each VM: one that is gone says nothing of the rest.
        if (AttemptJudge.IsGone(sent) && claim.Delivery.Inline is null && _disablement.Reason is null)
            Disable();
    }

    private void ObserveTimes(ClaimedDelivery claim, DateTimeOffset now)
    {
        _services.Board.DeliveryTimes.Observe(now - claim.Delivery.CreatedAt);
        // What is said again, and what a person has sent once more, says nothing of how soon an event is told.
        if (claim is { Before: 0, Delivery.IsFollower: false })
            _services.Board.EventDeliveryTimes.Observe(now - (claim.HeardAt ?? claim.Delivery.CreatedAt));
    }

    private void OnAttemptFaulted(AttemptFaulted faulted)
    {
        TargetLog.AttemptFault(_services.Logger, faulted.Error, faulted.Claim.Delivery.WebhookId, _name);
        var detail = Excerpt.Of($"the attempt failed inside Reactor: {faulted.Error.GetType().Name}", []);
        OnAttemptEnded(faulted.Claim, new SendResult(null, detail, null, TimeSpan.Zero));
    }

    private void GiveUpRemoved(ClaimedDelivery claim)
    {
        var reason = $"not sent: target `{_name}` is not in the configuration";
        _tally.Enter(TargetState.Unknown);
        _tally.CountDead(claim, reason);
        _outcomes.Add(new AttemptResult(
            claim.Delivery.WebhookId, claim.Attempt, AttemptOutcome.TargetRemoved, _services.Clock.Now, TimeSpan.Zero, null, reason));
    }

    /// <summary>A silence or a maintenance began since they were claimed: they are claimed anew, unless it holds them.</summary>
    private void GiveBackOutdated(DateTimeOffset now)
    {
        if (_claims.IsOutdated(_services.Store.HoldsAt(now)))
            ReleaseClaims("what holds notifications has changed");
    }

    /// <summary>Gives back what is claimed and not begun.</summary>
    private void ReleaseClaims(string why)
    {
        while (_claims.Count > 0)
            _outcomes.Add(Released(_claims.Take(), why));
    }

    private AttemptResult Released(ClaimedDelivery claim, string why) =>
        new(claim.Delivery.WebhookId, claim.Attempt, AttemptOutcome.Released, _services.Clock.Now, TimeSpan.Zero, null, $"not tried: {why}");

    private void OnWritten(OutcomeQueue.Written written)
    {
        _store.OnSuccess();
        _outcomes.OnWritten();
        foreach (var result in written.Results)
        {
            if (result is { Outcome: AttemptOutcome.Retry, NextAt: { } next })
                ScheduleDue(next);
        }

        if (!written.Completed.ToPartitions.IsEmpty)
            _services.Inbox(written.Completed.ToPartitions);
        // Those of the same alert, or of the same VM, that waited behind these; and what was given back, where the target is called again by now.
        if (written.Completed.MayFree || IsOrdered || written.Results.Any(result => result.Outcome == AttemptOutcome.Released))
            _claims.Wake();
        Report();
    }

    private void OnNotWritten(OutcomeQueue.NotWritten failed)
    {
        _outcomes.OnNotWritten(failed.Results);
        _store.OnFailure(failed.Error, Timers);
        Report();
    }
}
