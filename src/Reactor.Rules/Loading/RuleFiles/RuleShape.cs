using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Model;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of a rule.</summary>
internal static class RuleShape
{
    public static readonly Shape Shape = new Shape("a rule")
        .Elsewhere("on", "write when: {event: ...}")
        .Elsewhere("do", "write then: [...]")
        .Elsewhere("action", "write then: [...]")
        .Elsewhere("actions", "write then: [...]")
        .Elsewhere("enabled", "to switch a rule off, write mode: disabled")
        .Elsewhere("event", "write when: {event: ...}")
        .Elsewhere("if", "write when: {event: ..., if: ...}")
        .Elsewhere("by", "write when: {event: ..., by: ...}")
        .Elsewhere("for", "write when: {state: ..., for: ...}")
        .Elsewhere("within", "write when: {event: ..., at_least: 3, within: ...}")
        .Elsewhere("alert", "write then: [{alert: ...}]");

    private static readonly Key<Placed<string>> s_name = Shape.Required("name", Collections.Placed(Scalars.Name("a rule's name")), "Unique over all files.");
    private static readonly Key<string> s_description = Shape.Optional("description", Scalars.AnyText, "For people; default: none.");
    private static readonly Key<Severity> s_severity = Shape.Optional("severity", SeverityReading, "How bad what it reports is: info, warning, error or critical; default warning.");
    private static readonly Key<ImmutableArray<Named<string>>> s_labels = Shape.Optional("labels", CommonReadings.Labels, "Labels of its alerts; default: none.");
    private static readonly Key<RuleMode> s_mode = Shape.Optional(
        "mode", Scalars.Choice(("live", RuleMode.Live), ("shadow", RuleMode.Shadow), ("disabled", RuleMode.Disabled)), "live acts, shadow is evaluated and shown but does nothing, disabled is only checked; default live.");
    private static readonly Key<RuleScope> s_scope = Shape.Optional("scope", Scalars.Choice(("vm", RuleScope.Vm), ("fleet", RuleScope.Fleet)), "Whose events it sees together: those of each VM by itself (vm), or of all VMs (fleet); default vm.");
    private static readonly Key<ImmutableArray<YScalar>> s_except = Shape.Optional("except", Collections.OneOrMany(ExpressionReading.Instance), "Where any of these is true for an event, the event opens nothing; default: none.");
    private static readonly Key<WhenSyntax> s_when = Shape.Required("when", WhenShape.Reading, "What it looks for.");
    private static readonly Key<LimitSyntax> s_limit = Shape.Optional("limit", LimitShape.Reading, "How often it acts; default: on every match.");
    private static readonly Key<ImmutableArray<Placed<string>>> s_mutedIn = Shape.Optional("muted_in", Collections.OneOrMany(Collections.Placed(Scalars.Word("a window's name"))), "Names of weekly windows in which its notifications and commands are held; default: none.");
    private static readonly Key<InhibitsSyntax> s_inhibits = Shape.Optional("inhibits", InhibitsShape.Reading, "Whose notifications are held while this rule's alert fires; default: nobody's.");
    private static readonly Key<bool> s_ignoreOwnEffects = Shape.Optional("ignore_own_effects", Scalars.Bool, "Whether events that this rule's own commands caused open nothing; default true.");
    private static readonly Key<bool> s_unchecked = Shape.Optional("unchecked", Scalars.Bool, "Whether it may name events and fields that the catalogue doesn't know; default false.");
    private static readonly Key<bool> s_allow = Shape.Optional("allow", Scalars.Choice(("destructive", true)), "destructive: its commands may lose what the guest has; default: they may not.");
    private static readonly Key<Overlap> s_overlap = Shape.Optional("overlap", Scalars.Choice(("queue_latest", Overlap.QueueLatest), ("skip", Overlap.Skip)), "What its steps do while an earlier run of the same key goes on: the newest waits (queue_latest), or they are left out (skip); default queue_latest.");
    private static readonly Key<ImmutableArray<ActionSyntax>> s_then = Shape.Required("then", Collections.List(ActionShape.Reading), "What it does, in order.");

    public static Reading<RuleSyntax> Reading { get; } = new ObjectReading<RuleSyntax>(Shape, f => new RuleSyntax
    {
        Name = f.TryGet(s_name, out var name) ? name : null,
        Description = f.GetOr(s_description, ""),
        Severity = f.GetOr(s_severity, Severity.Warning),
        Labels = f.GetOr(s_labels, []),
        Mode = f.GetOr(s_mode, RuleMode.Live),
        Scope = f.GetOr(s_scope, RuleScope.Vm),
        Except = f.GetOr(s_except, []),
        When = f.Get(s_when),
        Limit = f.Get(s_limit),
        MutedIn = f.GetOr(s_mutedIn, []),
        Inhibits = f.Get(s_inhibits),
        IgnoresOwnEffects = f.GetOr(s_ignoreOwnEffects, true),
        IsUnchecked = f.GetOr(s_unchecked, false),
        AllowsDestructive = f.GetOr(s_allow, false),
        Overlap = f.GetOr(s_overlap, Overlap.QueueLatest),
        Then = f.GetOr(s_then, []),
    });

    /// <summary>The words for severities, in rules and alerts.</summary>
    public static Reading<Severity> SeverityReading => Scalars.Choice([.. SeverityWords.All.Select((word, i) => (word, (Severity)i))]);
}
