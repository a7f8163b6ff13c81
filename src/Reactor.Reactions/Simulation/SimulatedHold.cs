using Reactor.Rules.Loading.TestFiles;

namespace Reactor.Reactions.Simulation;

/// <summary>A silence or maintenance as an operator would set it.</summary>
internal static class SimulatedHold
{
    /// <summary>The kind and payload of its inbox rows.</summary>
    public static (string Kind, ReadOnlyMemory<byte> Payload) Write(HoldIsSet hold, string id, DateTimeOffset now) =>
        throw new SimulationException($"{hold.Kind} {id} at {now}: not in this version");
}
