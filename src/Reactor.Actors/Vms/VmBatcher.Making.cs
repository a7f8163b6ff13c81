using System.Collections.Immutable;
using System.Globalization;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Recovery;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <content>Makes a batch of what is next.</content>
internal sealed partial class VmBatcher
{
    /// <summary>Most events in a batch.</summary>
    internal const int MaxEvents = 256;

    /// <summary>Size at which a batch takes no further event. Bytes.</summary>
    internal const long MaxBytes = 1024 * 1024;

    private static volatile LastKnown? s_known;

    private VmIdentity? _viewed; // Whom the last view was made of.
    private VmView? _view;

    /// <summary>The next batch; null where there is none, or where it isn't known yet who said it, or what answers say of it.</summary>
    /// <param name="open">The connection whose peer is still being asked who it is, or in which state; null for none.</param>
    public NextBatch? Next(FeedConnection? open)
    {
        while (true)
        {
            var first = feed.First;
            var notice = _notices.First;
            if (notice is not null && (first is not { } waiting || waiting.Position > notice.After))
            {
                _notices.RemoveFirst();
                if (notice.ToBatch(this) is { } batch)
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
        var batch = ToBatch(connection, identity, events);
        if (found.Recovered.IsEmpty)
            return (found, [], batch, []);
        var heard = events.Select(e => StateQuestion.Of(e.Name)).ToHashSet();
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

    private NextBatch ToBatch(FeedConnection connection, VmIdentity identity, QmpEvent[] events)
    {
        // Mostly there are no others: it is given on as it is then.
        var inputs = ImmutableArray.CreateBuilder<PartitionInput>(events.Length);
        var (before, coverage) = (_known, connection.Coverage);
        var view = View(identity);
        var loss = feed.TakeLoss();
        if (loss is not null)
            inputs.AddRange(Told(loss, view, PrefixOf(connection, identity)));
        var bearsState = false;
        foreach (var e in events)
        {
            if (coverage.TakeTwin(e))
            {
                Twins++;
                continue;
            }

            if (LastKnown.IsChangedBy(e.Name))
                Follow(e, coverage);
            if (view.Status != _known.Status)
                view = View(identity);
            if (EventCatalogue.StateBearing.Contains(e.Name))
                (bearsState, coverage.LastStateEvent) = (true, e.Ordinal);
            inputs.Add(new HeardInput(view, VmEvents.Id(identity, epoch, connection.Number, e.Ordinal), e));
        }

        // One that ended before its peer was known was heard within a gap: that goes on until the VM is heard wholly.
        _heardUntil = connection.Identity is null ? _heardUntil ?? now() : now();
        // Of one that is another's by now that one keeps the row.
        if (!ReferenceEquals(_known, before) && _last is not null)
            inputs.Add(Row(identity, connection.Identity is null ? _heardUntil.GetValueOrDefault() : default, isOfEvents: _known.Status == before.Status));
        var newest = events.Length > 0 ? events[^1] : null;
        return new NextBatch(view.Id, inputs.DrainToImmutable(), _known.Status, newest?.Name, newest?.ReceivedAt, bearsState, loss is { IsNew: true });
    }

    private void Follow(QmpEvent e, Coverage coverage) => _known = _known.After(e.Name, e.Data, question => coverage.IsNews(e, question));

    // Of thousands of VMs mostly the same is known: it is kept once.
    private static LastKnown Shared(LastKnown known) => s_known is { } last && last.MeansTheSame(known) ? last : s_known = known;

    // Mostly the one before: whoever remembers it needs no other then.
    private VmView View(VmIdentity identity)
    {
        if (!ReferenceEquals(_viewed, identity) || _view!.Status != _known.Status)
            (_viewed, _view) = (identity, identity.View with { Status = _known.Status });
        return _view;
    }

    private VmStateInput Row(VmIdentity identity, DateTimeOffset heardUntil = default, bool isProofOfLife = false, bool isOfEvents = false) =>
        new(identity.ToRow(_known.Status, heardUntil), isProofOfLife, isOfEvents) { Known = _known };

    private string PrefixOf(FeedConnection connection, VmIdentity? identity = null) => VmEvents.IdPrefix(identity ?? connection.Identity!, epoch, connection.Number);

    private string NextId(string prefix, string what) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{what}-{numbers.Next()}");
}
