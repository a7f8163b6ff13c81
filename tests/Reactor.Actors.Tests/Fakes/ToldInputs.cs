using Reactor.Actors.Partitions;
using Reactor.Reactions.Partitions;

namespace Reactor.Actors.Tests.Fakes;

/// <summary>Inputs as a partition takes them from its owner, but for their times.</summary>
internal static class ToldInputs
{
    public static PartitionInput Made(this PartitionInput input) => ShardActor.Stamp(input, default);

    public static IEnumerable<EventInput> Events(this IEnumerable<PartitionInput> inputs) => inputs.Select(Made).OfType<EventInput>();
}
