using System.Collections.Immutable;
using Reactor.Rules.Configuration;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of an entry of <c>routes</c>.</summary>
internal static class RouteShape
{
    public static readonly Shape Shape = new Shape("a route").Alone("{to: TEXT}").NotYet("muted_in");

    private static readonly Key<YScalar> s_if = Shape.Optional("if", ExpressionReading.Instance, "Must be true; default: every alert.");
    private static readonly Key<ImmutableArray<Placed<string>>> s_to = Shape.Required("to", CommonReadings.TargetNames, "Names of targets.");
    private static readonly Key<ImmutableArray<Placed<string>>> s_groupBy = Shape.Optional(
        "group_by",
        Collections.ListOrEmpty(Collections.Placed(Scalars.Word("rule, alert, severity, host, vm, or a label's name"))),
        "Alerts with equal values of these are told together: rule, alert, severity, host, vm, or labels' names; [] makes one group of all. Default: each is told alone.");
    private static readonly Key<TimeSpan> s_wait = Shape.Optional(
        "wait", Scalars.Duration(TimeSpan.Zero, TimeSpan.FromHours(1)), "How long a notification of a group waits for more; default 5s.");
    private static readonly Key<TimeSpan> s_interval = Shape.Optional(
        "interval", Scalars.Duration(TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)), "The least time between two notifications of a group in which something changed; default 5m.");
    private static readonly Key<TimeSpan> s_repeat = Shape.Optional(
        "repeat", Scalars.Duration(TimeSpan.FromMinutes(1), TimeSpan.FromDays(366)), "How often is told again what still fires and nobody has acknowledged; default: never.");

    public static Reading<RouteSyntax> Reading { get; } = new ObjectReading<RouteSyntax>(
        Shape.Needs([s_wait, s_interval], s_groupBy, "group_by: [rule, host]"),
        f => new(f.Place, f.Get(s_if), f.GetOr(s_to, []))
        {
            HasIf = f.Has(s_if),
            GroupBy = f.TryGet(s_groupBy, out var by) ? by : null,
            Wait = f.GetOr(s_wait, RouteGrouping.DefaultWait),
            Interval = f.GetOr(s_interval, RouteGrouping.DefaultInterval),
            Repeat = f.TryGet(s_repeat, out var repeat) ? repeat : null,
        });
}
