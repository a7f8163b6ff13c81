using System.Collections.Concurrent;

namespace Reactor.Actors.Vms;

/// <summary>Which VM goes by which UUID. A UUID that two VMs claim (a cloned disk or command line) belongs to the first; the other goes by its name.</summary>
internal sealed class VmUuids
{
    private readonly ConcurrentDictionary<string, string> _owners = new(StringComparer.Ordinal);

    /// <summary>Claims a UUID for a configured VM, as long as it is configured; says who has it where it is another.</summary>
    public bool TryClaim(string uuid, string vmName, out string owner)
    {
        owner = _owners.GetOrAdd(uuid, vmName);
        return string.Equals(owner, vmName, StringComparison.Ordinal);
    }

    /// <summary>A VM is not configured any more: what it went by is free.</summary>
    public void Release(string vmName)
    {
        foreach (var claim in _owners.Where(claim => string.Equals(claim.Value, vmName, StringComparison.Ordinal)))
            _owners.TryRemove(claim);
    }
}
