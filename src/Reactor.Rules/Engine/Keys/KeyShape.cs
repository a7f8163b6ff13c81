using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Keys;

/// <summary>
/// How a clause's key is made: names and labels are those of the pattern's first clause, whichever clause gives the values, so that an event
/// of each comes under one key.
/// </summary>
/// <param name="named">Gives names and labels.</param>
/// <param name="evaluated">Gives values; as many.</param>
internal sealed class KeyShape(ImmutableArray<KeyPart> named, ImmutableArray<KeyPart> evaluated)
{
    public KeyShape(ImmutableArray<KeyPart> parts)
        : this(parts, parts)
    {
    }

    public bool IsEmpty => Names.IsEmpty;

    public ImmutableArray<string> Names { get; } = [.. named.Select(p => p.Name)];

    public ImmutableArray<CelProgram> Programs { get; } = [.. evaluated.Select(p => p.Program)];

    public ImmutableArray<string> LabelNames { get; } = [.. named.Where(p => p.IsLabel).Select(p => p.Name)];
}
