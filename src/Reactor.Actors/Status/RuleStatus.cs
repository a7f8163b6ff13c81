using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Actors.Status;

/// <summary>A rule as the daemon sees it. Counts are since the start, or since a reload that changed its meaning.</summary>
public sealed record RuleStatus
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary><c>live</c>, <c>shadow</c> or <c>disabled</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Its severity.</summary>
    public required string Severity { get; init; }

    /// <summary>Of its meaning: a rule keeps its state over a reload where this stays the same. The first eight characters.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>Its counts, which are shown one by one.</summary>
    [JsonIgnore]
    public RuleTotals Totals { get; init; } = RuleTotals.None;

    /// <inheritdoc cref="RuleTotals.Evaluated"/>
    public long Evaluated => Totals.Evaluated;

    /// <inheritdoc cref="RuleTotals.Matched"/>
    public long Matched => Totals.Matched;

    /// <inheritdoc cref="RuleTotals.Fired"/>
    public long Fired => Totals.Fired;

    /// <inheritdoc cref="RuleTotals.Limited"/>
    public long Limited => Totals.Limited;

    /// <summary>Keys that it holds now.</summary>
    public long Keys { get; init; }

    /// <inheritdoc cref="RuleTotals.Errors"/>
    public long Errors => Totals.Errors;

    /// <inheritdoc cref="RuleTotals.Dropped"/>
    public long Dropped => Totals.Dropped;

    /// <summary>What was counted under its name since the start, before it got its present meaning.</summary>
    public RuleTotals Earlier { get; init; } = RuleTotals.None;

    /// <summary>Whether it is out, in some partition, because it threw.</summary>
    public bool Quarantined { get; init; }

    /// <summary>All since the start.</summary>
    [JsonIgnore]
    public RuleTotals SinceStart => Totals.Plus(Earlier);

    /// <summary>What one partition counted.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="counters">What its engine counted.</param>
    /// <param name="errors">Expressions that failed, in conditions and actions.</param>
    /// <param name="isQuarantined">Whether it is out for what followed from it.</param>
    public static RuleStatus Of(Rule rule, RuleCounters counters, long errors, bool isQuarantined)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(counters);
        return new RuleStatus
        {
            Name = rule.Name,
            Mode = rule.Mode.ToString().ToLowerInvariant(),
            Severity = rule.Severity.ToString().ToLowerInvariant(),
            Fingerprint = rule.Fingerprint[..8],
            Totals = new RuleTotals(
                counters.Evaluated, counters.Matched, counters.Limited, errors, counters.EvictedKeys + counters.EvictedPatternKeys + counters.RefusedDeadlines),
            Keys = counters.Keys,
            Quarantined = isQuarantined || counters.IsQuarantined,
        };
    }

    /// <summary>Adds up what several partitions counted, in the order of the first ones.</summary>
    public static ImmutableArray<RuleStatus> Sum(IEnumerable<RuleStatus> counted) =>
    [
        .. counted.GroupBy(rule => rule.Name, StringComparer.Ordinal).Select(of => of.Aggregate((a, b) => a with
        {
            Totals = a.Totals.Plus(b.Totals),
            Keys = a.Keys + b.Keys,
            Earlier = a.Earlier.Plus(b.Earlier),
            Quarantined = a.Quarantined || b.Quarantined,
        })),
    ];
}
