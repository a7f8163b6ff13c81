using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Model;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of <c>alert</c>.</summary>
internal static class AlertShape
{
    public static readonly Shape Shape = new Shape("an alert").Alone("{summary: TEXT}");

    private static readonly Key<Placed<string>> s_id = Shape.Optional("id", Collections.Placed(Scalars.Name("an alert's id")), "Its id within the rule; default: the rule's name.");
    private static readonly Key<YScalar> s_summary = Shape.Required("summary", TextReadings.Text, "One line for people.");
    private static readonly Key<YScalar> s_description = Shape.Optional("description", TextReadings.Text, "More for people; default: none.");
    private static readonly Key<Severity> s_severity = Shape.Optional("severity", RuleShape.SeverityReading, "How bad it is; default: the rule's.");
    private static readonly Key<ImmutableArray<Named<YScalar>>> s_labels = Shape.Optional("labels", Collections.Map(Scalars.Word("a label's name"), TextReadings.Text), "Labels besides the rule's and those of its key; default: none.");
    private static readonly Key<ImmutableArray<Placed<string>>> s_to = Shape.Optional("to", CommonReadings.TargetNames, "Names of targets; default: where `routes` say.");
    private static readonly Key<Placed<TimeSpan>> s_wait = Shape.Optional("wait", Collections.Placed(Scalars.SpanOrZero), "How long it waits before its first notification; default: not at all, 1s where some rule inhibits it.");
    private static readonly Key<TimeSpan> s_expires = Shape.Optional("expires", Scalars.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(366)), "How long after its last refresh it ends by itself; default 7d.");
    private static readonly Key<ImmutableArray<ResolverSyntax>> s_resolvedBy = Shape.Optional("resolved_by", Collections.List(ResolverShape.Reading, 1, ClauseShape.MaxClauses), "Any of these events or states ends the alert; default: none.");

    public static Reading<AlertSyntax> Reading { get; } = new ObjectReading<AlertSyntax>(Shape, f => new AlertSyntax(f.Place)
    {
        Id = f.TryGet(s_id, out var id) ? id : null,
        Summary = f.Get(s_summary),
        Description = f.Get(s_description),
        Severity = f.TryGet(s_severity, out var severity) ? severity : null,
        Labels = f.GetOr(s_labels, []),
        To = f.GetOr(s_to, []),
        Wait = f.TryGet(s_wait, out var wait) ? wait : null,
        Expires = f.TryGet(s_expires, out var expires) ? expires : null,
        ResolvedBy = f.GetOr(s_resolvedBy, []),
    });
}
