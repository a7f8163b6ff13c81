using System.Collections.Immutable;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;
using Reactor.Store;

namespace Reactor.Actors.Partitions;

/// <summary>A partition as a shard hosts it. Belongs to the shard.</summary>
internal sealed class HostedPartition
{
    public HostedPartition(int number, IPartition logic, ImmutableArray<VmView> unheard = default, PartitionRecovery? recovery = null)
    {
        Number = number;
        Logic = logic;
        Unheard = unheard.IsDefault ? [] : unheard;
        if (recovery is not null)
            Inbox.Recover(recovery);
    }

    /// <summary>Its number.</summary>
    public int Number { get; }

    /// <summary>Whether it is for keys of fleet rules: all that it learns comes from other partitions.</summary>
    public bool IsFleet => Number >= PartitionMap.VmPartitions;

    /// <summary>Its rules and state.</summary>
    public IPartition Logic { get; }

    /// <summary>The VMs that it knew, none of which is heard at the start.</summary>
    public ImmutableArray<VmView> Unheard { get; }

    /// <summary>What it is to take in from others.</summary>
    public InboxQueue Inbox { get; } = new();

    /// <summary>Whether its turn to take from its inbox is arranged.</summary>
    public bool HasTurn { get; set; }
}
