using System.Diagnostics.CodeAnalysis;
using Reactor.Reactions.Commits;

namespace Reactor.Reactions.Alerts;

/// <summary>The open alerts of a partition, found by identity (rule, id, key) and by what an event resolves (VM, rule, id). Bounded per VM.</summary>
internal sealed class AlertBook(int maxPerVm)
{
    private readonly Dictionary<string, VmAlerts> _vms = new(StringComparer.Ordinal);

    /// <summary>Alerts held.</summary>
    public int Count { get; private set; }

    /// <summary>All of them, in no order.</summary>
    public IEnumerable<AlertRow> All => _vms.Values.SelectMany(vm => vm.Groups.Values).SelectMany(group => group.Values);

    /// <summary>The open alert of this identity.</summary>
    public bool TryGet(string vmId, string rule, string id, string key, [NotNullWhen(true)] out AlertRow? alert)
    {
        alert = null;
        return _vms.TryGetValue(vmId, out var vm) && vm.Groups.TryGetValue((rule, id), out var group) && group.TryGetValue(key, out alert);
    }

    /// <summary>Open alerts of one VM, rule and id, oldest first (by opening, then by uid, so that their order is the same after a restart).</summary>
    public IReadOnlyList<AlertRow> Of(string vmId, string rule, string id) =>
        _vms.TryGetValue(vmId, out var vm) && vm.Groups.TryGetValue((rule, id), out var group)
            ? [.. group.Values.OrderBy(a => a.StartsAt).ThenBy(a => a.Uid, StringComparer.Ordinal)]
            : [];

    /// <summary>False when the VM has as many open alerts as it may have.</summary>
    public bool HasRoom(string vmId) => !_vms.TryGetValue(vmId, out var vm) || vm.Count < maxPerVm;

    /// <summary>Adds an alert, or puts it in the place of that of the same identity.</summary>
    public void Put(AlertRow alert)
    {
        if (!_vms.TryGetValue(alert.VmId, out var vm))
        {
            _vms.Add(alert.VmId, vm = new VmAlerts());
        }

        if (!vm.Groups.TryGetValue((alert.Rule, alert.Id), out var group))
        {
            vm.Groups.Add((alert.Rule, alert.Id), group = new Dictionary<string, AlertRow>(StringComparer.Ordinal));
        }

        if (!group.ContainsKey(alert.Key))
        {
            vm.Count++;
            Count++;
        }

        group[alert.Key] = alert;
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

        Count--;
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

    private sealed class VmAlerts
    {
        public Dictionary<(string Rule, string Id), Dictionary<string, AlertRow>> Groups { get; } = [];

        public int Count { get; set; }
    }
}
