using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of a clause of <c>when</c>.</summary>
internal static class ClauseShape
{
    /// <summary>Most clauses of a pattern.</summary>
    public const int MaxClauses = 16;

    public static readonly Shape Shape = new Shape("a clause")
        .Alone("{event: TEXT}")
        .Elsewhere("within", "`within` stands beside the clauses, in `when`")
        .Elsewhere("at_least", "what is counted is said in `when`: event or any_of, at_least, within");

    /// <summary>One or more names or patterns of events; looked up in the catalogue later.</summary>
    public static Reading<ImmutableArray<Placed<string>>> Events { get; } = Collections.OneOrMany(Collections.Placed(Scalars.EventName));

    private static readonly Key<ImmutableArray<Placed<string>>> s_event = Shape.Required("event", Events, "An event's name, a list of names, or a pattern such as \"VNC_*\".");
    private static readonly Key<YScalar> s_if = Shape.Optional("if", ExpressionReading.Instance, "Must be true; default: every such event.");
    private static readonly Key<BySyntax> s_by = Shape.Optional("by", ByReading.Instance, "The clause's own key besides the VM, of as many parts as that of the first clause; default: that of `when`.");

    public static Reading<ClauseSyntax> Reading { get; } = new ObjectReading<ClauseSyntax>(Shape, f => new(f.Place, f.GetOr(s_event, []), f.Get(s_if), f.Get(s_by)));
}
