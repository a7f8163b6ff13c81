using Microsoft.Extensions.Logging;
using Reactor.Actors.Status;
using Reactor.Store;

namespace Reactor.Actors.Deliveries;

/// <summary>Counts what comes of a target's attempts, and logs what changes.</summary>
internal sealed class TargetTally(string name, ILogger logger)
{
    /// <summary>The counts and the state; what is in flight is the actor's to know.</summary>
    public TargetStatus Status { get; private set; } = new() { Name = name, State = TargetState.Active };

    /// <summary>Enters a state that no attempt leaves.</summary>
    public void Enter(TargetState state) => Status = Status with { State = state };

    /// <summary>Counts an attempt.</summary>
    public void Count(ClaimedDelivery claim, AttemptResult result)
    {
        if (result.Outcome == AttemptOutcome.Delivered)
        {
            if (Status.State == TargetState.Failing)
            {
                TargetLog.Recovered(logger, name);
                Enter(TargetState.Active);
            }

            Status = Status with { LastError = null, Delivered = Status.Delivered + 1 };
            return;
        }

        if (Status.State == TargetState.Active)
        {
            TargetLog.Failing(logger, name, result.Detail);
            Enter(TargetState.Failing);
        }

        Status = Status with { LastError = result.Detail, Failed = Status.Failed + 1 };
        if (result.Outcome == AttemptOutcome.Dead)
            CountDead(claim, result.Detail);
    }

    /// <summary>Counts a delivery that is given up.</summary>
    public void CountDead(ClaimedDelivery claim, string detail)
    {
        TargetLog.DeadLetter(logger, claim.Delivery.WebhookId, claim.Delivery.Rule, name, detail);
        Status = Status with { Dead = Status.Dead + 1, LastError = detail };
    }
}
