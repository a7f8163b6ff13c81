using System.Collections.Immutable;

namespace Reactor.Rules.Model;

/// <summary>
/// A rule's <c>limit</c>: of the matches of one key at most so many act in any span of the given length, leading edge; further ones are held
/// back and counted.
/// </summary>
/// <param name="Max">How many may act in a span: 1 for <c>once_per</c>; at most 1,000.</param>
/// <param name="Per">The span, from a match that acted; more than zero.</param>
public sealed record Limit(int Max, TimeSpan Per)
{
    /// <summary>The limit's own key beyond the VM; null: the rule's key. Empty: the VM alone (of a fleet rule: all).</summary>
    public ImmutableArray<KeyPart>? By { get; init; }
}
