using System.Collections.Immutable;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Recovery;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>
/// Makes batches of what is in a VM's feed and of what its actor has to tell besides, in the one order there is: a connection's announcement comes
/// after all that earlier connections heard, an answer about the state after the events that it covers, the end after the connection's last event.
/// Follows the VM's state on the way, and finds what must have happened where it was not heard. Belongs to the VM's actor.
/// </summary>
/// <param name="feed">The feed.</param>
/// <param name="epoch">The store's epoch.</param>
/// <param name="last">Who answered last, with what is remembered of it; null for nobody.</param>
/// <param name="now">Engine time.</param>
/// <param name="numbers">Numbers that don't repeat in this run.</param>
internal sealed partial class VmBatcher(VmFeed feed, long epoch, VmIdentity? last, Func<DateTimeOffset> now, RunNumbers numbers)
{
    /// <summary>So many things wait to be told, as the store is slow or stuck, that no more are to come of connections made anew.</summary>
    internal const int MostNotices = 256;

    private Notices _notices;
    private VmIdentity? _last = last;
    private LastKnown _known = last?.Memory.Known ?? LastKnown.Nothing;
    private DateTimeOffset? _heardUntil = last?.Memory.HeardUntil;
    private bool _isStored = last?.Memory.IsStored ?? false;
    private long _connection; // The last one whose peer is known.
    private bool _isAsking; // All is being asked again.
    private bool _isInDoubt; // The same until what is answered was told.
    private bool _hasLost; // Something was lost since all was asked last.

    /// <summary>Who answered last, with what is now remembered of it; null for nobody yet.</summary>
    public VmIdentity? Last => _last is null ? null : _last with { Memory = Memory };

    /// <summary>The same without what is remembered.</summary>
    public VmIdentity? Identity => _last;

    /// <summary>What is now remembered of it.</summary>
    public VmMemory Memory => new(_known, _heardUntil, _isStored);

    /// <summary>Whether there is, or will be, something to tell besides what was taken.</summary>
    public bool HasMore => !_notices.IsEmpty || feed.HasMore;

    /// <summary>Events made from answers.</summary>
    public long Recovered { get; private set; }

    /// <summary>Gaps told since the start.</summary>
    public long Gaps { get; private set; }

    /// <summary>Events that came late and had been made from an answer before.</summary>
    public long Twins { get; private set; }

    /// <summary>How often something of the state had too many parts to be followed.</summary>
    public long Outgrown => _known.Outgrown;

    /// <summary>Whether too much waits to be told for another connection to be made.</summary>
    public bool IsBehind => _notices.Count >= MostNotices;

    /// <summary>It is known who answers on a connection, and in which state.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="identity">Who.</param>
    /// <param name="answers">What it answered.</param>
    /// <param name="askedAt">When it was asked. Engine time.</param>
    public void Announce(FeedConnection connection, VmIdentity identity, VmAnswers answers, DateTimeOffset askedAt)
    {
        var before = _last;
        if (before is { IsProvisional: true })
        {
            // It stood under its name until it could be asked; what that opened ends here.
            if (before.View.Id != identity.View.Id)
                Tell(before, LinkState.Removed);
            before = null;
        }
        else if (before is { Incarnation: { } gone } && identity.Incarnation is { } here && gone != here)
        {
            // Another process than the one that answered last: that one is gone, whether anybody saw its end or not.
            Tell(before, LinkState.Ended);
        }
        else if (before is not null && before.View.Id != identity.View.Id && before.Process == identity.Process)
        {
            // The same goes by another id: nobody goes by the one before.
            Tell(before, LinkState.Removed);
        }

        _last = identity;
        _connection = connection.Number;
        _isAsking = false;
        Add(new(connection.Number, 0), () => Announcement(connection, identity, answers, askedAt, before));
    }

    /// <summary>Labels, host or name of the VM changed.</summary>
    public void Relabel(Func<VmIdentity, VmIdentity> change) => _last = _last is null ? null : change(_last);

    /// <summary>The VM is another's to tell of now, and what was known of it with it. What it had said itself is still told.</summary>
    public void Forget()
    {
        _notices = default;
        (_last, _known, _heardUntil, _isStored) = (null, LastKnown.Nothing, null, false);
    }

    /// <summary>Another monitor told of the VM until now: what it left is gone on with.</summary>
    public void Inherit(VmIdentity before)
    {
        if (_last is { } mine && mine.View.Id != before.View.Id)
            Tell(mine, LinkState.Removed);
        (_last, _known, _heardUntil, _isStored) = (before, before.Memory.Known, before.Memory.HeardUntil, before.Memory.IsStored);
    }

    /// <summary>Notes <see cref="Last"/> where it outlives a fault.</summary>
    public void NoteLast(WatchedVm watched) => watched.Remember(_last, Memory);

    /// <summary>All is being asked again. Until what is answered was told, no other answer changes what is known: it would hide what was lost.</summary>
    public void BeginReconciling() => (_isAsking, _isInDoubt, _hasLost) = (true, true, false);

