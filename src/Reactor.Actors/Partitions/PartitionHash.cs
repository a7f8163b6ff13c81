using System.Text;

namespace Reactor.Actors.Partitions;

/// <summary>Which partition a VM belongs to. Part of what is stored: it never changes.</summary>
internal static class PartitionHash
{
    /// <summary>Number of partitions; fixed.</summary>
    public const int Partitions = 64;

    /// <summary>The VM's partition: FNV-1a (64 bit) over the UTF-8 of its key, its halves folded, modulo 64.</summary>
    public static int Of(string vmId)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in Encoding.UTF8.GetBytes(vmId))
            hash = (hash ^ b) * 1099511628211UL;
        return (int)((hash ^ (hash >> 32)) % Partitions);
    }
}
