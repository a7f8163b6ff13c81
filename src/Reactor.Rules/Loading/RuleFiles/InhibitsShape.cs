using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of <c>inhibits</c>.</summary>
internal static class InhibitsShape
{
    public static readonly Shape Shape = new("`inhibits`");

    private static readonly Key<ImmutableArray<Placed<string>>> s_rules = Shape.Required("rules", Collections.OneOrMany(Collections.Placed(Scalars.Name("a rule's name"))), "Names of the rules whose notifications are held while this rule's alert fires.");
    private static readonly Key<ImmutableArray<Named<YScalar>>> s_same = Shape.Optional("same", Collections.Map(Scalars.Word("a value's name"), ExpressionReading.Instance), "Expressions whose values must be equal for both alerts, such as {host: 'vm.host'}; default: every alert of those rules.");

    public static Reading<InhibitsSyntax> Reading { get; } = new ObjectReading<InhibitsSyntax>(Shape, f => new(f.Place, f.GetOr(s_rules, []), f.GetOr(s_same, [])));
}
