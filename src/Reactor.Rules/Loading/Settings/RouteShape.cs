using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of an entry of <c>routes</c>.</summary>
internal static class RouteShape
{
    public static readonly Shape Shape = new Shape("a route").NotYet("group_by", "wait", "interval", "repeat", "muted_in");

    private static readonly Key<YScalar> s_if = Shape.Optional("if", ExpressionReading.Instance, "Must be true; default: every alert.");
    private static readonly Key<ImmutableArray<Placed<string>>> s_to = Shape.Required("to", CommonReadings.TargetNames, "Names of targets.");

    public static Reading<RouteSyntax> Reading { get; } = new ObjectReading<RouteSyntax>(Shape, f =>
        new(f.Place, f.Get(s_if), f.GetOr(s_to, [])) { HasIf = f.Has(s_if) });
}
