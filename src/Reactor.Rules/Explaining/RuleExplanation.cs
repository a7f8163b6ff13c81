using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Rules.Model;

namespace Reactor.Rules.Explaining;

/// <summary>What a rule makes of an event that comes alone.</summary>
public enum RuleVerdict
{
    /// <summary>No clause names such an event.</summary>
    OtherEvent,

    /// <summary>The rule is disabled.</summary>
    Disabled,

    /// <summary>Clauses name it, and none of their conditions holds.</summary>
    ConditionFalse,

    /// <summary>An <c>except</c> is true.</summary>
    Excepted,

    /// <summary>Its <c>by</c> or <c>distinct</c> has no value: the event is skipped.</summary>
    NoKey,

    /// <summary>It completes the pattern, and <c>having</c> is not true.</summary>
    HavingFalse,

    /// <summary>It counts towards a match, which needs more.</summary>
    Counts,

    /// <summary>It can only go on with or close what an earlier event opened.</summary>
    Continues,

    /// <summary>It fires.</summary>
    Fires,
}

/// <summary>What a rule makes of an event, and why.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Verdict">What came of it.</param>
/// <param name="Missing">What is still needed, or what can't be told from one event: for people. Empty for nothing.</param>
/// <param name="Conditions">Every condition that was asked, in the order of the file.</param>
/// <param name="Key">The values of <c>by</c>, by name; for the first clause that holds.</param>
/// <param name="Resolves">Whether it ends alerts of the rule.</param>
public sealed record RuleExplanation(
    Rule Rule,
    RuleVerdict Verdict,
    string Missing,
    ImmutableArray<ConditionExplanation> Conditions,
    ImmutableArray<KeyValuePair<string, CelValue>> Key,
    bool Resolves);

/// <summary>A condition and why it came out so.</summary>
/// <param name="Place">Where it stands, such as <c>when.if</c> or <c>when.sequence[1].if</c>.</param>
/// <param name="Text">As written.</param>
/// <param name="Explanation">Its value, parts and what they read.</param>
public sealed record ConditionExplanation(string Place, string Text, CelExplanation Explanation);
