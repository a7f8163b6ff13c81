using System.Collections.Immutable;
using Reactor.Rules.Model;

namespace Reactor.Rules.Configuration;

/// <summary>How many steps may run in a span of time: one entry of <c>budgets</c>. A step takes from it in the transaction of its intent.</summary>
/// <param name="Name">The name that steps use.</param>
/// <param name="Max">Steps in any span of <paramref name="Per"/>; 1 to 1,000,000.</param>
/// <param name="Per">The span, sliding; 1 ms to 366 days.</param>
public sealed record Budget(string Name, int Max, TimeSpan Per)
{
    /// <summary>
    /// What has a budget of its own per value, over the names of a firing's actions; empty: one for the whole daemon. Where one fails the
    /// step fails: a budget is never taken from blindly.
    /// </summary>
    public ImmutableArray<KeyPart> By { get; init; } = [];
}
