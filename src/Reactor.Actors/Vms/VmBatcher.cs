using System.Collections.Immutable;
using System.Globalization;
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
internal sealed class VmBatcher(VmFeed feed, long epoch, VmIdentity? last, Func<DateTimeOffset> now, RunNumbers numbers)
{
    /// <summary>Most events in a batch.</summary>
    internal const int MaxEvents = 256;

    /// <summary>Size at which a batch takes no further event. Bytes.</summary>
    internal const long MaxBytes = 1024 * 1024;

    /// <summary>So many things wait to be told, as the store is slow or stuck, that no more are to come of connections made anew.</summary>
    internal const int MostNotices = 256;

    private static volatile LastKnown? s_known;

    private readonly Queue<Notice> _notices = new();
    private VmIdentity? _last = last;
    private LastKnown _known = last?.Memory.Known ?? LastKnown.Nothing;
    private DateTimeOffset? _heardUntil = last?.Memory.HeardUntil;
    private bool _isStored = last?.Memory.IsStored ?? false;
    private long _connection; // The last one whose peer is known.
    private bool _isAsking; // All is being asked again.
    private bool _isInDoubt; // The same until what is answered was told.
    private bool _hasLost; // Something was lost since all was asked last.
    private VmIdentity? _viewed; // Whom the last view was made of.
    private VmView? _view;

    /// <summary>Who answered last, with what is now remembered of it; null for nobody yet.</summary>
    public VmIdentity? Last => _last is null ? null : _last with { Memory = new VmMemory(_known, _heardUntil, _isStored) };

