using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Model;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of <c>when</c>, and which of them go together. What they mean together is told by <see cref="WhenForms"/>.</summary>
internal static class WhenShape
{
    public static readonly Shape Shape = new Shape("`when`")
        .Alone("{event: TEXT}")
        .Elsewhere("absence", "an absence is written `not_followed_by`: when: {event: A, not_followed_by: {event: B}, within: 2m}")
        .Elsewhere("count", "write at_least: 3, within: 10m")
        .Elsewhere("limit", "`limit` stands beside `when`, in the rule")
        .Elsewhere("scope", "`scope` stands beside `when`, in the rule");

    private static readonly Reading<ImmutableArray<ClauseSyntax>> s_any = Collections.List(ClauseShape.Reading, 1, ClauseShape.MaxClauses);
    private static readonly Reading<ImmutableArray<ClauseSyntax>> s_several = Collections.List(ClauseShape.Reading, 2, ClauseShape.MaxClauses);

    public static readonly Key<ImmutableArray<Placed<string>>> Event = Shape.Optional("event", ClauseShape.Events, "An event's name, a list of names, or a pattern such as \"VNC_*\".");
    public static readonly Key<YScalar> If = Shape.Optional("if", ExpressionReading.Instance, "With `event`: must be true; default: every such event.");
    public static readonly Key<BySyntax> By = Shape.Optional("by", ByReading.Instance, "The key besides the VM, for every clause that has none of its own; a map's names become labels of alerts; default: the VM alone.");
    public static readonly Key<ImmutableArray<ClauseSyntax>> AnyOf = Shape.Optional("any_of", s_any, "Any of these clauses, in place of `event`.");
    public static readonly Key<int> AtLeast = Shape.Optional("at_least", Scalars.Integer(2, 10_000), "So many matching events in a sliding window of `within`, which then starts afresh; default: each event matches.");
    public static readonly Key<YScalar> Distinct = Shape.Optional("distinct", ExpressionReading.Instance, "With `at_least`: what is counted are different values of this; default: events.");
    public static readonly Key<ClauseSyntax> FollowedBy = Shape.Optional("followed_by", ClauseShape.Reading, "The event that must follow `event` in `within`: short for a sequence of two; default: none.");
    public static readonly Key<ImmutableArray<ClauseSyntax>> Sequence = Shape.Optional("sequence", s_several, "These clauses in this order, at most `within` from the first to the last.");
    public static readonly Key<ImmutableArray<ClauseSyntax>> AllOf = Shape.Optional("all_of", s_several, "All of these clauses in any order, at most `within` from the first to the last.");
    public static readonly Key<ClauseSyntax> NotFollowedBy = Shape.Optional("not_followed_by", ClauseShape.Reading, "The event that must not follow in `within`; the earliest opening event counts; default: none.");
    public static readonly Key<TimeSpan> Within = Shape.Optional("within", Scalars.Span, "The span from the first event to the last, both included; required by at_least, followed_by, sequence, all_of and not_followed_by.");
    public static readonly Key<TimeSpan> Settle = Shape.Optional("settle", Scalars.Span, "Once, when matching events have been quiet for so long; default: each event matches.");
    public static readonly Key<TimeSpan> AtMost = Shape.Optional("at_most", Scalars.Span, "With `settle`: so long after the first event at the latest; default: no such bound.");
    public static readonly Key<YScalar> State = Shape.Optional("state", ExpressionReading.Instance, "What is observed of the VM, such as vm.status == \"paused\", must hold `for` so long.");
    public static readonly Key<TimeSpan> For = Shape.Optional("for", Scalars.SpanOrZero, "With `state`: how long it must hold, 0s for at once; required by `state`.");
    public static readonly Key<YScalar> Having = Shape.Optional("having", ExpressionReading.Instance, "A last condition over first, last, previous and match; default: none.");
    public static readonly Key<GapPolicy> Gap = Shape.Optional("gap", Scalars.Choice(("hold", GapPolicy.Hold), ("fire", GapPolicy.Fire)), "What an absence or a state does when the VM could not be heard meanwhile: hold waits for the state check, fire doesn't; default hold.");
    public static readonly Key<bool> Recovered = Shape.Optional("recovered", Scalars.Choice(("count", true)), "count: events recovered after a gap enter counts, sequences and the like; default: they don't.");

    public static Reading<WhenSyntax> Reading { get; } = new ObjectReading<WhenSyntax>(Related(), f => new WhenSyntax(WhenForms.Pattern(f), f.Get(By))
    {
        Having = f.Get(Having),
        Gap = f.GetOr(Gap, GapPolicy.Hold),
        CountsRecovered = f.GetOr(Recovered, false),
    });

    private static Shape Related()
    {
        Key[] timed = [AtLeast, FollowedBy, NotFollowedBy, Sequence, AllOf];
        Key[] modifiers = [AtLeast, FollowedBy, NotFollowedBy, Settle];
        return Shape
            .OneOf(Event, AnyOf, Sequence, AllOf, State)
            .AtMostOneOf(modifiers)
            .Excludes(modifiers, [Sequence, AllOf, State], "it goes with `event` or `any_of`")
            .Excludes([FollowedBy], [AnyOf], "name the events in one clause, event: [A, B], or write two rules")
            .Excludes([By], [State], "leave `by` out: a state is one of a VM as a whole, without a key beyond the VM")
            .Beside(If, [Event], "each clause has an `if` of its own; over several events, `having`")
            .Beside(Within, timed, "to count events, add at_least: 3; what settles is quiet for `settle`; a single event needs no span")
            .Beside(Distinct, [AtLeast], "add at_least: 5, within: 10m")
            .Beside(AtMost, [Settle], "add settle: 30s")
            .Beside(For, [State], "for events the span is `within` or `settle`")
            .Beside(Gap, [NotFollowedBy, State], "only what waits for a deadline can miss something in a gap")
            .Beside(Recovered, [AtLeast, Settle, FollowedBy, Sequence, AllOf], "single events and absences take recovered events anyway, a state none")
            .Needs(timed, Within, "within: 10m")
            .Needs([State], For, "for: 10m");
    }
}
