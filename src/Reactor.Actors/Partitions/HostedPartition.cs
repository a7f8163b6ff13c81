using System.Collections.Immutable;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;
using Reactor.Store;

namespace Reactor.Actors.Partitions;

/// <summary>A partition as a shard hosts it. Belongs to the shard.</summary>
internal sealed class HostedPartition
{
    private ImmutableArray<VmView> _unheard;

    public HostedPartition(int number, IPartition logic, ImmutableArray<VmView> unheard = default, PartitionRecovery? recovery = null)
    {
        Number = number;
        Logic = logic;
        _unheard = unheard.IsDefault ? [] : unheard;
        if (recovery is not null)
            Inbox.Recover(recovery);
    }

    /// <summary>Its number.</summary>
    public int Number { get; }

    /// <summary>Whether it is for keys of fleet rules: all that it learns comes from other partitions.</summary>
    public bool IsFleet => Number >= PartitionMap.VmPartitions;

    /// <summary>Its rules and state.</summary>
    public IPartition Logic { get; }

    /// <summary>What it is to take in from others.</summary>
    public InboxQueue Inbox { get; } = new();

    /// <summary>Whether its turn to take from its inbox is arranged.</summary>
    public bool HasTurn { get; set; }

    /// <summary>The VMs that it knew, none of which is heard at the start; asked once, and not kept.</summary>
    public ImmutableArray<VmView> TakeUnheard()
    {
        var unheard = _unheard;
        _unheard = [];
        return unheard;
    }
}
