using Reactor.Actors.Operating;
using Reactor.Actors.Status;
using Reactor.Output;
using Reactor.Store;
using Reactor.Store.Reading;

namespace Reactor.Api;

/// <summary>When an order to send dead letters once more was refused: none is sent, of what it names. That nothing is dead is no refusal.</summary>
internal static class RetryRefusal
{
    private const int MostTold = 5;

    /// <summary>The refusal; null where some are sent, or there was nothing to send.</summary>
    /// <param name="filter">Which were meant.</param>
    /// <param name="revived">What became of it.</param>
    /// <param name="targets">The targets that there are.</param>
    /// <param name="read">Reads a delivery; asked for a few ids, where none of them is a dead letter.</param>
    public static ActRefusedException? Of(DeadLetterFilter filter, RevivedDeliveries revived, IReadOnlyList<TargetStatus> targets, Func<string, StoredDelivery?> read)
    {
        var refusal = revived switch
        {
            { Count: > 0 } => default((RefusalReason Reason, string Detail)?),
            { Disabled: > 0 } or { Overtaken: > 0 } => (RefusalReason.State, $"none is sent: of those that are meant, {revived.Disabled} are of a target that is disabled (enable it), and of {revived.Overtaken} the target knows later news"),
            { Held: > 0 } => null,
            _ when !filter.WebhookIds.IsEmpty => (RefusalReason.NotThere, NoneIsDead(filter.WebhookIds, read)),
            _ when filter.Target is { } name && !targets.Any(target => target.Name == name) => (RefusalReason.NotThere, $"there is no target {Printable.Of(name)}"),
            _ => null,
        };
        if (refusal is not { } why)
        {
            return null;
        }
        var row = JsonLines.Row(revived);
        if (why.Reason == RefusalReason.NotThere && !filter.WebhookIds.IsEmpty)
        {
            // The figures say nothing of it.
            row["message"] = why.Detail;
        }
        return new ActRefusedException(why.Reason, "Nothing is sent", why.Detail, row);
    }

    private static string NoneIsDead(IReadOnlyList<string> ids, Func<string, StoredDelivery?> read)
    {
        var told = ids.Take(MostTold).Select(id => read(id) switch
        {
            null => $"there is no delivery {Printable.Of(id, 256)}",
            { State: "pending", HeldBy: { } hold } => $"{id} waits, held by {hold}",
            { State: "pending" } => $"{id} waits, and is tried by itself",
            { State: "muted" } => $"{id} is muted, and what is muted is never sent",
            { State: "dead" } => $"{id} is left out by `target` or `since`",
            { State: var state } => $"{id} is {state} already",
        });
        return $"none of the ids is a dead letter: {string.Join("; ", told)}{(ids.Count > MostTold ? $"; and {ids.Count - MostTold} more" : "")}";
    }
}
