using Reactor.Actors.Operating;
using Reactor.Actors.Status;
using Reactor.Output;
using Reactor.Store;

namespace Reactor.Api;

/// <summary>When an order to send dead letters once more was refused: none is sent, of what it names. That nothing is dead is no refusal.</summary>
internal static class RetryRefusal
{
    /// <summary>The refusal; null where some are sent, or there was nothing to send.</summary>
    /// <param name="filter">Which were meant.</param>
    /// <param name="revived">What became of it.</param>
    /// <param name="targets">The targets that there are.</param>
    public static ActRefusedException? Of(DeadLetterFilter filter, RevivedDeliveries revived, IReadOnlyList<TargetStatus> targets)
    {
        var refusal = revived switch
        {
            { Count: > 0 } => default((RefusalReason Reason, string Detail)?),
            { Disabled: > 0 } or { Overtaken: > 0 } => (RefusalReason.State, $"none is sent: of those that are meant, {revived.Disabled} are of a target that is disabled (enable it), and of {revived.Overtaken} the target knows later news"),
            _ when !filter.WebhookIds.IsEmpty => (RefusalReason.NotThere, "none of the ids is a dead letter that is meant"),
            _ when filter.Target is { } name && !targets.Any(target => target.Name == name) => (RefusalReason.NotThere, $"there is no target {Printable.Of(name)}"),
            _ => null,
        };
        return refusal is { } why ? new ActRefusedException(why.Reason, "Nothing is sent", why.Detail, JsonLines.Row(revived)) : null;
    }
}
