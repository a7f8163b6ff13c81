using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;

namespace Reactor.Actors.Partitions;

/// <summary>The logic of one partition: single-threaded, no I/O. Here so that the shard can be tested without rules.</summary>
internal interface IPartition
{
    /// <summary>What follows from the start itself (rules that are gone), once, before anything is applied.</summary>
    Commit Start(DateTimeOffset engineTime);

    /// <summary>The whole state as a commit, for a quick next start; empty where nothing is worth it.</summary>
    Commit TakeSnapshot();

    /// <summary>Turns a batch into one commit.</summary>
    Commit Apply(IReadOnlyList<PartitionInput> batch, DateTimeOffset engineTime);
}
