using Reactor.Reactions.Actions;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;

namespace Reactor.Reactions.Groups;

/// <summary>
/// Tells of alerts together: takes what their partitions say of them, waits for more, and decides what is told when. What is held at that time is left
/// out, and told when that ends. A group lasts until the last alert that it told of has been told to have ended.
/// </summary>
internal sealed class GroupReactions(
    GroupBook book, HoldJudge judge, MeantAlerts meant, HoldList<Silence> silences, GroupNotification notification, AlertDeliveries deliveries, Notices notices, PartitionTally tally, PartitionOptions options)
{
    private bool _isFull;

    /// <summary>Takes a message.</summary>
    public void Take(GroupMessage message, DateTimeOffset now, CommitBuilder commit)
    {
        var known = book.Find(message.Place.Id, message.Alert.Uid);
        switch (message.Do)
        {
            case GroupMessage.Open when known is null: Open(message, now, commit); break;
            case GroupMessage.Acknowledge:
                if (known is not null)
                {
                    Keep(message.Place.Id, message.Alert with { IsTold = known.IsTold }, commit);
                }

                if (known is null or { IsTold: true })
                {
                    notification.Acknowledged(known is null ? null : book.Find(message.Place.Id), message.Alert, message.Targets, now, commit);
                }

                break;
            case GroupMessage.End when known is not null: End(message, known, now, commit); break;
            case GroupMessage.End: TellAlone(message, DeliveryKind.Resolved, now, commit); break;
        }
    }

    /// <summary>Tells what is due.</summary>
    public void Tick(DateTimeOffset now, CommitBuilder commit)
    {
        while (book.TakeDue(now) is { } group)
        {
            Tell(group, now, commit);
        }
    }

    private void Open(GroupMessage message, DateTimeOffset now, CommitBuilder commit)
    {
        if (!book.HasRoom(message.Place.Id))
        {
            TellAlone(message, DeliveryKind.Firing, now, commit);
            tally.GroupedAlertsRefused++;
            if (!_isFull)
            {
                notices.Add(commit, now, $"alerts are told alone that were to be told in groups: {options.MaxGroups} groups may be in a partition, {options.MaxAlertsPerGroup} alerts in a group, {options.MaxGroupedAlerts} in all. Give the routes a `group_by` with fewer different values, or a narrower `if`.");
            }

            _isFull = true;
            return;
        }

        _isFull = false;
        var group = (book.Find(message.Place.Id) ?? AlertGroup.Of(message)) with { Place = message.Place, Repeat = message.Repeat };
        Keep(group.ChangedAt is null ? group with { ChangedAt = now } : group, commit);
        Keep(group.Id, message.Alert, commit);
        meant.Open(message.Alert.Alert);
    }

    private void End(GroupMessage message, GroupedAlert known, DateTimeOffset now, CommitBuilder commit)
    {
        var id = message.Place.Id;
        var group = book.Find(id)!;
        // A silence until its alerts are resolved ends with the last of them.
        foreach (var silence in meant.Close(known.Uid))
        {
            silences.End(silence, commit);
        }

        if (known.IsTold)
        {
            Keep(id, message.Alert with { IsTold = true }, commit);
            Keep(group.ChangedAt is null ? group with { ChangedAt = now } : group, commit);
            return;
        }

        // Nobody was told of it: it ends without a word, and where there is no other news there is none since a while ago.
        Drop(id, known.Uid, commit);
        commit.Add(new UntoldAlert(known.Uid, message.Place.ToldApart));
        if (!EndIfEmpty(group, commit) && group.ChangedAt is not null && !book.HasNews(id))
        {
            Keep(group with { ChangedAt = null }, commit);
        }
    }

    private void Tell(AlertGroup group, DateTimeOffset now, CommitBuilder commit)
    {
        var alerts = book.AlertsOf(group.Id);
        var ended = alerts.Where(alert => !alert.State.IsOpen()).ToList();
        DateTimeOffset? askAt = null;
        var firing = new List<GroupedAlert>();
        foreach (var alert in alerts.Where(alert => alert.State.IsOpen()))
        {
            tally.HoldsAsked++;
            if (judge.OfAlert(alert.Alert, now) is not { } held)
            {
                firing.Add(alert);
            }
            else
            {
                askAt = askAt is null || held.Until < askAt ? held.Until ?? askAt : askAt;
            }
        }

        var isChange = ended.Count > 0 || firing.Any(alert => !alert.IsTold);
        var isRepeat = !isChange && group is { Repeat: { } repeat, ToldAt: { } told } && told + repeat < now && firing.Any(alert => alert.State == AlertState.Firing);
        if (!isChange && !isRepeat)
        {
            Wait(group, alerts, askAt, now, commit);
            return;
        }

        notification.Tell(group, firing, ended, isRepeat, now, commit);
        foreach (var alert in ended)
        {
            Drop(group.Id, alert.Uid, commit);
        }

        foreach (var alert in firing.Where(alert => !alert.IsTold))
        {
            Keep(group.Id, alert with { IsTold = true }, commit);
        }

        // What is held still is a change that is to be told.
        var waits = alerts.Any(alert => alert.State.IsOpen() && !alert.IsTold && !firing.Contains(alert));
        var next = group with { ToldAt = now, Told = group.Told + 1, ChangedAt = waits ? now : null };
        if (!EndIfEmpty(next, commit))
        {
            Keep(next, commit);
        }
    }

    // Nothing of it may be told now: it is asked again when time may have ended a hold, or when a hold ends otherwise, or something comes.
    private void Wait(AlertGroup group, IReadOnlyList<GroupedAlert> alerts, DateTimeOffset? askAt, DateTimeOffset now, CommitBuilder commit)
    {
        if (EndIfEmpty(group, commit))
        {
            return;
        }

        if (group.ChangedAt is not null && alerts.All(alert => alert.IsTold))
        {
            Keep(group = group with { ChangedAt = null }, commit);
        }

        var again = group.Repeat is { } repeat && group.ToldAt is { } told ? Deadlines.After(told + repeat < now ? now : told, repeat) : null;
        book.PutOff(group, Earlier(askAt, again));
    }

    private bool EndIfEmpty(AlertGroup group, CommitBuilder commit)
    {
        if (!book.IsEmpty(group.Id))
        {
            return false;
        }

        book.Remove(group.Id);
        commit.Put(new StateRow(AlertGroup.StateKind, group.Id, null));
        return true;
    }

    private void TellAlone(GroupMessage message, string kind, DateTimeOffset now, CommitBuilder commit) =>
        deliveries.Add(message.Alert.Alert, kind, message.Alert.ActionPath, message.Targets, message.Alert.EventName, message.Alert.Payload, now, commit);

    private void Keep(AlertGroup group, CommitBuilder commit)
    {
        book.Put(group);
        commit.Put(group.ToRow());
    }

    private void Keep(string id, GroupedAlert alert, CommitBuilder commit)
    {
        book.Put(id, alert);
        commit.Put(alert.ToRow(id));
    }

    private void Drop(string id, string uid, CommitBuilder commit)
    {
        book.Remove(id, uid);
        commit.Put(new StateRow(GroupedAlert.StateKind, GroupedAlert.KeyIn(id, uid), null));
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null || b < a ? b ?? a : a;
}
