using System.Diagnostics.CodeAnalysis;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;

namespace Reactor.Reactions.Alerts;

/// <summary>
/// The open alerts of a partition, found by identity (rule, id, key), by what an event resolves (VM, rule, id), by name, and by deadline.
/// Bounded per VM. Alerts of fleet rules stand under the VM without a name.
/// </summary>
internal sealed class AlertBook(int maxPerVm)
{
    private readonly Dictionary<string, VmAlerts> _vms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OpenAlert> _byUid = new(StringComparer.Ordinal);
    private readonly HashSet<string> _held = new(StringComparer.Ordinal);
    private readonly Deadlines _deadlines = new();

    /// <summary>Alerts held.</summary>
    public int Count => _byUid.Count;

    /// <summary>Those whose first notification is held.</summary>
    public int HeldCount => _held.Count;

    /// <summary>The earliest deadline of any.</summary>
    public DateTimeOffset? NextDue => _deadlines.Next;

    /// <summary>All of them, oldest first.</summary>
    public IReadOnlyList<OpenAlert> All => Ordered(_byUid.Values);

    /// <summary>Those whose first notification is held, oldest first.</summary>
    public IReadOnlyList<OpenAlert> Held => Ordered(_held.Select(uid => _byUid[uid]));

    /// <summary>The open alert of this identity.</summary>
    public bool TryGet(string vmId, string rule, string id, string key, [NotNullWhen(true)] out OpenAlert? alert)
    {
        alert = null;
        return _vms.TryGetValue(vmId, out var vm) && vm.Groups.TryGetValue((rule, id), out var group) && group.TryGetValue(key, out alert);
    }

    /// <summary>The open alert of this name.</summary>
    public OpenAlert? Find(string uid) => _byUid.GetValueOrDefault(uid);

    /// <summary>Open alerts of one VM, rule and id, oldest first (by opening, then by uid, so that their order is the same after a restart).</summary>
    public IReadOnlyList<OpenAlert> Of(string vmId, string rule, string id) =>
        _vms.TryGetValue(vmId, out var vm) && vm.Groups.TryGetValue((rule, id), out var group) ? Ordered(group.Values) : [];

    /// <summary>Open alerts of one VM, oldest first.</summary>
    public IReadOnlyList<OpenAlert> Of(string vmId) =>
        _vms.TryGetValue(vmId, out var vm) ? Ordered(vm.Groups.Values.SelectMany(group => group.Values)) : [];

    /// <summary>Open alerts of one VM that a lasting state is about to end, oldest first.</summary>
    public IReadOnlyList<OpenAlert> EndingByState(string vmId) =>
        _vms.TryGetValue(vmId, out var vm) && vm.EndingByState.Count > 0 ? Ordered(vm.EndingByState.Select(uid => _byUid[uid])) : [];

    /// <summary>False when the VM has as many open alerts as it may have.</summary>
    public bool HasRoom(string vmId) => !_vms.TryGetValue(vmId, out var vm) || vm.Count < maxPerVm;

    /// <summary>Adds an alert, or puts it in the place of that of the same identity.</summary>
    /// <param name="alert">It.</param>
    /// <param name="due">When time alone does something to it.</param>
    public void Put(OpenAlert alert, DateTimeOffset? due)
    {
        var row = alert.Row;
        if (!_vms.TryGetValue(row.VmId, out var vm))
        {
            _vms.Add(row.VmId, vm = new VmAlerts());
        }

        if (!vm.Groups.TryGetValue((row.Rule, row.Id), out var group))
        {
            vm.Groups.Add((row.Rule, row.Id), group = new Dictionary<string, OpenAlert>(StringComparer.Ordinal));
        }

        if (!group.ContainsKey(row.Key))
        {
            vm.Count++;
        }

        group[row.Key] = alert;
        _byUid[row.Uid] = alert;
        _deadlines.Set(row.Uid, due);
        Mark(_held, row.Uid, row.Held is not null);
        Mark(vm.EndingByState, row.Uid, !alert.Extra.StateSince.IsEmpty);
    }

    /// <summary>Removes the alert of this identity; its VM's entry goes with its last alert.</summary>
    public void Remove(AlertRow alert)
    {
        if (!_vms.TryGetValue(alert.VmId, out var vm)
            || !vm.Groups.TryGetValue((alert.Rule, alert.Id), out var group)
            || !group.Remove(alert.Key))
        {
            return;
        }

        _byUid.Remove(alert.Uid);
        _held.Remove(alert.Uid);
        _deadlines.Set(alert.Uid, null);
        vm.EndingByState.Remove(alert.Uid);
        vm.Count--;
        if (group.Count == 0)
        {
            vm.Groups.Remove((alert.Rule, alert.Id));
        }

        if (vm.Count == 0)
        {
            _vms.Remove(alert.VmId);
        }
    }

    /// <summary>The alert whose deadline was first and is over; null where none is. Its deadline is gone: it is to be put again, or removed.</summary>
    public OpenAlert? TakeDue(DateTimeOffset now) => _deadlines.TakeOver(now) is { } uid ? _byUid[uid] : null;

    private static OpenAlert[] Ordered(IEnumerable<OpenAlert> alerts) => [.. alerts.OrderBy(a => a.Row.StartsAt).ThenBy(a => a.Row.Uid, StringComparer.Ordinal)];

    private static void Mark(HashSet<string> set, string uid, bool isIn)
    {
        if (isIn)
        {
            set.Add(uid);
        }
        else
        {
            set.Remove(uid);
        }
    }

    private sealed class VmAlerts
    {
        public Dictionary<(string Rule, string Id), Dictionary<string, OpenAlert>> Groups { get; } = [];

        public HashSet<string> EndingByState { get; } = new(StringComparer.Ordinal);

        public int Count { get; set; }
    }
}
