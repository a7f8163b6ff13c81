using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;

namespace Reactor.Reactions.Alerts;

/// <summary>
/// The open alerts of a partition, found by identity (rule, id, key), by what an event resolves (VM, rule, id), by what an inhibitor holds, by
/// name, and by deadline; each list is kept in its order, oldest first. Bounded per VM. Alerts of fleet rules stand under the VM without a name.
/// </summary>
internal sealed class AlertBook
{
    private readonly int _maxPerVm;
    private readonly Dictionary<string, VmAlerts> _vms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OpenAlert> _byUid = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Rule, string Values), AlertSet> _inhibitable = [];
    private readonly AlertSet _all;
    private readonly AlertSet _held;
    private readonly Deadlines _deadlines = new();

    public AlertBook(int maxPerVm)
    {
        _maxPerVm = maxPerVm;
        _all = new AlertSet(_byUid);
        _held = new AlertSet(_byUid);
    }

    /// <summary>Alerts held.</summary>
    public int Count => _byUid.Count;

    /// <summary>Those whose first notification is held.</summary>
    public int HeldCount => _held.Count;

    /// <summary>The earliest deadline of any.</summary>
    public DateTimeOffset? NextDue => _deadlines.Next;

    /// <summary>All of them, oldest first.</summary>
    public OpenAlert[] All => _all.ToArray();

    /// <summary>Those whose first notification is held, oldest first.</summary>
    public OpenAlert[] Held => _held.ToArray();

    /// <summary>Those whose first notification is held and that alerts of a rule with these values of <c>same</c> may hold, oldest first.</summary>
    public OpenAlert[] HeldFor(string inhibitingRule, string values) => _inhibitable.TryGetValue((inhibitingRule, values), out var alerts) ? alerts.ToArray() : [];

    /// <summary>The open alert of this identity.</summary>
    public bool TryGet(string vmId, string rule, string id, string key, [NotNullWhen(true)] out OpenAlert? alert)
    {
        alert = null;
        return _vms.TryGetValue(vmId, out var vm) && vm.Groups.TryGetValue((rule, id), out var group)
            && group.UidByKey.TryGetValue(key, out var uid) && _byUid.TryGetValue(uid, out alert);
    }

    /// <summary>The open alert of this name.</summary>
    public OpenAlert? Find(string uid) => _byUid.GetValueOrDefault(uid);

    /// <summary>Open alerts of one VM, rule and id, oldest first.</summary>
    public OpenAlert[] Of(string vmId, string rule, string id) =>
        _vms.TryGetValue(vmId, out var vm) && vm.Groups.TryGetValue((rule, id), out var group) ? group.Alerts.ToArray() : [];

    /// <summary>Open alerts of one VM, oldest first.</summary>
    public OpenAlert[] Of(string vmId) => _vms.TryGetValue(vmId, out var vm) ? vm.All.ToArray() : [];

    /// <summary>Open alerts of one VM that a lasting state is about to end, oldest first.</summary>
    public OpenAlert[] EndingByState(string vmId) => _vms.TryGetValue(vmId, out var vm) ? vm.EndingByState.ToArray() : [];

    /// <summary>Open alerts of one VM that are marked as unverified, oldest first.</summary>
    public OpenAlert[] Unverified(string vmId) => _vms.TryGetValue(vmId, out var vm) ? vm.Unverified.ToArray() : [];

    /// <summary>False when the VM has as many open alerts as it may have.</summary>
    public bool HasRoom(string vmId) => !_vms.TryGetValue(vmId, out var vm) || vm.All.Count < _maxPerVm;

    /// <summary>Adds an alert, or puts it in the place of that of the same identity.</summary>
    /// <param name="alert">It.</param>
    /// <param name="due">When time alone does something to it.</param>
    public void Put(OpenAlert alert, DateTimeOffset? due)
    {
        var row = alert.Row;
        if (TryGet(row.VmId, row.Rule, row.Id, row.Key, out var old) && old.Row.Uid != row.Uid)
        {
            Remove(old.Row);
            old = null;
        }

        if (!_vms.TryGetValue(row.VmId, out var vm))
        {
            _vms.Add(row.VmId, vm = new VmAlerts(_byUid));
        }

        _byUid[row.Uid] = alert;
        _deadlines.Set(row.Uid, due);
        if (old is null)
        {
            if (!vm.Groups.TryGetValue((row.Rule, row.Id), out var group))
            {
                vm.Groups.Add((row.Rule, row.Id), group = new Group(_byUid));
            }

            group.UidByKey[row.Key] = row.Uid;
            _all.Set(alert, true);
            vm.All.Set(alert, true);
            group.Alerts.Set(alert, true);
        }

        Index(vm, old, alert);
    }

    /// <summary>Removes the alert of this identity; its VM's entry goes with its last alert.</summary>
    public void Remove(AlertRow row)
    {
        if (!TryGet(row.VmId, row.Rule, row.Id, row.Key, out var alert))
        {
            return;
        }

        var vm = _vms[row.VmId];
        var group = vm.Groups[(row.Rule, row.Id)];
        Index(vm, alert, null);
        _all.Set(alert, false);
        vm.All.Set(alert, false);
        group.Alerts.Set(alert, false);
        _deadlines.Set(alert.Row.Uid, null);
        _byUid.Remove(alert.Row.Uid);
        group.UidByKey.Remove(row.Key);
        if (group.UidByKey.Count == 0)
        {
            vm.Groups.Remove((row.Rule, row.Id));
        }

        if (vm.All.Count == 0)
        {
            _vms.Remove(row.VmId);
        }
    }

    /// <summary>The alert whose deadline was first and is over; null where none is. Its deadline is gone: it is to be put again, or removed.</summary>
    public OpenAlert? TakeDue(DateTimeOffset now) => _deadlines.TakeOver(now) is { } uid ? _byUid[uid] : null;

    // The lists that an alert joins and leaves while it is open. Most of what changes of an alert is no matter of them.
    private void Index(VmAlerts vm, OpenAlert? old, OpenAlert? now)
    {
        var alert = now ?? old!;
        Move(vm.EndingByState, alert, old is { Extra.StateSince.IsEmpty: false }, now is { Extra.StateSince.IsEmpty: false });
        Move(vm.Unverified, alert, old?.Extra.UnverifiedSince is not null, now?.Extra.UnverifiedSince is not null);
        Move(_held, alert, old?.Row.Held is not null, now?.Row.Held is not null);
        var (before, after) = (SameOf(old), SameOf(now));
        if (ReferenceEquals(before, after))
        {
            return;
        }

        foreach (var (rule, values) in before)
        {
            var alerts = _inhibitable[(rule, values)];
            alerts.Set(alert, false);
            if (alerts.Count == 0)
            {
                _inhibitable.Remove((rule, values));
            }
        }

        foreach (var (rule, values) in after)
        {
            if (!_inhibitable.TryGetValue((rule, values), out var alerts))
            {
                _inhibitable.Add((rule, values), alerts = new AlertSet(_byUid));
            }

            alerts.Set(alert, true);
        }
    }

    private static ImmutableSortedDictionary<string, string> SameOf(OpenAlert? alert) => alert?.Row.Held is null ? AlertExtra.NoValues : alert.Extra.Same;

    private static void Move(AlertSet set, OpenAlert alert, bool wasIn, bool isIn)
    {
        if (wasIn != isIn)
        {
            set.Set(alert, isIn);
        }
    }

    private sealed class VmAlerts(IReadOnlyDictionary<string, OpenAlert> byUid)
    {
        public Dictionary<(string Rule, string Id), Group> Groups { get; } = [];

        public AlertSet All { get; } = new(byUid);

        public AlertSet EndingByState { get; } = new(byUid);

        public AlertSet Unverified { get; } = new(byUid);
    }

    private sealed class Group(IReadOnlyDictionary<string, OpenAlert> byUid)
    {
        public Dictionary<string, string> UidByKey { get; } = new(StringComparer.Ordinal);

        public AlertSet Alerts { get; } = new(byUid);
    }
}
