using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Model;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of a rule.</summary>
internal static class RuleShape
{
    public static readonly Shape Shape = new Shape("a rule")
        .NotYet("except", "muted_in", "inhibits", "ignore_own_effects", "unchecked", "scope", "allow", "overlap")
        .Elsewhere("event", "write when: {event: ...}")
        .Elsewhere("if", "write when: {event: ..., if: ...}")
        .Elsewhere("by", "write when: {event: ..., by: ...}");

    private static readonly Key<Placed<string>> s_name = Shape.Required("name", Collections.Placed(Scalars.Name("a rule's name")), "Unique over all files.");
    private static readonly Key<string> s_description = Shape.Optional("description", Scalars.AnyText, "For people; default: none.");
    private static readonly Key<Severity> s_severity = Shape.Optional("severity", SeverityReading, "info, warning, error or critical; default warning.");
    private static readonly Key<ImmutableArray<Named<string>>> s_labels = Shape.Optional("labels", CommonReadings.Labels, "Labels of its alerts; default: none.");
    private static readonly Key<RuleMode> s_mode = Shape.Optional("mode", Scalars.ChoiceWithout(["shadow"], ("live", RuleMode.Live), ("disabled", RuleMode.Disabled)), "live or disabled; default live.");
    private static readonly Key<WhenSyntax> s_when = Shape.Required("when", WhenShape.Reading, "What it looks for.");
    private static readonly Key<LimitSyntax> s_limit = Shape.Optional("limit", LimitShape.Reading, "How often it acts; default: on every match.");
    private static readonly Key<ImmutableArray<ActionSyntax>> s_then = Shape.Required("then", Collections.List(ActionShape.Reading), "What it does, in order.");

    public static Reading<RuleSyntax> Reading { get; } = new ObjectReading<RuleSyntax>(Shape, f => new RuleSyntax
    {
        Name = f.TryGet(s_name, out var name) ? name : null,
        Description = f.GetOr(s_description, ""),
        Severity = f.GetOr(s_severity, Severity.Warning),
        Labels = f.GetOr(s_labels, []),
        Mode = f.GetOr(s_mode, RuleMode.Live),
        When = f.Get(s_when),
        Limit = f.Get(s_limit),
        Then = f.GetOr(s_then, []),
    });

    /// <summary>The words for severities, in rules and alerts.</summary>
    public static Reading<Severity> SeverityReading => Scalars.Choice([.. SeverityWords.All.Select((word, i) => (word, (Severity)i))]);
}
