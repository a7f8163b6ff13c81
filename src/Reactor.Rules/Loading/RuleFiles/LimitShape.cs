using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of <c>limit</c>: <c>once_per</c>, or <c>max</c> and <c>per</c>.</summary>
internal static class LimitShape
{
    public static readonly Shape Shape = new Shape("a limit").Alone("{once_per: TEXT}");

    private static readonly Key<TimeSpan> s_oncePer = Shape.Optional("once_per", Scalars.Span, "The first match acts, further ones within this span are held back.");
    private static readonly Key<int> s_max = Shape.Optional("max", Scalars.Integer(1, 1_000), "How many matches act in any span of `per`.");
    private static readonly Key<TimeSpan> s_per = Shape.Optional("per", Scalars.Span, "The span of `max`; required with it.");
    private static readonly Key<BySyntax> s_by = Shape.Optional("by", ByReading.Instance, "The limit's key besides the VM; default: the rule's.");

    public static Reading<LimitSyntax> Reading { get; } = new ObjectReading<LimitSyntax>(
        Shape.OneOf(s_oncePer, s_max).Beside(s_per, [s_max], "`once_per` is a span itself: leave `per` out, or write max: 1").Needs([s_max], s_per, "per: 1h"), f =>
    {
        bool once = f.Has(s_oncePer);
        return new LimitSyntax(once ? 1 : f.GetOr(s_max, 1), f.TryGet(once ? s_oncePer : s_per, out var span) ? span : null, f.Get(s_by));
    });
}
