using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of <c>when</c>.</summary>
internal static class WhenShape
{
    public static readonly Shape Shape = new Shape("`when`").NotYet(
        "any_of", "at_least", "within", "distinct", "followed_by", "sequence", "all_of", "not_followed_by", "settle", "at_most", "state", "for", "having",
        "gap", "recovered")
        .Elsewhere("absence", "an absence is written `not_followed_by`, which is not supported yet by this version");

    private static readonly Key<ImmutableArray<Placed<string>>> s_event = Shape.Required("event", ClauseShape.Events, "An event's name, a list of names, or a pattern such as \"VNC_*\".");
    private static readonly Key<YScalar> s_if = Shape.Optional("if", ExpressionReading.Instance, "Must be true; default: every such event.");
    private static readonly Key<BySyntax> s_by = Shape.Optional("by", ByReading.Instance, "The key besides the VM; default: none.");

    public static Reading<WhenSyntax> Reading { get; } = new ObjectReading<WhenSyntax>(Shape, f => new(f.GetOr(s_event, []), f.Get(s_if), f.Get(s_by)));
}
