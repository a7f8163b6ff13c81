using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace Reactor.Actors.Discovery;

/// <summary>Where sockets are looked for now: what outlives the looking actor's faults. Written by the fleet's actor alone.</summary>
internal sealed class SocketPlaces
{
    private volatile StrongBox<ImmutableArray<SocketPattern>> _patterns = new([]);

    /// <summary>The places.</summary>
    public ImmutableArray<SocketPattern> Patterns
    {
        get => _patterns.Value;
        set => _patterns = new(value);
    }
}
