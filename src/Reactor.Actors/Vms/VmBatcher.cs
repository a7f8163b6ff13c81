using System.Collections.Immutable;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;

namespace Reactor.Actors.Vms;

/// <summary>The next thing to tell a VM's partition.</summary>
/// <param name="VmId">The VM's key.</param>
/// <param name="Inputs">In order.</param>
/// <param name="Status">The VM's run state after them.</param>
/// <param name="LastEvent">Name of the last event from the wire; null for none.</param>
/// <param name="LastEventAt">When it was received.</param>
internal sealed record NextBatch(string VmId, ImmutableArray<PartitionInput> Inputs, string? Status, string? LastEvent, DateTimeOffset? LastEventAt);

/// <summary>
/// Makes batches of what is in a VM's feed, in the one order there is: a connection's announcement comes after all that earlier connections
/// heard, and before all that this one did. Follows the VM's run state on the way. Belongs to the VM's actor.
/// </summary>
internal sealed class VmBatcher(VmFeed feed, long epoch)
{
    /// <summary>Most events in a batch.</summary>
    internal const int MaxEvents = 256;

    /// <summary>Size at which a batch takes no further event. Bytes.</summary>
    internal const long MaxBytes = 1024 * 1024;

    private readonly Queue<Announcement> _announcements = new();
    private VmIdentity? _last;
    private string? _status;

    /// <summary>It is known who answers on a connection, and in which state.</summary>
    public void Announce(FeedConnection connection, VmIdentity identity, string? status)
    {
        _last = identity;
        _announcements.Enqueue(new Announcement(connection, identity, status));
    }

    /// <summary>The next batch; null where there is none, or where it isn't known yet who said it.</summary>
    /// <param name="open">The connection whose peer is still being asked who it is; null for none.</param>
    public NextBatch? Next(FeedConnection? open)
    {
        var first = feed.First;
        if (_announcements.TryPeek(out var announced) && (first is null || first.Number >= announced.Connection.Number))
            return ToBatch(_announcements.Dequeue());
        // A connection that ended before its peer was known was to the VM that answers there before or after.
        return first is not null && !ReferenceEquals(first, open) && (first.Identity ?? _last) is { } identity
            ? ToBatch(first, identity, feed.Take(MaxEvents, MaxBytes))
            : null;
    }

    private NextBatch ToBatch(Announcement announced)
    {
        var (connection, identity, status) = announced;
        _status = status;
        var connected = VmEvents.ConnectedEvent(VmEvents.IdPrefix(identity, epoch, connection.Number), identity, status);
        var view = identity.View with { Status = status };
        return new NextBatch(view.Id, [new VmStateInput(identity.ToRow(status)), new EventInput(view, connected)], status, null, null);
    }

    private NextBatch ToBatch(FeedConnection connection, VmIdentity identity, List<QmpEvent> events)
    {
        var inputs = ImmutableArray.CreateBuilder<PartitionInput>(events.Count + 1);
        var prefix = VmEvents.IdPrefix(identity, epoch, connection.Number);
        var before = _status;
        var view = identity.View with { Status = before };
        foreach (var e in events)
        {
            if (e.Ordinal > connection.StatusKnownUpTo && RunState.After(_status, e.Name, e.Data) is var after && after != _status)
            {
                _status = after;
                view = view with { Status = after };
            }

            inputs.Add(new EventInput(view, VmEvents.FromWire(prefix, e)));
        }

        if (_status != before)
            inputs.Add(new VmStateInput(identity.ToRow(_status)));
        return new NextBatch(view.Id, inputs.ToImmutable(), _status, events[^1].Name, events[^1].ReceivedAt);
    }

    private sealed record Announcement(FeedConnection Connection, VmIdentity Identity, string? Status);
}
