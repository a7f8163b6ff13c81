using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Rules.Loading.TestFiles;

namespace Reactor.Reactions.Simulation;

/// <summary>A silence or maintenance as an operator would set it.</summary>
internal static class SimulatedHold
{
    /// <summary>The kind and payload of its inbox rows.</summary>
    public static (string Kind, ReadOnlyMemory<byte> Payload) Write(HoldIsSet hold, string id, DateTimeOffset now)
    {
        ImmutableArray<Matcher> matchers = [.. hold.Match.Select(m => new Matcher(m.Key, m.Value))];
        return hold.Kind == TestHold.Silence
            ? (InboxKinds.Silence, new Silence { Id = id, Matchers = matchers, StartsAt = now, EndsAt = now + hold.For, Author = "test" }.Write())
            : (InboxKinds.Maintenance, new Maintenance { Id = id, Matchers = matchers, StartsAt = now, EndsAt = now + hold.For, Author = "test" }.Write());
    }
}
