using Reactor.Rules.Model;

namespace Reactor.Rules.Engine;

/// <summary>What can go wrong with a rule while it runs.</summary>
public enum RuleErrorKind
{
    /// <summary>An <c>if</c>, <c>state</c> or <c>having</c> failed, of the rule or of a <c>resolved_by</c> clause: it counts as false. An <c>except</c> that failed: not excepted.</summary>
    Condition,

    /// <summary>An entry of <c>by</c>, or a <c>distinct</c>, failed or gave no scalar: the event is skipped.</summary>
    Key,

    /// <summary>There are too many keys in a limit: the oldest was dropped, and may act again before its interval is over.</summary>
    LimitKeyEvicted,

    /// <summary>There are too many keys in a pattern: what the oldest had counted was dropped.</summary>
    PatternKeyEvicted,

    /// <summary>There are too many open deadlines in a pattern: this newest one was refused, and will not fire.</summary>
    DeadlineRefused,

    /// <summary>A defect: evaluating threw. The rule is out until the engine is made anew, which is told this once.</summary>
    Quarantined,
}

/// <summary>Something that went wrong with a rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Kind">What.</param>
/// <param name="Message">More, for a person; may hold text of the guest.</param>
/// <param name="Vm">The VM it happened for; null where none can be told.</param>
/// <param name="Key">The key it happened for, where time alone was the cause; else null.</param>
public sealed record RuleError(Rule Rule, RuleErrorKind Kind, string Message, VmView? Vm = null, RuleKey? Key = null);
