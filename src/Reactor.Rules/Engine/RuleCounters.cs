namespace Reactor.Rules.Engine;

/// <summary>What an engine has counted for one rule since it was made.</summary>
public sealed record RuleCounters
{
    /// <summary>How often it had to be decided: events of a name in its <c>when</c>, and looks at a VM's state for a rule over that.</summary>
    public long Evaluated { get; internal set; }

    /// <summary>Matches.</summary>
    public long Matched { get; internal set; }

    /// <summary>Matches held back by the limit.</summary>
    public long Limited { get; internal set; }

    /// <summary>Conditions that failed and counted as false.</summary>
    public long ConditionErrors { get; internal set; }

    /// <summary>Events skipped because a key failed.</summary>
    public long KeyErrors { get; internal set; }

    /// <summary>Limit keys dropped because there were too many.</summary>
    public long EvictedKeys { get; internal set; }

    /// <summary>Pattern keys dropped because there were too many.</summary>
    public long EvictedPatternKeys { get; internal set; }

    /// <summary>Deadlines refused because there were too many.</summary>
    public long RefusedDeadlines { get; internal set; }

    /// <summary>Matches whose <c>having</c> was not true.</summary>
    public long HavingFalse { get; internal set; }

    /// <summary>Events ignored as effects of the rule's own commands.</summary>
    public long OwnEffects { get; internal set; }

    /// <summary>Keys held now.</summary>
    public long Keys { get; internal set; }

    /// <summary>Looks at a VM's state; a part of <see cref="Evaluated"/>.</summary>
    internal long StateLooks { get; set; }

    /// <summary>Whether the rule is out because evaluating it threw.</summary>
    public bool IsQuarantined { get; internal set; }
}
