using System.Collections.Immutable;
using Reactor.Qmp;
using Reactor.Rules.Model;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>The events that a clause names.</summary>
/// <param name="Patterns">As written.</param>
/// <param name="Schemas">All events of the catalogue that they mean.</param>
/// <param name="IsKnown">Whether the catalogue knows all of them; else nothing is known of their data.</param>
internal sealed record EventSet(ImmutableArray<EventPattern> Patterns, ImmutableArray<EventSchema> Schemas, bool IsKnown)
{
    /// <summary>None.</summary>
    public static EventSet Empty { get; } = new([], [], true);

    /// <summary>What expressions are checked against; empty where nothing is known.</summary>
    public IReadOnlyCollection<EventSchema> Typed => IsKnown ? Schemas : [];

    /// <summary>The events of several clauses.</summary>
    public static EventSet Union(IEnumerable<EventSet> sets)
    {
        EventSet[] all = [.. sets];
        return new([.. all.SelectMany(s => s.Patterns)], [.. all.SelectMany(s => s.Schemas).DistinctBy(s => s.Name)], all.All(s => s.IsKnown));
    }
}
