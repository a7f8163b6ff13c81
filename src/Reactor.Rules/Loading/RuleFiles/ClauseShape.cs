using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of a clause in <c>resolved_by</c>.</summary>
internal static class ClauseShape
{
    public static readonly Shape Shape = new Shape("a clause").NotYet("state", "by");

    /// <summary>One or more names or patterns of events; looked up in the catalogue later.</summary>
    public static Reading<ImmutableArray<Placed<string>>> Events { get; } = Collections.OneOrMany(Collections.Placed(Scalars.TextOf("the name of an event", 128)));

    private static readonly Key<ImmutableArray<Placed<string>>> s_event = Shape.Required("event", Events, "An event's name, a list of names, or a pattern.");
    private static readonly Key<YScalar> s_if = Shape.Optional("if", ExpressionReading.Instance, "Must be true; default: every such event.");

    public static Reading<ClauseSyntax> Reading { get; } = new ObjectReading<ClauseSyntax>(Shape, f => new(f.GetOr(s_event, []), f.Get(s_if)));
}
