using System.Collections.Immutable;
using System.Globalization;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>The next thing to tell a VM's partition.</summary>
/// <param name="VmId">The VM's key.</param>
/// <param name="Inputs">In order.</param>
/// <param name="Status">The VM's run state after them.</param>
/// <param name="LastEvent">Name of the last event from the wire; null for none.</param>
/// <param name="LastEventAt">When it was received.</param>
/// <param name="BearsState">Whether one of the events bears the VM's state.</param>
internal sealed record NextBatch(
    string VmId, ImmutableArray<PartitionInput> Inputs, string? Status, string? LastEvent, DateTimeOffset? LastEventAt, bool BearsState = false);

/// <summary>
/// Makes batches of what is in a VM's feed and of what its actor has to tell besides, in the one order there is: a connection's announcement comes
/// after all that earlier connections heard, an answer about the state after the events that it covers, the end after the connection's last event.
/// Follows the VM's run state on the way. Belongs to the VM's actor.
/// </summary>
internal sealed class VmBatcher(VmFeed feed, long epoch)
{
    /// <summary>Most events in a batch.</summary>
    internal const int MaxEvents = 256;

    /// <summary>Size at which a batch takes no further event. Bytes.</summary>
    internal const long MaxBytes = 1024 * 1024;

    private readonly Queue<Notice> _notices = new();
    private VmIdentity? _last;
    private string? _status;
    private long _connection; // The last one whose peer is known.
    private long _ids;

    /// <summary>It is known who answers on a connection, and in which state.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="identity">Who.</param>
    /// <param name="status">The run state; null where it would not say.</param>
    /// <param name="askedAt">When it was asked. Engine time.</param>
    /// <param name="before">Who answered last, with the run state of an earlier run of the daemon; null for nobody.</param>
    public void Announce(FeedConnection connection, VmIdentity identity, string? status, DateTimeOffset askedAt, VmIdentity? before)
    {
        // Another process than the one that answered last: that one is gone, whether anybody saw its end or not.
        if (before is { Incarnation: { } gone } && identity.Incarnation is { } here && gone != here)
            Tell(before, LinkState.Ended);
        _last = identity;
        _connection = connection.Number;
        _notices.Enqueue(new(new(connection.Number, 0), () => ToBatch(connection, identity, status, askedAt, before)));
    }

    /// <summary>The state was asked again.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="status">The run state.</param>
    /// <param name="coveredUpTo">Events up to this ordinal are covered by the answer.</param>
    /// <param name="askedAt">When it was asked. Engine time.</param>
    public void Observe(FeedConnection connection, string status, long coveredUpTo, DateTimeOffset askedAt) =>
        _notices.Enqueue(new(new(connection.Number, coveredUpTo), () => ToBatch(connection, connection.Identity!, status, coveredUpTo, askedAt)));

    /// <summary>A connection whose peer is known ended.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="peerClosed">Whether the VM's side closed it: after a SHUTDOWN that is the VM's end.</param>
    /// <param name="processEnded">Whether the VM's process is known to have ended.</param>
    public void End(FeedConnection connection, bool peerClosed, bool processEnded) =>
        _notices.Enqueue(new(
            new(connection.Number, long.MaxValue),
            () => ToBatch(connection.Number, connection.Identity!, processEnded || (peerClosed && _status == RunState.Shutdown) ? LinkState.Ended : LinkState.Lost)));

    /// <summary>What became of the VM while no connection is open.</summary>
    /// <param name="identity">The VM as it was last known.</param>
    /// <param name="state">Lost, ended, removed.</param>
    public void Tell(VmIdentity identity, LinkState state) => _notices.Enqueue(new(new(_connection, long.MaxValue), () => ToBatch(_connection, identity, state)));

    /// <summary>The next batch; null where there is none, or where it isn't known yet who said it.</summary>
    /// <param name="open">The connection whose peer is still being asked who it is; null for none.</param>
    public NextBatch? Next(FeedConnection? open)
    {
        var first = feed.First;
        if (_notices.TryPeek(out var notice) && (first is not { } waiting || waiting.Position > notice.After))
            return _notices.Dequeue().ToBatch();
        // A connection that ended before its peer was known was to the VM that answers there before or after.
        return first is { } said && !ReferenceEquals(said.Connection, open) && (said.Connection.Identity ?? _last) is { } identity
            ? ToBatch(said.Connection, identity, feed.Take(MaxEvents, MaxBytes, notice?.After))
            : null;
    }

