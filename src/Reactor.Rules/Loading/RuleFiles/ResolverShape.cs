using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of an entry of <c>resolved_by</c>: an event, or a state of the VM.</summary>
internal static class ResolverShape
{
    public static readonly Shape Shape = new Shape("an entry of `resolved_by`")
        .Alone("{event: TEXT}")
        .Elsewhere("by", "an event resolves every open alert of this rule on its VM; to tell them apart, compare with the opening event: if: 'data.id == first.data.id'")
        .Elsewhere("within", "an alert that nothing resolves ends by `expires`");

    private static readonly Key<ImmutableArray<Placed<string>>> s_event = Shape.Optional("event", ClauseShape.Events, "An event's name, a list of names, or a pattern.");
    private static readonly Key<YScalar> s_if = Shape.Optional("if", ExpressionReading.Instance, "With `event`: must be true, and may name `first`, the event that opened the alert; default: every such event.");
    private static readonly Key<YScalar> s_state = Shape.Optional("state", ExpressionReading.Instance, "What is observed of the VM, such as vm.status == \"running\".");
    private static readonly Key<TimeSpan> s_for = Shape.Optional("for", Scalars.SpanOrZero, "With `state`: how long it must hold; default 0s.");

    public static Reading<ResolverSyntax> Reading { get; } = new ObjectReading<ResolverSyntax>(
        Shape.OneOf(s_event, s_state).Beside(s_if, [s_event], "write the condition into `state`").Beside(s_for, [s_state], "leave it out: an event ends the alert at once"),
        f => new ResolverSyntax(f.Has(s_event) ? new ClauseSyntax(f.Place, f.GetOr(s_event, []), f.Get(s_if), null) : null, f.Get(s_state), f.GetOr(s_for, TimeSpan.Zero)));
}
