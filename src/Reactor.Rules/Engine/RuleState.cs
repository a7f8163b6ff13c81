using Reactor.Rules.Model;

namespace Reactor.Rules.Engine;

/// <summary>What an engine holds of one rule.</summary>
internal sealed class RuleState(Rule rule)
{
    public Rule Rule { get; } = rule;

    public KeyShape Key { get; } = new(rule.When.Pattern.Clauses[0].By);

    /// <summary>The limit's own key; null: the rule's.</summary>
    public KeyShape? LimitKey { get; } = rule.Limit?.By is { } by ? new(by) : null;

    public RuleCounters Counters { get; } = new();

    /// <summary>Limit keys by VM.</summary>
    public Dictionary<string, LimitKeys> Limits { get; set; } = new(StringComparer.Ordinal);

    public LimitOutcome Take(string vmId, string key, DateTimeOffset at)
    {
        if (!Limits.TryGetValue(vmId, out var keys))
            Limits.Add(vmId, keys = new());
        return keys.Take(key, at, Rule.Limit!.Per);
    }
}
