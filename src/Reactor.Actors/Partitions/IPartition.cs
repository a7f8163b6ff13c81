using Reactor.Actors.Status;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Partitions;

/// <summary>The logic of one partition: single-threaded, no I/O. Here so that the shard can be tested without rules.</summary>
internal interface IPartition
{
    /// <summary>When there is something to do though nothing comes in: an <see cref="Apply"/> later than this, of no inputs if need be, does it. Null: never.</summary>
    DateTimeOffset? NextDue { get; }

    /// <summary>What became of each rule here, in the order of the files.</summary>
    IEnumerable<RuleStatus> Rules { get; }

    /// <summary>What follows from the start itself (rules that are gone), once, before anything is applied.</summary>
    /// <param name="engineTime">Now.</param>
    /// <param name="unheard">The VMs that it knew: what they said while the daemon was down is missed, and they are not heard until their link is restored.</param>
    Commit Start(DateTimeOffset engineTime, IReadOnlyList<VmView> unheard);

    /// <summary>The whole state as a commit, for a quick next start; empty where nothing is worth it.</summary>
    Commit TakeSnapshot();

    /// <summary>Turns a batch into one commit. Rows of the inbox among it are named by <see cref="Commit.Taken"/>.</summary>
    Commit Apply(IReadOnlyList<PartitionInput> batch, DateTimeOffset engineTime);

    /// <summary>Goes on under other rules and another configuration.</summary>
    Commit Reload(RuleSet rules, ReactorConfiguration configuration, DateTimeOffset engineTime);
}
