using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.RuleFiles;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of an entry of <c>budgets</c>.</summary>
internal static class BudgetShape
{
    public static readonly Shape Shape = new("a budget");

    private static readonly Key<int> s_max = Shape.Required("max", Scalars.Integer(1, 1_000_000), "How many steps may take from it in any span of `per`.");
    private static readonly Key<TimeSpan> s_per = Shape.Required("per", Scalars.Span, "The span of `max`, sliding.");
    private static readonly Key<BySyntax> s_by = Shape.Optional("by", ByReading.Instance, "What has a budget of its own per value, such as ['vm.id']; default: one budget for all.");

    public static Reading<BudgetSyntax> Reading { get; } = new ObjectReading<BudgetSyntax>(Shape, f => new(f.GetOr(s_max, 1), f.GetOr(s_per, TimeSpan.FromHours(1)), f.Get(s_by)));
}
