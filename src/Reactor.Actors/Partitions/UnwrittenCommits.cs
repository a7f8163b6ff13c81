using Akka.Actor;
using Reactor.Actors.Outbox;
using Reactor.Reactions.Commits;

namespace Reactor.Actors.Partitions;

/// <summary>A shard's commits on their way to the store, and what they say to other partitions on its way there. Belongs to the shard.</summary>
internal sealed class UnwrittenCommits(IActorRef outbox, IActorRef owner)
{
    /// <summary>Unwritten bytes above which nothing is applied.</summary>
    public const long MaxBytes = 32 * 1024 * 1024;

    private readonly List<(Commit Commit, Passage? UnderWay)> _unrouted = [];
    private PartitionRouter? _router;
    private long _bytes;

    /// <summary>Whether more may be applied.</summary>
    public bool HasRoom => _bytes < MaxBytes;

    /// <summary>The other shards are known: what waited for them sets out.</summary>
    public void SetRouter(PartitionRouter router)
    {
        _router = router;
        foreach (var (commit, underWay) in _unrouted)
            Route(commit, underWay);
        _unrouted.Clear();
    }

    /// <summary>Hands a commit to the outbox; false for an empty one.</summary>
    /// <param name="commit">It.</param>
    /// <param name="ticket">What it is known by when it is durable.</param>
    /// <param name="underWay">Noted before it was made: what it says to partitions of fleet rules is under way. Null: nothing of it can be.</param>
    public bool Hand(Commit commit, object? ticket, Passage? underWay = null)
    {
        var tells = underWay is not null && commit.Outgoing.Any(row => row.Kind == InboxKinds.FleetHit);
        if (!tells)
            underWay?.Arrive();
        if (commit.IsEmpty)
            return false;
        _bytes += commit.ApproximateBytes;
        outbox.Tell(new OutboxActor.Write(commit, owner, new Handed(ticket, tells ? underWay : null)));
        return true;
    }

    /// <summary>A commit is durable: what it says to others sets out. Gives its ticket.</summary>
    public object? Take(OutboxActor.Durable durable)
    {
        var (ticket, underWay) = (Handed)durable.Ticket!;
        _bytes -= durable.Commit.ApproximateBytes;
        if (_router is null)
            _unrouted.Add((durable.Commit, underWay));
        else
            Route(durable.Commit, underWay);
        return ticket;
    }

    private void Route(Commit commit, Passage? underWay)
    {
        _router!.Route(commit.Outgoing, underWay);
        underWay?.Arrive();
    }

    /// <summary>The ticket of a commit on its way: its owner's, and whether it tells partitions of fleet rules something.</summary>
    internal sealed record Handed(object? Ticket, Passage? UnderWay);
}
