using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;

namespace Reactor.Actors.Partitions;

/// <summary>A partition with rules.</summary>
internal sealed class CorePartition(PartitionCore core) : IPartition
{
    public Commit Start(DateTimeOffset engineTime) => core.Start(engineTime);

    public Commit Apply(IReadOnlyList<PartitionInput> batch, DateTimeOffset engineTime) => core.Apply(batch, engineTime);

    public Commit TakeSnapshot() => core.TakeSnapshot();
}
