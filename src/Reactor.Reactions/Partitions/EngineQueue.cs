using Reactor.Rules.Engine;

namespace Reactor.Reactions.Partitions;

/// <summary>What the partition itself gives its engine because of the input at hand, once that is through: own commands, and VMs whose facts changed.</summary>
internal sealed class EngineQueue
{
    private readonly Queue<EngineInput> _inputs = new();

    public void Add(EngineInput input) => _inputs.Enqueue(input);

    public bool TryTake(out EngineInput? input) => _inputs.TryDequeue(out input);
}
