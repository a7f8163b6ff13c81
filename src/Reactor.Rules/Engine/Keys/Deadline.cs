namespace Reactor.Rules.Engine.Keys;

/// <summary>Something of one rule and key that is due at some time.</summary>
/// <param name="rule">Whose it is.</param>
/// <param name="key">The key, as JSON.</param>
/// <param name="subject">What it is about.</param>
/// <param name="ruleKey">The key of a pattern; null for that of a limit.</param>
internal sealed class Deadline(RuleState rule, string key, object subject, RuleKey? ruleKey = null)
{
    public RuleState Rule { get; } = rule;

    public string Key { get; } = key;

    public object Subject { get; } = subject;

    public RuleKey? RuleKey { get; } = ruleKey;

    /// <summary>Ticks.</summary>
    public long Due { get; set; }

    /// <summary>Its place in the queue; -1: in none.</summary>
    public int Place { get; set; } = -1;

    /// <summary>By time, then in the order of the files, then by key: the same after a restart.</summary>
    public bool IsBefore(Deadline other)
    {
        if (Due != other.Due)
            return Due < other.Due;
        return Rule.Plan.Position != other.Rule.Plan.Position
            ? Rule.Plan.Position < other.Rule.Plan.Position
            : string.CompareOrdinal(Key, other.Key) < 0;
    }
}