    /// <summary>Whether there is, or will be, something to tell besides what was taken.</summary>
    public bool HasMore => _notices.Count > 0 || feed.HasMore;

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
        _notices.Enqueue(new(new(connection.Number, 0), () => Announcement(connection, identity, answers, askedAt, before)));
    }

    /// <summary>Labels, host or name of the VM changed.</summary>
    public void Relabel(Func<VmIdentity, VmIdentity> change) => _last = _last is null ? null : change(_last);

    /// <summary>The VM is another's to tell of now, and what was known of it with it. What it had said itself is still told.</summary>
    public void Forget()
    {
        _notices.Clear();
        (_last, _known, _heardUntil, _isStored) = (null, LastKnown.Nothing, null, false);
    }

    /// <summary>Another monitor told of the VM until now: what it left is gone on with.</summary>
    public void Inherit(VmIdentity before)
    {
        if (_last is { } mine && mine.View.Id != before.View.Id)
            Tell(mine, LinkState.Removed);
        (_last, _known, _heardUntil, _isStored) = (before, before.Memory.Known, before.Memory.HeardUntil, before.Memory.IsStored);
    }

    /// <summary>All is being asked again. Until what is answered was told, no other answer changes what is known: it would hide what was lost.</summary>
    public void BeginReconciling() => (_isAsking, _isInDoubt, _hasLost) = (true, true, false);

    /// <summary>No answers came: what was lost stays unknown until some do.</summary>
    public void EndReconciling() => (_isAsking, _isInDoubt, _hasLost) = (false, false, true);

    /// <summary>All was asked again on a connection, as something of it was lost. Nothing of it may be taken from the question on until this.</summary>
    public void Reconcile(FeedConnection connection, VmAnswers answers, DateTimeOffset askedAt)
    {
        _isAsking = false;
        _notices.Enqueue(new(new(connection.Number, 0), () =>
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
        }));
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
        _notices.Enqueue(new(new(connection.Number, coveredUpTo), () =>
        {
            var identity = connection.Identity!;
            _heardUntil = now();
            // Where a later event was taken meanwhile, the answer is out of date: it only shows that the VM lives.
            if (connection.Coverage.LastStateEvent > coveredUpTo || _isInDoubt || _hasLost || feed.HasLoss)
                return new NextBatch(identity.View.Id, [Row(identity) with { IsProofOfLife = true }], _known.Status);
            connection.Coverage.StatusAnswered(coveredUpTo);
            var before = _known;
            _known = _known.WithStatus(status);
            var view = View(identity);
            return new NextBatch(view.Id, [Row(identity) with { IsProofOfLife = ReferenceEquals(_known, before) }, new StateAnswerInput(view, NextId(PrefixOf(connection), "state"), askedAt)], status);
        }));
    }

    /// <summary>A connection whose peer is known ended.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="peerClosed">Whether the VM's side closed it: after a SHUTDOWN that is the VM's end.</param>
    /// <param name="processEnded">Whether the VM's process is known to have ended.</param>
    public void End(FeedConnection connection, bool peerClosed, bool processEnded)
    {
        var heardUntil = now();
        _notices.Enqueue(new(new(connection.Number, long.MaxValue), () =>
        {
            _heardUntil = heardUntil;
            var state = processEnded || (peerClosed && _known.Status == RunState.Shutdown) ? LinkState.Ended : LinkState.Lost;
            return ToBatch(connection.Number, connection.Identity!, state, Row(connection.Identity!, heardUntil));
        }));
    }

    /// <summary>Tells that a VM is lost, unless it had said that it shuts down.</summary>
    public void Lose(FeedConnection connection, string reason, bool processEnded) => _notices.Enqueue(new(new(connection.Number, long.MaxValue), () =>
        Lost(connection.Number, connection.Identity!, id => OwnEvents.Lost(id, reason, processEnded))));

    /// <summary>The same of one that an earlier run left, and that nobody answers for now.</summary>
    public void Miss(VmIdentity last, string reason, bool processEnded) => _notices.Enqueue(new(new(_connection, long.MaxValue), () =>
        Lost(_connection, last, id => OwnEvents.Lost(id, reason, processEnded, EventOrigin.Recovered))));

    /// <summary>The VM was heard up to now.</summary>
    public void NoteHeard(FeedConnection connection)
    {
        var heardUntil = now();
        _notices.Enqueue(new(new(connection.Number, long.MaxValue), () => new NextBatch(connection.Identity!.View.Id, [Row(connection.Identity!, heardUntil)], _known.Status)));
    }

    /// <summary>What became of the VM while no connection is open.</summary>
    /// <param name="identity">The VM as it was last known.</param>
    /// <param name="state">Lost, ended, removed.</param>
    public void Tell(VmIdentity identity, LinkState state) => _notices.Enqueue(new(new(_connection, long.MaxValue), () => ToBatch(_connection, identity, state)));

    /// <summary>An event of Reactor's own, before what waits.</summary>
    /// <param name="make">Makes it, given its id.</param>
    public void Say(Func<string, VmEvent> make)
    {
        if (_last is { } identity)
            _notices.Enqueue(new(new(_connection, 0), () => Own(_connection, identity, make)));
    }

    /// <summary>The same of a VM that perhaps never answered: then it stands under its name until it does.</summary>
    public void SayOf(VmIdentity provisional, Func<string, VmEvent> make)
    {
        if (_last is null)
        {
            _last = provisional;
            _notices.Enqueue(new(new(_connection, 0), () => new NextBatch(provisional.View.Id, [new VmStateInput(provisional.ToRow(LastKnown.Nothing))], null)));
        }

        Say(make);
    }

    /// <summary>The next batch; null where there is none, or where it isn't known yet who said it, or what answers say of it.</summary>
    /// <param name="open">The connection whose peer is still being asked who it is, or in which state; null for none.</param>
    public NextBatch? Next(FeedConnection? open)
    {
        while (true)
        {
            var first = feed.First;
            if (_notices.TryPeek(out var notice) && (first is not { } waiting || waiting.Position > notice.After))
            {
                if (_notices.Dequeue().ToBatch() is { } batch)
                    return batch;
                continue;
            }

            // A connection that ended before its peer was known was to the VM that answers there before or after.
            if (first is { } said)
            {
                return !ReferenceEquals(said.Connection, open) && (said.Connection.Identity ?? _last) is { } identity
                    ? ToBatch(said.Connection, identity, feed.Take(MaxEvents, MaxBytes, notice?.After))
                    : null;
            }

            return _last is { } vm ? Loss(vm) : null;
        }
    }

    /// <summary>That a VM that was watched in an earlier run is not configured any more.</summary>
    public static ImmutableArray<PartitionInput> Removal(VmIdentity identity, long epoch) =>
        Removal(new LinkInput(identity.View, LinkState.Removed, VmEvents.IdPrefix(identity, epoch, 0) + "removed"), identity);

    private static ImmutableArray<PartitionInput> Removal(LinkInput link, VmIdentity identity) => [link, new VmStateInput(identity.ToRow(KnownVms.Removed))];

    private NextBatch Announcement(FeedConnection connection, VmIdentity identity, VmAnswers answers, DateTimeOffset askedAt, VmIdentity? before)
    {
        var prefix = PrefixOf(connection, identity);
        // Of one that is known only now, connections may have ended before it could be asked: what they heard was told just before, as its own.
        var isSame = before is null || before.View.Id == identity.View.Id;
        var gap = isSame && _heardUntil is { } from ? OwnEvents.Gap(NextId(prefix, "gap"), from, now(), _isStored ? "started" : "link") : null;
        var was = before is null ? LastKnown.Nothing
            : isSame && before.Process == identity.Process ? _known.Lost(false)
            : LastKnown.OfNewProcess(answers.Asked);
        (_isInDoubt, _hasLost) = (false, false);
        Gaps += gap is null ? 0 : 1;
        var found = Recover(connection, identity, answers, was, prefix);
        var view = View(identity);
        _isStored = false;
        return found.Batch with
        {
            Inputs =
            [
                Row(identity),
                .. found.All.Announce(
                    view, gap, NextId(prefix, "state"), askedAt, found.First, NextId(prefix, "restored"),
                    OwnEvents.Connected(prefix, identity.Address, identity.QemuVersion, answers.Status)),
                .. found.Batch.Inputs,
                .. Reconciliation.Inputs(view, found.Last),
            ],
        };
    }

    /// <summary>
    /// What must have happened unheard: all that the answers show beyond what was known and what was heard before they came. What they cover of the
    /// events goes into the same batch, so that no more is ever stored as known than was told. An event of something that those events tell changes of
    /// as well is younger than they are.
    /// </summary>
    private (Reconciliation All, List<VmEvent> First, NextBatch Batch, List<VmEvent> Last) Recover(
        FeedConnection connection, VmIdentity identity, VmAnswers answers, LastKnown was, string prefix)
    {
        var coverage = connection.Coverage;
        coverage.Answered(answers);
        var events = feed.First is { } first && ReferenceEquals(first.Connection, connection)
            ? feed.Take(int.MaxValue, long.MaxValue, new FeedPosition(connection.Number, coverage.UpTo))
            : [];
        var beforeGap = was;
        foreach (var e in events.Where(e => LastKnown.IsChangedBy(e.Name)))
            was = was.After(e.Name, e.Data, question => coverage.Covers(e, question));
        var found = Reconciliation.Of(
            prefix, answers.StatusKnownUpTo.ToString(CultureInfo.InvariantCulture), beforeGap, was, answers.Asked, answers.Status, answers.Replies.Select(r => r.Reply));
        _known = Shared(found.Known);
        coverage.Recovered(found.Recovered);
        Recovered += found.Recovered.Length;
        var heard = events.Select(e => StateQuestion.Of(e.Name)).ToHashSet();
        var batch = ToBatch(connection, identity, events);
        var late = found.Recovered.ToLookup(e => heard.Contains(StateQuestion.Of(e.Name)));
        return (found, [.. late[false]], batch, [.. late[true]]);
    }

    private NextBatch ToBatch(long connection, VmIdentity identity, LinkState state, VmStateInput? row = null)
    {
        var view = View(identity);
        var link = new LinkInput(view, state, NextId(VmEvents.IdPrefix(identity, epoch, connection), state.ToString().ToLowerInvariant()));
        return new NextBatch(view.Id, state == LinkState.Removed ? Removal(link, identity) : row is null ? [link] : [row, link], _known.Status);
    }

    // Stored with the event: a daemon that starts again before anybody answers doesn't tell it again.
    private NextBatch? Lost(long connection, VmIdentity identity, Func<string, VmEvent> make)
    {
        if (_known.Status == RunState.Shutdown)
            return null;
        _known = _known.Lost(true);
        var told = Own(connection, identity, make);
        return told with { Inputs = [Row(identity, _heardUntil.GetValueOrDefault()), .. told.Inputs] };
    }

    private NextBatch Own(long connection, VmIdentity identity, Func<string, VmEvent> make)
    {
        var view = View(identity);
        return new NextBatch(view.Id, [new EventInput(view, make(NextId(VmEvents.IdPrefix(identity, epoch, connection), "own")))], _known.Status);
    }

    /// <summary>What was lost though nothing waits.</summary>
    private NextBatch? Loss(VmIdentity identity)
    {
        if (feed.TakeLoss() is not { } loss)
            return null;
        var view = View(identity);
        return new NextBatch(view.Id, [.. Told(loss, view, VmEvents.IdPrefix(identity, epoch, _connection))], _known.Status, HasLoss: loss.IsNew);
    }

    private IEnumerable<PartitionInput> Told(FeedLoss loss, VmView view, string prefix)
    {
        if (loss.IsNew)
        {
            _hasLost = true;
            yield return new LinkInput(view, LinkState.Missed, NextId(prefix, "missed"));
        }

        if (loss.GapSince is { } since)
        {
            var to = now();
            Gaps++;
            yield return new EventInput(view, OwnEvents.Gap(NextId(prefix, "gap"), to - since, to, "overflow"));
        }

        foreach (var (name, dropped) in loss.Floods)
            yield return new EventInput(view, OwnEvents.Flood(NextId(prefix, "flood"), name, dropped));
    }

    private NextBatch ToBatch(FeedConnection connection, VmIdentity identity, List<QmpEvent> events)
    {
        var inputs = ImmutableArray.CreateBuilder<PartitionInput>(events.Count + 2);
        var prefix = PrefixOf(connection, identity);
        var (before, coverage) = (_known, connection.Coverage);
        var view = View(identity);
        var loss = feed.TakeLoss();
        if (loss is not null)
            inputs.AddRange(Told(loss, view, prefix));
        var bearsState = false;
        foreach (var e in events)
        {
            if (coverage.TakeTwin(e))
            {
                Twins++;
                continue;
            }

            if (LastKnown.IsChangedBy(e.Name))
                _known = _known.After(e.Name, e.Data, question => coverage.IsNews(e, question));
            if (view.Status != _known.Status)
                view = View(identity);
            if (EventCatalogue.StateBearing.Contains(e.Name))
                (bearsState, coverage.LastStateEvent) = (true, e.Ordinal);
            inputs.Add(new EventInput(view, VmEvents.FromWire(prefix, e)));
        }

        // One that ended before its peer was known was heard within a gap: that goes on until the VM is heard wholly.
        _heardUntil = connection.Identity is null ? _heardUntil ?? now() : now();
        // Of one that is another's by now that one keeps the row.
        if (!ReferenceEquals(_known, before) && _last is not null)
            inputs.Add(Row(identity, connection.Identity is null ? _heardUntil.GetValueOrDefault() : default) with { IsOfEvents = _known.Status == before.Status });
        var newest = events.Count > 0 ? events[^1] : null;
        return new NextBatch(view.Id, inputs.ToImmutable(), _known.Status, newest?.Name, newest?.ReceivedAt, bearsState, loss is { IsNew: true });
    }

    // Of thousands of VMs mostly the same is known: it is kept once.
    private static LastKnown Shared(LastKnown known) => s_known is { } last && last.MeansTheSame(known) ? last : s_known = known;

    // Mostly the one before: whoever remembers it needs no other then.
    private VmView View(VmIdentity identity)
    {
        if (!ReferenceEquals(_viewed, identity) || _view!.Status != _known.Status)
            (_viewed, _view) = (identity, identity.View with { Status = _known.Status });
        return _view;
    }

    private VmStateInput Row(VmIdentity identity, DateTimeOffset heardUntil = default) => new(identity.ToRow(_known.Status, heardUntil)) { Known = _known };

    private string PrefixOf(FeedConnection connection, VmIdentity? identity = null) => VmEvents.IdPrefix(identity ?? connection.Identity!, epoch, connection.Number);

    private string NextId(string prefix, string what) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{what}-{numbers.Next()}");

    /// <summary>Something to tell after all events up to a position; nothing where that shows by then that there is nothing to tell.</summary>
    private sealed record Notice(FeedPosition After, Func<NextBatch?> ToBatch);
}
