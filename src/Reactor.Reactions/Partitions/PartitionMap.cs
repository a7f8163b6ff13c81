using System.Text;

namespace Reactor.Reactions.Partitions;

/// <summary>Which partition something belongs to. Part of what is stored: it never changes.</summary>
public static class PartitionMap
{
    /// <summary>Partitions of VMs: 0 to 63.</summary>
    public const int VmPartitions = 64;

    /// <summary>Partitions of keys of fleet rules, after those of VMs: 64 to 79.</summary>
    public const int FleetPartitions = 16;

    /// <summary>All of them.</summary>
    public const int Count = VmPartitions + FleetPartitions;

    /// <summary>The partition of a VM.</summary>
    /// <param name="vmId">The VM's key.</param>
    public static int OfVm(string vmId) => Of(vmId, VmPartitions);

    /// <summary>The partition of a key of a fleet rule.</summary>
    /// <param name="keyJson">The key as JSON, without a VM.</param>
    public static int OfFleetKey(string keyJson) => VmPartitions + Of(keyJson, FleetPartitions);

    /// <summary>The partition of an alert: that of its VM; of a fleet rule's, that of its key.</summary>
    /// <param name="vmId">The VM's key; empty for a fleet rule's alert.</param>
    /// <param name="keyJson">The alert's key as JSON.</param>
    public static int OfAlert(string vmId, string keyJson)
    {
        ArgumentNullException.ThrowIfNull(vmId);
        return vmId.Length == 0 ? OfFleetKey(keyJson) : OfVm(vmId);
    }

    // FNV-1a (64 bit) over the UTF-8, its halves folded.
    private static int Of(string text, int count)
    {
        ArgumentNullException.ThrowIfNull(text);
        var hash = 14695981039346656037UL;
        Span<byte> room = stackalloc byte[256];
        ReadOnlySpan<byte> bytes = Encoding.UTF8.TryGetBytes(text, room, out var length) ? room[..length] : Encoding.UTF8.GetBytes(text);
        foreach (var b in bytes)
        {
            hash = (hash ^ b) * 1099511628211UL;
        }

        return (int)((hash ^ (hash >> 32)) % (ulong)count);
    }
}
