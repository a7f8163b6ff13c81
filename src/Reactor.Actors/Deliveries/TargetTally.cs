using Microsoft.Extensions.Logging;
using Reactor.Actors.Clocks;
using Reactor.Actors.Status;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Pacing;
using Reactor.Rules.Configuration;
using Reactor.Store;

namespace Reactor.Actors.Deliveries;

/// <summary>Counts what comes of a target's attempts, and logs what changes.</summary>
internal sealed class TargetTally(string name, TargetConfiguration? configuration, EngineClock clock, ILogger logger)
{
    private TargetStatus _status = new() { Name = name, State = TargetState.Active, Since = clock.Now, Kind = KindOf(configuration) };
    // Lines about what was delivered, in any second: a target may take thousands.
    private const int MostLines = 10;

    private bool _isFailing;
    private DateTimeOffset _second;
    private int _lines;
    private long _untold;
    private TargetState _entered = TargetState.Active;

    /// <summary>How it stands.</summary>
    /// <param name="breaker">Where its breaker stands.</param>
    /// <param name="inFlight">Attempts under way.</param>
    /// <param name="unwritten">Outcomes that aren't durable yet.</param>
    /// <param name="nextDue">When the next one is due.</param>
    public TargetStatus Status(BreakerState breaker, int inFlight, int unwritten, DateTimeOffset? nextDue)
    {
        var state = _entered != TargetState.Active ? _entered
            : breaker != BreakerState.Closed ? TargetState.Open
            : _isFailing ? TargetState.Failing
            : TargetState.Active;
        if (state != _status.State)
        {
            // One that tries and fails stays open.
            if (state == TargetState.Open)
                TargetLog.LeftAlone(logger, name);
            _status = _status with { State = state, Since = clock.Now };
        }

        if (_status.InFlight != inFlight || _status.Unwritten != unwritten || _status.NextDue != nextDue)
            _status = _status with { InFlight = inFlight, Unwritten = unwritten, NextDue = nextDue };
        return _status;
    }

    /// <summary>Its settings from now on.</summary>
    public void Configure(TargetConfiguration? now)
    {
        if (now is not null)
            _status = _status with { Kind = KindOf(now) };
    }

    /// <summary>Enters a state that no attempt leaves; <see cref="TargetState.Active"/> for none, as one that was never tried.</summary>
    public void Enter(TargetState state)
    {
        _entered = state;
        _isFailing &= state != TargetState.Active;
    }

    /// <summary>Counts an attempt.</summary>
    public void Count(ClaimedDelivery claim, AttemptResult result)
    {
        if (result.Outcome == AttemptOutcome.Delivered)
        {
            if (_isFailing)
                TargetLog.Recovered(logger, name);
            _isFailing = false;
            Tell(claim.Delivery, result.At);
            _status = _status with { LastError = null, LastSuccess = result.At, Delivered = _status.Delivered + 1 };
            return;
        }

        if (!_isFailing && _entered == TargetState.Active)
        {
            TargetLog.Failing(logger, name, result.Detail);
            _isFailing = true;
        }

        _status = _status with { LastError = result.Detail, Failed = _status.Failed + 1 };
        if (result.Outcome == AttemptOutcome.Dead)
            CountDead(claim, result.Detail);
    }

    /// <summary>Counts a delivery that is given up.</summary>
    public void CountDead(ClaimedDelivery claim, string detail)
    {
        TargetLog.DeadLetter(logger, claim.Delivery.WebhookId, claim.Delivery.Rule, name, detail);
        _status = _status with { Dead = _status.Dead + 1, LastError = detail };
    }

    private void Tell(DeliveryRow delivery, DateTimeOffset at)
    {
        if (at - _second >= TimeSpan.FromSeconds(1))
        {
            if (_untold > 0)
                TargetLog.DeliveredMore(logger, name, _untold);
            (_second, _lines, _untold) = (at, 0, 0);
        }

        if (_lines == MostLines)
        {
            _untold++;
            return;
        }

        TargetLog.Delivered(logger, delivery.WebhookId, delivery.Kind, name, delivery.Rule, delivery.VmName);
        _lines++;
    }

    private static string KindOf(TargetConfiguration? configuration) => configuration?.Kind ?? "rule";
}
