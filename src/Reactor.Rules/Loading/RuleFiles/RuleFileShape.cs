using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of a rule file.</summary>
internal static class RuleFileShape
{
    public static readonly Shape Shape = WithSettings(new Shape("a rule file").InPlaceOfList("begin the file with `version: 1` and `rules:`, and put the list below that"));

    private static readonly Key<int> s_version = Shape.Required("version", CommonReadings.Version, "The version of the format: 1.");
    private static readonly Key<ImmutableArray<Named<ImmutableArray<YScalar>>>> s_lists = Shape.Optional("lists", Collections.Map(Scalars.AnyText, Collections.ListOrEmpty(new NodeReading<YScalar>("a text, number or truth value"))), "Lists by name, for expressions of all rule files; default: none.");
    private static readonly Key<ImmutableArray<Named<YScalar>>> s_macros = Shape.Optional("macros", Collections.Map(Scalars.AnyText, ExpressionReading.Instance), "Expressions by name, for expressions of all rule files; default: none.");
    private static readonly Key<ImmutableArray<RuleSyntax>> s_rules = Shape.Optional("rules", Collections.ListOrEmpty(RuleShape.Reading), "The rules; default: none.");

    public static Reading<RuleFileSyntax> Reading { get; } = new CheckedReading<RuleFileSyntax>(new ObjectReading<RuleFileSyntax>(Shape, f =>
    {
        f.Get(s_version);
        return new RuleFileSyntax(f.GetOr(s_lists, []), f.GetOr(s_macros, []), f.GetOr(s_rules, []));
    }), FileKinds.IsNoMainConfiguration);

    private static Shape WithSettings(Shape shape)
    {
        foreach (string name in FileKinds.MainKeys)
            shape.Elsewhere(name, $"{name} stands in the main configuration, reactor.yaml");
        foreach (string name in (string[])["name", "when", "then"])
            shape.Elsewhere(name, "a rule is an entry of the list `rules`");
        return shape;
    }
}