    private NextBatch ToBatch(FeedConnection connection, VmIdentity identity, string? status, DateTimeOffset askedAt, VmIdentity? before)
    {
        var coveredUpTo = connection.StatusKnownUpTo;
        var known = before?.Process == identity.Process ? _status ?? before.View.Status : null;
        _status = status;
        var prefix = VmEvents.IdPrefix(identity, epoch, connection.Number);
        var view = identity.View with { Status = status };
        return new NextBatch(
            view.Id,
            [
                new VmStateInput(identity.ToRow(status)),
                new StateAnswerInput(view, NextId(prefix, "state"), askedAt),
                .. Recovered(connection, coveredUpTo, prefix, known, status).Select(e => new EventInput(view, e)),
                new LinkInput(view, LinkState.Restored, NextId(prefix, "restored")),
                new EventInput(view, VmEvents.ConnectedEvent(prefix, identity, status)),
                .. connection.Conflicts.Select(conflict => new EventInput(view, VmEvents.ConflictEvent(prefix, conflict))),
            ],
            status, null, null);
    }

    /// <summary>What must have happened unheard. An event heard before the answer, which covers it, is not made a second time.</summary>
    private static IEnumerable<VmEvent> Recovered(FeedConnection connection, long coveredUpTo, string prefix, string? before, string? after) => after is null
        ? []
        : RecoveredEvents.Between(prefix, before, after, default).Where(e => !connection.HasHeard(e.Name, coveredUpTo));

    private NextBatch ToBatch(FeedConnection connection, VmIdentity identity, string status, long coveredUpTo, DateTimeOffset askedAt)
    {
        connection.StatusKnownUpTo = Math.Max(connection.StatusKnownUpTo, coveredUpTo);
        var view = identity.View with { Status = status };
        var answer = new StateAnswerInput(view, NextId(VmEvents.IdPrefix(identity, epoch, connection.Number), "state"), askedAt);
        ImmutableArray<PartitionInput> inputs = status == _status ? [answer] : [new VmStateInput(identity.ToRow(status)), answer];
        _status = status;
        return new NextBatch(view.Id, inputs, status, null, null);
    }

    private NextBatch ToBatch(long connection, VmIdentity identity, LinkState state)
    {
        _status ??= identity.View.Status;
        var view = identity.View with { Status = _status };
        var link = new LinkInput(view, state, NextId(VmEvents.IdPrefix(identity, epoch, connection), state.ToString().ToLowerInvariant()));
        return new NextBatch(view.Id, state == LinkState.Removed ? Removal(link, identity) : [link], _status, null, null);
    }

    /// <summary>That a VM that was watched in an earlier run is not configured any more.</summary>
    public static ImmutableArray<PartitionInput> Removal(VmIdentity identity, long epoch) =>
        Removal(new LinkInput(identity.View, LinkState.Removed, VmEvents.IdPrefix(identity, epoch, 0) + "removed"), identity);

    private static ImmutableArray<PartitionInput> Removal(LinkInput link, VmIdentity identity) => [link, new VmStateInput(identity.ToRow(KnownVms.Removed))];

    private NextBatch ToBatch(FeedConnection connection, VmIdentity identity, List<QmpEvent> events)
    {
        var inputs = ImmutableArray.CreateBuilder<PartitionInput>(events.Count + 2);
        var prefix = VmEvents.IdPrefix(identity, epoch, connection.Number);
        var before = _status;
        var view = identity.View with { Status = before };
        if (feed.TakeMissed())
            inputs.Add(new LinkInput(view, LinkState.Missed, NextId(prefix, "missed")));
        var bearsState = false;
        foreach (var e in events)
        {
            if (e.Ordinal > connection.StatusKnownUpTo && RunState.After(_status, e.Name, e.Data) is var after && after != _status)
            {
                _status = after;
                view = view with { Status = after };
            }

            bearsState |= EventCatalogue.StateBearing.Contains(e.Name);
            inputs.Add(new EventInput(view, VmEvents.FromWire(prefix, e)));
        }

        if (_status != before)
            inputs.Add(new VmStateInput(identity.ToRow(_status)));
        return new NextBatch(view.Id, inputs.ToImmutable(), _status, events[^1].Name, events[^1].ReceivedAt, bearsState);
    }

    private string NextId(string prefix, string what) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{what}-{++_ids}");

    /// <summary>Something to tell after all events up to a position.</summary>
    private sealed record Notice(FeedPosition After, Func<NextBatch> ToBatch);
}
