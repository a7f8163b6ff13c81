using System.Collections.Immutable;

namespace Reactor.Rules.Model;

/// <summary>A rule's <c>limit</c>: the first match acts, further ones of the same key within the interval are held back and counted.</summary>
/// <param name="OncePer">The interval, from a match that acted; more than zero.</param>
public sealed record Limit(TimeSpan OncePer)
{
    /// <summary>The limit's own key beyond the VM; null: the rule's key. Empty: the VM alone.</summary>
    public ImmutableArray<KeyPart>? By { get; init; }
}
