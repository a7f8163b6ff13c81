using Reactor.Rules.Model;

namespace Reactor.Rules.Engine;

/// <summary>A rule that matched. Whatever it leads to is named by <see cref="Id"/>.</summary>
public sealed record Firing
{
    private Firing(string id) => Id = id;

    /// <summary>Hash of the rule's name and fingerprint, the key, and the id of the completing event (of an absence: the opening one): the same match has the same id for ever.</summary>
    public string Id { get; }

    /// <summary>The rule.</summary>
    public required Rule Rule { get; init; }

    /// <summary>VM and <c>by</c>.</summary>
    public required RuleKey Key { get; init; }

    /// <summary>The completing event (of an absence: the opening one; of a lasting state: the one by which it was seen) and its VM; <c>event</c>, <c>data</c>, <c>vm</c> in expressions.</summary>
    public required SeenEvent Completing { get; init; }

    /// <summary>The first event of the match.</summary>
    public required SeenEvent First { get; init; }

    /// <summary>The last event of the match.</summary>
    public required SeenEvent Last { get; init; }

    /// <summary>The completing event of the key's match before this one; null for none, or where nothing in the rule asks for it.</summary>
    public SeenEvent? Previous { get; init; }

    /// <summary>What the match is made of.</summary>
    public required MatchInfo Match { get; init; }

    /// <summary>Held back by the limit: it does nothing but open or refresh its alert.</summary>
    public bool LimitedOnly { get; init; }

    /// <summary>The VM at the completing event.</summary>
    public VmView Vm => Completing.Vm;

    /// <summary>The completing event.</summary>
    public VmEvent Event => Completing.Event;

    /// <summary>Makes one, with its id; <see cref="First"/> and <see cref="Last"/> are the completing event unless they are set otherwise.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="key">Its key.</param>
    /// <param name="completing">The completing event (of an absence: the opening one) and its VM.</param>
    /// <param name="match">What the match is made of.</param>
    /// <param name="limitedOnly">Whether the limit holds it back.</param>
    public static Firing Of(Rule rule, RuleKey key, SeenEvent completing, MatchInfo match, bool limitedOnly = false)
    {
        ArgumentNullException.ThrowIfNull(rule);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(completing);
        return new(StableId.Of("f_", rule.Name, rule.Fingerprint, key.ToJson(), completing.Event.Id))
        {
            Rule = rule,
            Key = key,
            Completing = completing,
            First = completing,
            Last = completing,
            Match = match,
            LimitedOnly = limitedOnly,
        };
    }
}
