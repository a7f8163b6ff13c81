namespace Reactor.Rules.Engine.Keys;

/// <summary>Keys that are a VM alone: made once for each VM, since their JSON is asked for at every event.</summary>
internal sealed class VmKeyCache
{
    private const int Capacity = 20_000;

    private readonly Dictionary<string, RuleKey> _byVm = new(StringComparer.Ordinal);
    private readonly RuleKey _ofFleet = RuleKey.OfVm(null);

    public RuleKey Of(string? vmId)
    {
        if (vmId is null)
            return _ofFleet;
        if (_byVm.TryGetValue(vmId, out var key))
            return key;
        if (_byVm.Count >= Capacity)
            _byVm.Clear();
        _byVm.Add(vmId, key = RuleKey.OfVm(vmId));
        return key;
    }
}
