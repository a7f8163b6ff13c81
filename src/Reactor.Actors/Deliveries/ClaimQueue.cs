using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Hosting;
using Reactor.Store;

namespace Reactor.Actors.Deliveries;

/// <summary>Deliveries that are claimed and not begun: fetched some ahead of need, so that a free slot waits for nobody. One claim at a time.</summary>
internal sealed class ClaimQueue(string target, TargetServices services, IActorRef self)
{
    // Claims ahead of need, as a multiple of what may be in flight; and most of them.
    private const int LeastAhead = 2;
    private const int MostAhead = 1000;

    // Of bodies from which no more is fetched, whatever rules send: what a claim gives is bounded too.
    private const long MostBytes = 1024 * 1024;

    private readonly Queue<ClaimedDelivery> _ready = new();
    private readonly ClaimRoom _room = new();
    private readonly RecentPace _pace = new();
    private int _ahead;
    private int _asked;
    private long _bytes;

    // Of all that are ready, unless they differ.
    private long _holdsSeen;
    private bool _holdsDiffer;

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

    /// <summary>Whether some were claimed while something else held notifications.</summary>
    public bool IsOutdated(long holds) => _ready.Count > 0 && (_holdsDiffer || _holdsSeen != holds);

    /// <summary>Takes the next, which begins now.</summary>
    /// <param name="now">Engine time.</param>
    public ClaimedDelivery Begin(DateTimeOffset now)
    {
        _pace.Count(now);
        return Take();
    }

    /// <summary>Takes the next.</summary>
    public ClaimedDelivery Take()
    {
        var next = _ready.Dequeue();
        _bytes -= next.Delivery.Body.Length;
        return next;
    }

    /// <summary>Asks for more, in batches, unless it is being asked, or there is nothing.</summary>
    /// <param name="concurrency">Attempts that may be under way.</param>
    /// <param name="room">How many may begin now.</param>
    /// <param name="isOrdered">Of each VM only the first.</param>
    /// <param name="now">Engine time.</param>
    public void Refill(int concurrency, int room, bool isOrdered, DateTimeOffset now)
    {
        _ahead = Math.Max(_ahead, concurrency * LeastAhead);
        AskFor(room, isOrdered);
        // What waits in the store is older than what would be handed over. Of a quick target as many are as it takes in a moment: the store writes hundreds
        // together, and what finds no room then is read again.
        var most = Math.Max(_ahead * 2, Math.Min(_pace.At(now) * 2, MostAhead));
        _room.Offer(isOrdered || MayWait || _bytes > MostBytes ? 0 : Math.Max(0, Math.Min(room, most) - _ready.Count - _asked));
    }

    /// <summary>One was claimed as it was written.</summary>
    public void OnHandedOver(ClaimedDelivery claim)
    {
        _room.Receive();
        Add(claim);
    }

    private void AskFor(int room, bool isOrdered)
    {
        var wanted = Math.Min(room, _ahead) - _ready.Count;
        if (wanted <= 0 || _ready.Count > _ahead / 2 || _bytes > MostBytes || IsUnderWay || !MayWait)
            return;
        IsUnderWay = true;
        MayWait = false;
        _asked = wanted;
        services.Store.ClaimAsync(target, wanted, services.Clock.Now, isOrdered, _room).PipeTo(
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
        _asked = 0;
        Adapt(claimed);
        foreach (var claim in claimed.Deliveries)
            Add(claim);
        MayWait |= claimed.Error is not null || claimed.Deliveries.Length == claimed.Asked;
        if (!MayWait)
            AskNextDue(isOrdered);
    }

    private void Add(ClaimedDelivery claim)
    {
        if (_ready.Count == 0)
            (_holdsSeen, _holdsDiffer) = (claim.HoldsSeen, false);
        _holdsDiffer |= claim.HoldsSeen != _holdsSeen;
        _ready.Enqueue(claim);
        _bytes += claim.Delivery.Body.Length;
    }

    // The slower the store answers, the more is fetched at once: the target is not to wait for it.
    private void Adapt(Claimed claimed)
    {
        if (_ready.Count == 0 && claimed.Asked > 0 && claimed.Deliveries.Length == claimed.Asked)
            _ahead = Math.Min(_ahead * 2, MostAhead);
        else if (_ready.Count > _ahead / 4)
            _ahead /= 2;
    }

    private void AskNextDue(bool isOrdered) =>
        services.Store.NextDueAsync(target, isOrdered).PipeTo(
            self,
            success: at => new NextDue(at),
            // Asked again with the claim that follows.
            failure: e => e is StoreUnavailableException { IsFinal: false } error ? new Claimed([], 0, error) : new TaskFault($"looking for deliveries to {target}", e));
}
