using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of <c>limit</c>.</summary>
internal static class LimitShape
{
    public static readonly Shape Shape = new Shape("a limit").NotYet("max", "per");

    private static readonly Key<TimeSpan> s_oncePer = Shape.Required("once_per", Scalars.Duration(TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(366)), "The interval in which the first match acts and further ones are held back.");
    private static readonly Key<BySyntax> s_by = Shape.Optional("by", ByReading.Instance, "The limit's key besides the VM; default: the rule's.");

    public static Reading<LimitSyntax> Reading { get; } = new ObjectReading<LimitSyntax>(Shape, f => new(f.TryGet(s_oncePer, out var span) ? span : null, f.Get(s_by)));
}
