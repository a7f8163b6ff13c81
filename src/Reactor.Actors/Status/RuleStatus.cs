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

    /// <summary>How often it had to be decided: events of a name in its <c>when</c>, and looks at a VM's state for a rule over that.</summary>
    public long Evaluated { get; init; }

    /// <summary>Matches.</summary>
    public long Matched { get; init; }

    /// <summary>Matches that acted.</summary>
    public long Fired { get; init; }

    /// <summary>Matches held back by its limit.</summary>
    public long Limited { get; init; }

    /// <summary>Keys that it holds now.</summary>
    public long Keys { get; init; }

    /// <summary>Expressions that failed.</summary>
    public long Errors { get; init; }

    /// <summary>Keys dropped and deadlines refused because there were too many.</summary>
    public long Dropped { get; init; }

    /// <summary>What was counted under its name since the start, before it got its present meaning.</summary>
    public RuleTotals Earlier { get; init; } = RuleTotals.None;

    /// <summary>Whether it is out, in some partition, because it threw.</summary>
    public bool Quarantined { get; init; }

    /// <summary>Its counts.</summary>
    [JsonIgnore]
    public RuleTotals Totals => new(Evaluated, Matched, Limited, Errors, Dropped);

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
            Evaluated = counters.Evaluated,
            Matched = counters.Matched,
            Fired = counters.Matched - counters.Limited,
            Limited = counters.Limited,
            Keys = counters.Keys,
            Errors = errors,
            Dropped = counters.EvictedKeys + counters.EvictedPatternKeys + counters.RefusedDeadlines,
            Quarantined = isQuarantined || counters.IsQuarantined,
        };
    }

    internal RuleStatus With(RuleTotals totals) =>
        this with { Evaluated = totals.Evaluated, Matched = totals.Matched, Fired = totals.Fired, Limited = totals.Limited, Errors = totals.Errors, Dropped = totals.Dropped };

    /// <summary>Adds up what several partitions counted, in the order of the first ones.</summary>
    public static ImmutableArray<RuleStatus> Sum(IEnumerable<RuleStatus> counted) =>
    [
        .. counted.GroupBy(rule => rule.Name, StringComparer.Ordinal).Select(of => of.Aggregate((a, b) => a.With(a.Totals.Plus(b.Totals)) with
        {
            Keys = a.Keys + b.Keys,
            Earlier = a.Earlier.Plus(b.Earlier),
            Quarantined = a.Quarantined || b.Quarantined,
        })),
    ];
}
