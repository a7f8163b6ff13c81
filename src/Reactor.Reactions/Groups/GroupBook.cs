using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;

namespace Reactor.Reactions.Groups;

/// <summary>The groups of a partition, each with its alerts, and when something is to be done about them. Bounded: what has no room is told alone.</summary>
internal sealed class GroupBook(PartitionOptions options)
{
    private readonly Dictionary<string, Entry> _groups = new(StringComparer.Ordinal);
    private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);
    private readonly Deadlines _deadlines = new();

    public int Count => _groups.Count;

    /// <summary>Alerts of all groups.</summary>
    public int AlertCount { get; private set; }

    public DateTimeOffset? NextDue => _deadlines.Next;

    /// <summary>Alerts of all groups that are open.</summary>
    public IEnumerable<OpenAlert> Open => _groups.Values.SelectMany(entry => entry.Alerts.Values).Where(alert => alert.State.IsOpen()).Select(alert => alert.Alert);

    /// <summary>The group of this name; null for none.</summary>
    public AlertGroup? Find(string id) => _groups.GetValueOrDefault(id)?.Group;

    /// <summary>An alert of a group; null where it has none such.</summary>
    public GroupedAlert? Find(string id, string uid) => _groups.GetValueOrDefault(id)?.Alerts.GetValueOrDefault(uid);

    /// <summary>Alerts of a group, the one that opened first before the others.</summary>
    public IReadOnlyList<GroupedAlert> AlertsOf(string id) =>
        [.. _groups[id].Alerts.Values.OrderBy(alert => alert.Alert.Row.StartsAt).ThenBy(alert => alert.Uid, StringComparer.Ordinal)];

    public bool IsEmpty(string id) => _groups[id].Alerts.Count == 0;

    /// <summary>Whether an alert of it began or ended that is not told yet.</summary>
    public bool HasNews(string id) => _groups[id].Alerts.Values.Any(alert => !alert.IsTold || !alert.State.IsOpen());

    /// <summary>Whether a further alert of this group has room.</summary>
    public bool HasRoom(string id) =>
        AlertCount < options.MaxGroupedAlerts
        && (_groups.TryGetValue(id, out var entry) ? entry.Alerts.Count < options.MaxAlertsPerGroup : _groups.Count < options.MaxGroups);

    /// <summary>Adds a group, or puts it in the place of that of its name.</summary>
    public void Put(AlertGroup group)
    {
        if (_groups.TryGetValue(group.Id, out var entry))
        {
            entry.Group = group;
        }
        else
        {
            _groups.Add(group.Id, new Entry(group));
        }

        _deadlines.Set(group.Id, group.Due);
        _waiting.Remove(group.Id);
    }

    /// <summary>Though it is due, nothing of it may be told: what it would tell of is held.</summary>
    /// <param name="group">It, in the book.</param>
    /// <param name="until">When time may have changed that; null: time alone doesn't.</param>
    public void PutOff(AlertGroup group, DateTimeOffset? until)
    {
        _deadlines.Set(group.Id, until);
        _waiting.Add(group.Id);
    }

    /// <summary>Adds an alert, or puts it in the place of that of its name.</summary>
    public void Put(string id, GroupedAlert alert)
    {
        var alerts = _groups[id].Alerts;
        AlertCount += alerts.ContainsKey(alert.Uid) ? 0 : 1;
        alerts[alert.Uid] = alert;
    }

    public void Remove(string id, string uid) => AlertCount -= _groups[id].Alerts.Remove(uid) ? 1 : 0;

    /// <summary>The group ends with all that is in it.</summary>
    public void Remove(string id)
    {
        AlertCount -= _groups[id].Alerts.Count;
        _groups.Remove(id);
        _waiting.Remove(id);
        _deadlines.Set(id, null);
    }

    /// <summary>What holds alerts changed: groups that were put off are asked again.</summary>
    public void AskAgain()
    {
        foreach (var id in _waiting.ToArray())
        {
            Put(_groups[id].Group);
        }
    }

    /// <summary>The group whose time was first and is over; null where none is. It is to be put again, or removed.</summary>
    public AlertGroup? TakeDue(DateTimeOffset now) => _deadlines.TakeOver(now) is { } id ? _groups[id].Group : null;

    /// <summary>Puts back what is stored: groups, then their alerts.</summary>
    /// <exception cref="InvalidDataException">One can't be read.</exception>
    public void Restore(IEnumerable<StateRow> groups, IEnumerable<StateRow> alerts)
    {
        foreach (var row in groups)
        {
            Put(AlertGroup.Read(row.Payload!.Value));
        }

        foreach (var row in alerts)
        {
            var id = row.Key[..row.Key.LastIndexOf('/')];
            if (!_groups.ContainsKey(id))
            {
                throw new InvalidDataException($"The store holds an alert of the group {id}, which it doesn't hold. Restore the store from a backup.");
            }

            Put(id, GroupedAlert.Read(row.Payload!.Value));
        }
    }

    private sealed class Entry(AlertGroup group)
    {
        public AlertGroup Group { get; set; } = group;

        public Dictionary<string, GroupedAlert> Alerts { get; } = new(StringComparer.Ordinal);
    }
}