    /// <summary>No answers came: what was lost stays unknown until some do.</summary>
    public void EndReconciling() => (_isAsking, _isInDoubt, _hasLost) = (false, false, true);

    /// <summary>All was asked again on a connection, as something of it was lost. Nothing of it may be taken from the question on until this.</summary>
    public void Reconcile(FeedConnection connection, VmAnswers answers, DateTimeOffset askedAt)
    {
        _isAsking = false;
        Add(new(connection.Number, 0), () =>
        {
            var (identity, prefix) = (connection.Identity!, PrefixOf(connection));
            _isInDoubt = false;
            var found = Recover(connection, identity, answers, _known, prefix);
            var view = View(identity);
            return found.Batch with
            {
                Inputs =
                [
                    Row(identity),
                    new StateAnswerInput(view, NextId(prefix, "state"), askedAt) { Standing = found.All.Standing },
                    .. Reconciliation.Inputs(view, found.First),
                    .. found.Batch.Inputs,
                    .. Reconciliation.Inputs(view, found.Last),
                ],
            };
        });
    }

    /// <summary>The run state was asked again.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="status">The run state.</param>
    /// <param name="coveredUpTo">Events up to this ordinal are covered by the answer.</param>
    /// <param name="askedAt">When it was asked. Engine time.</param>
    public void Observe(FeedConnection connection, string status, long coveredUpTo, DateTimeOffset askedAt)
    {
        // It would let events by that the answers to all questions, which come after it, don't cover: those would be out of date.
        if (_isAsking || IsBehind)
            return;
        _notices.Add(new Observed(connection, status, coveredUpTo, askedAt));
    }

    /// <summary>A connection whose peer is known ended.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="peerClosed">Whether the VM's side closed it: after a SHUTDOWN that is the VM's end.</param>
    /// <param name="processEnded">Whether the VM's process is known to have ended.</param>
    public void End(FeedConnection connection, bool peerClosed, bool processEnded)
    {
        var heardUntil = now();
        Add(new(connection.Number, long.MaxValue), () =>
        {
            _heardUntil = heardUntil;
            var state = processEnded || (peerClosed && _known.Status == RunState.Shutdown) ? LinkState.Ended : LinkState.Lost;
            return ToBatch(connection.Number, connection.Identity!, state, Row(connection.Identity!, heardUntil));
        });
    }

    /// <summary>Tells that a VM is lost, unless it had said that it shuts down.</summary>
    public void Lose(FeedConnection connection, string reason, bool processEnded) => Add(new(connection.Number, long.MaxValue), () =>
        Lost(connection.Number, connection.Identity!, id => OwnEvents.Lost(id, reason, processEnded)));

    /// <summary>The same of one that an earlier run left, and that nobody answers for now.</summary>
    public void Miss(VmIdentity last, string reason, bool processEnded) => Add(new(_connection, long.MaxValue), () =>
        Lost(_connection, last, id => OwnEvents.Lost(id, reason, processEnded, EventOrigin.Recovered)));

    /// <summary>The VM was heard up to now.</summary>
    public void NoteHeard(FeedConnection connection)
    {
        var heardUntil = now();
        Add(new(connection.Number, long.MaxValue), () => new NextBatch(connection.Identity!.View.Id, [Row(connection.Identity!, heardUntil)], _known.Status));
    }

    /// <summary>What became of the VM while no connection is open.</summary>
    /// <param name="identity">The VM as it was last known.</param>
    /// <param name="state">Lost, ended, removed.</param>
    public void Tell(VmIdentity identity, LinkState state) => Add(new(_connection, long.MaxValue), () => ToBatch(_connection, identity, state));

    /// <summary>An event of Reactor's own, before what waits.</summary>
    /// <param name="make">Makes it, given its id.</param>
    public void Say(Func<string, VmEvent> make)
    {
        if (_last is { } identity)
            Add(new(_connection, 0), () => Own(_connection, identity, make));
    }

    /// <summary>The same of a VM that perhaps never answered: then it stands under its name until it does.</summary>
    public void SayOf(VmIdentity provisional, Func<string, VmEvent> make)
    {
        if (_last is null)
        {
            _last = provisional;
            Add(new(_connection, 0), () => new NextBatch(provisional.View.Id, [new VmStateInput(provisional.ToRow(LastKnown.Nothing))], null));
        }

        Say(make);
    }

    /// <summary>That a VM that was watched in an earlier run is not configured any more.</summary>
    public static ImmutableArray<PartitionInput> Removal(VmIdentity identity, long epoch) =>
        Removal(new LinkInput(identity.View, LinkState.Removed, VmEvents.IdPrefix(identity, epoch, 0) + "removed"), identity);

    private static ImmutableArray<PartitionInput> Removal(LinkInput link, VmIdentity identity) => [link, new VmStateInput(identity.ToRow(KnownVms.Removed))];

    private void Add(FeedPosition after, Func<NextBatch?> toBatch) => _notices.Add(new Deferred(after, toBatch));
}
