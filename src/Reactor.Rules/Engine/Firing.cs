using Reactor.Rules.Model;

namespace Reactor.Rules.Engine;

/// <summary>A rule that matched. Whatever it leads to is named by <see cref="Id"/>.</summary>
public sealed record Firing
{
    private Firing(string id) => Id = id;

    /// <summary>Hash of the rule's name and fingerprint, the key, and the completing event's id: the same match has the same id for ever.</summary>
    public string Id { get; }

    /// <summary>The rule.</summary>
    public required Rule Rule { get; init; }

    /// <summary>VM and <c>by</c>.</summary>
    public required RuleKey Key { get; init; }

    /// <summary>The VM at that moment.</summary>
    public required VmView Vm { get; init; }

    /// <summary>The completing event.</summary>
    public required VmEvent Event { get; init; }

    /// <summary>What the match is made of.</summary>
    public required MatchInfo Match { get; init; }

    /// <summary>Held back by the limit: it does nothing but open or refresh its alert.</summary>
    public bool LimitedOnly { get; init; }

    /// <summary>Makes one, with its id.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="key">Its key.</param>
    /// <param name="input">The completing event and its VM.</param>
    /// <param name="match">What the match is made of.</param>
    /// <param name="limitedOnly">Whether the limit holds it back.</param>
    public static Firing Of(Rule rule, RuleKey key, EngineInput input, MatchInfo match, bool limitedOnly = false)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(input);
        return new(StableId.Of("f_", rule.Name, rule.Fingerprint, key.ToJson(), input.Event.Id))
        {
            Rule = rule,
            Key = key,
            Vm = input.Vm,
            Event = input.Event,
            Match = match,
            LimitedOnly = limitedOnly,
        };
    }
}
