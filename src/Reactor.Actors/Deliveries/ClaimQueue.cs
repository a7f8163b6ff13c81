using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Hosting;
using Reactor.Store;

namespace Reactor.Actors.Deliveries;

/// <summary>Deliveries that are claimed and not begun: fetched some ahead of need, so that a free slot waits for nobody. One claim at a time.</summary>
internal sealed class ClaimQueue(string target, TargetServices services, IActorRef self)
{
    private readonly Queue<ClaimedDelivery> _ready = new();

    /// <summary>What a claim gave.</summary>
    /// <param name="Deliveries">It.</param>
    /// <param name="Asked">How many were asked for.</param>
    /// <param name="Error">Why nothing; null where it went well.</param>
    public sealed record Claimed(ImmutableArray<ClaimedDelivery> Deliveries, int Asked, StoreUnavailableException? Error);

    /// <summary>When the next one is due that waits; null where none does.</summary>
    public sealed record NextDue(DateTimeOffset? At);

    /// <summary>How many are ready.</summary>
    public int Count => _ready.Count;

    /// <summary>Whether the store is being asked.</summary>
    public bool IsUnderWay { get; private set; }

    /// <summary>Whether there may be more in the store that are due.</summary>
    public bool MayWait { get; private set; }

    /// <summary>There may be more in the store.</summary>
    public void Wake() => MayWait = true;

    /// <summary>Takes the next.</summary>
    public ClaimedDelivery Take() => _ready.Dequeue();

    /// <summary>Asks for so many more, unless it is being asked, or there is nothing.</summary>
    public void Refill(int wanted, bool isOrdered)
    {
        if (wanted <= 0 || IsUnderWay || !MayWait)
            return;
        IsUnderWay = true;
        MayWait = false;
        services.Store.ClaimAsync(target, wanted, services.Clock.Now, isOrdered).PipeTo(
            self,
            success: deliveries => new Claimed(deliveries, wanted, null),
            failure: e => e is StoreUnavailableException { IsFinal: false } error
                ? new Claimed([], wanted, error)
                : new TaskFault($"claiming deliveries to {target}", e));
    }

    /// <summary>A claim ended. Where it gave all that there was, <see cref="NextDue"/> follows.</summary>
    public void OnClaimed(Claimed claimed, bool isOrdered)
    {
        IsUnderWay = false;
        foreach (var claim in claimed.Deliveries)
            _ready.Enqueue(claim);
        MayWait |= claimed.Error is not null || claimed.Deliveries.Length == claimed.Asked;
        if (!MayWait)
            AskNextDue(isOrdered);
    }

    private void AskNextDue(bool isOrdered) =>
        services.Store.NextDueAsync(target, isOrdered).PipeTo(
            self,
            success: at => new NextDue(at),
            // Asked again with the claim that follows.
            failure: e => e is StoreUnavailableException { IsFinal: false } error ? new Claimed([], 0, error) : new TaskFault($"looking for deliveries to {target}", e));
}
