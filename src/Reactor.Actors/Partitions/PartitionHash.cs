using System.Text;

namespace Reactor.Actors.Partitions;

/// <summary>Which partition something belongs to. Part of what is stored: it never changes.</summary>
internal static class PartitionHash
{
    /// <summary>Partitions of VMs, the first ones; fixed.</summary>
    public const int VmPartitions = 64;

    /// <summary>Partitions of fleet rules' keys, after those; fixed.</summary>
    public const int FleetPartitions = 16;

    /// <summary>All of them.</summary>
    public const int Partitions = VmPartitions + FleetPartitions;

    /// <summary>The VM's partition: FNV-1a (64 bit) over the UTF-8 of its key, its halves folded, modulo 64.</summary>
    public static int Of(string vmId) => (int)(Fold(vmId) % VmPartitions);

    /// <summary>The partition of a fleet rule's key: the same over the key's JSON, modulo 16, after those of VMs.</summary>
    public static int OfFleet(string keyJson) => VmPartitions + (int)(Fold(keyJson) % FleetPartitions);

    private static ulong Fold(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ b) * 1099511628211UL;
        return hash ^ (hash >> 32);
    }
}
