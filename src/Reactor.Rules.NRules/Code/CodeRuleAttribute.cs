using Reactor.Rules.Model;

namespace Reactor.Rules.NRules.Code;

/// <summary>
/// A rule in C#: a public class that derives from NRules' <c>Rule</c>. Its <c>When</c> joins the facts <see cref="QmpEvent"/>, <see cref="VmState"/> and
/// <see cref="HostState"/>, those of all VMs whose events have one key; its <c>Then</c> hands reactions to <see cref="IReactions"/>, and does nothing else.
/// </summary>
/// <param name="name">Its name, as that of any rule: unique over all files.</param>
/// <param name="events">The events that it holds, by name or glob.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class CodeRuleAttribute(string name, params string[] events) : Attribute
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>The events that it holds.</summary>
    public IReadOnlyList<string> Events { get; } = events;

    /// <summary>The key: expressions over an event, as in a rule file's <c>by</c>. Only facts of one key meet. Default: none, all meet.</summary>
    public string[] By { get; init; } = [];

    /// <summary>How long an event is held, up to the newest of its key. Default 10 minutes.</summary>
    public string Within { get; init; } = "10m";

    /// <summary>How bad what it reports is.</summary>
    public Severity Severity { get; init; } = Severity.Warning;

    /// <summary>Whether it acts.</summary>
    public RuleMode Mode { get; init; } = RuleMode.Live;

    /// <summary>How often it acts for one key, as in a rule file's <c>limit: {once_per}</c>; empty: every time.</summary>
    public string OncePer { get; init; } = "";

    /// <summary>Targets of its alerts; none: where <c>routes</c> say.</summary>
    public string[] AlertsTo { get; init; } = [];

    /// <summary>
    /// How long its alert waits before anybody is told, as a rule file's <c>wait</c>, so that a rule that inhibits it can match first; empty: not at all
    /// (where some rule inhibits it: 1 s).
    /// </summary>
    public string AlertWait { get; init; } = "";

    /// <summary>What ends its alert by itself, counted from the last match. Default 7 days.</summary>
    public string AlertExpires { get; init; } = "7d";

    /// <summary>Windows of the main configuration in which nobody is told of its alerts.</summary>
    public string[] MutedIn { get; init; } = [];

    /// <summary>Targets that it may send to.</summary>
    public string[] SendsTo { get; init; } = [];
}
