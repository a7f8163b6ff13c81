using System.Collections.Immutable;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Partitions;

/// <summary>What a change of rules means for what they hold, by their names, in the order of the files.</summary>
/// <param name="Kept">Mean the same as before: they keep their windows, timers and limits.</param>
/// <param name="Afresh">Are new, or mean something else: they start afresh.</param>
/// <param name="Removed">Are gone: their alerts end.</param>
public sealed record ReloadReport(ImmutableArray<string> Kept, ImmutableArray<string> Afresh, ImmutableArray<string> Removed)
{
    /// <summary>Compares two loads.</summary>
    /// <param name="before">The rules that run.</param>
    /// <param name="after">Those that are to run.</param>
    public static ReloadReport Between(RuleSet before, RuleSet after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var same = after.Rules.ToLookup(rule => before.Find(rule.Name)?.Fingerprint == rule.Fingerprint, rule => rule.Name);
        return new ReloadReport(
            [.. same[true]], [.. same[false]], [.. before.Rules.Select(rule => rule.Name).Where(name => after.Find(name) is null)]);
    }
}
