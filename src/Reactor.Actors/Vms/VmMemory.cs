using Reactor.Reactions.Recovery;

namespace Reactor.Actors.Vms;

/// <summary>What is remembered of a VM that answered.</summary>
/// <param name="Known">What is known of its state.</param>
/// <param name="HeardUntil">Up to when it was heard; null where that isn't known. Engine time.</param>
/// <param name="IsStored">Whether it comes from the store: an earlier run of the daemon left it.</param>
internal readonly record struct VmMemory(LastKnown Known, DateTimeOffset? HeardUntil, bool IsStored)
{
    public static readonly VmMemory None = new(LastKnown.Nothing, null, false);
}
