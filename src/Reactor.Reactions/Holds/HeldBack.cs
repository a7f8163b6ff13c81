using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Groups;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Text;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Holds;

/// <summary>Takes silences, maintenances and inhibitors, begun and ended; then asks once again what they may hold.</summary>
internal sealed class HeldBack(
    HoldList<Silence> silences,
    HoldList<Maintenance> maintenances,
    MeantAlerts meant,
    InhibitorBook inhibitors,
    AlertNotifier notifier,
    GroupBook groups,
    Notices notices,
    PartitionTally tally,
    PartitionOptions options)
{
    private readonly List<Inhibitor> _changed = [];
    private bool _anyHold;

    /// <summary>Takes a row. <see cref="Recheck"/> is to follow the last.</summary>
    /// <exception cref="InvalidDataException">It can't be read.</exception>
    public void Take(InboxRow row, DateTimeOffset now, CommitBuilder commit)
    {
        switch (row.Kind)
        {
            case InboxKinds.Silence:
                var silence = Silence.Read(row.Payload);
                var before = meant.GroupsOf(silence.Id);
                Take(silence, now, commit);
                Pass(row, before.Union(meant.GroupsOf(silence.Id)), commit);
                break;
            case InboxKinds.PassedSilence: Take(Silence.Read(row.Payload), now, commit); break;
            case InboxKinds.Maintenance: Take(maintenances, Maintenance.Read(row.Payload), now, commit); break;
            default: Take(Inhibitor.Read(row.Payload), now, commit); break;
        }
    }

    /// <summary>Asks what holds the alerts that the taken rows are about.</summary>
    public void Recheck(DateTimeOffset now, CommitBuilder commit)
    {
        if (_anyHold || _changed.Count > 0)
        {
            groups.AskAgain();
        }

        if (_anyHold)
        {
            notifier.RecheckAll(now, commit);
        }
        else
        {
            foreach (var inhibitor in _changed)
            {
                notifier.RecheckFor(inhibitor, now, commit);
            }
        }

        _anyHold = false;
        _changed.Clear();
    }

    /// <summary>Ends the silences until their alerts are resolved that mean none: put back from a store, or taken while one was open.</summary>
    public void EndIdle(CommitBuilder commit)
    {
        foreach (var silence in silences.All.Where(silence => silence.UntilResolved).ToArray())
        {
            if (!meant.Add(silence))
            {
                silences.End(silence.Id, commit);
            }
        }
    }

    private void Take(Silence silence, DateTimeOffset now, CommitBuilder commit)
    {
        meant.Forget(silence.Id);
        if (Take(silences, silence, now, commit) && silence is { UntilResolved: true, IsEnded: false } && !meant.Add(silence))
        {
            silences.End(silence.Id, commit);
        }
    }

    // What tells a group of an alert may be on its way still, and the group's partition know of none that the silence means: there it holds once
    // that has come. Its end goes the same way, so that it never comes before.
    private static void Pass(InboxRow row, IEnumerable<int> partitions, CommitBuilder commit)
    {
        foreach (var partition in partitions)
        {
            // Of the row, not of its time: its end may be taken at the same.
            commit.Add(new InboxRow(StableId.Of("i_", InboxKinds.PassedSilence, row.Id, $"{partition}"), partition, InboxKinds.PassedSilence, row.Payload));
        }
    }

    private bool Take<T>(HoldList<T> holds, T hold, DateTimeOffset now, CommitBuilder commit)
        where T : Hold
    {
        _anyHold = true;
        if (holds.Take(hold, commit))
        {
            return true;
        }

        tally.HoldsRefused++;
        notices.Add(commit, now, $"{BoundedText.Cut(hold.Id, 100)} holds nothing: {options.MaxHolds} silences (and as many maintenances) may be at once. End some.");
        return false;
    }

    private void Take(Inhibitor inhibitor, DateTimeOffset now, CommitBuilder commit)
    {
        // Its end doesn't tell the values again.
        var known = inhibitors.Find(inhibitor.Uid);
        if (!inhibitors.Take(inhibitor, commit))
        {
            tally.HoldsRefused++;
            notices.Add(commit, now, $"the alert {inhibitor.Uid} of {inhibitor.Rule} holds no others: {options.MaxInhibitors} open alerts do, which is all that may.");
            return;
        }

        if ((inhibitor.IsEnded ? known : inhibitor) is { } changed)
        {
            _changed.Add(changed);
        }
    }
}
