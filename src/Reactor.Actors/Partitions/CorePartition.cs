using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Partitions;

/// <summary>A partition with rules.</summary>
internal sealed class CorePartition(PartitionCore core) : IPartition
{
    public DateTimeOffset? NextDue => null;

    public Commit Start(DateTimeOffset engineTime, IReadOnlyList<VmView> unheard) => core.Start(engineTime);

    public Commit Apply(IReadOnlyList<PartitionInput> batch, DateTimeOffset engineTime) => core.Apply(batch, engineTime);

    public Commit TakeSnapshot() => core.TakeSnapshot();

    public Commit Reload(RuleSet rules, ReactorConfiguration configuration, DateTimeOffset engineTime) =>
        throw new NotSupportedException("partitions can't be reloaded yet");
}
