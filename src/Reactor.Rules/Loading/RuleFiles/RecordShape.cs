using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of <c>record</c>.</summary>
internal static class RecordShape
{
    public static readonly Shape Shape = new("a record");

    private static readonly Reading<string> s_fieldName = Scalars.Word("a field's name");

    private static readonly Key<string> s_to = Shape.Required("to", Scalars.Word("a table's name"), "The table.");
    private static readonly Key<ImmutableArray<Placed<string>>> s_key = Shape.Optional("key", Collections.OneOrMany(Collections.Placed(s_fieldName)), "Fields that tell rows apart: a row of an equal key is updated; default: every row is added.");
    private static readonly Key<ImmutableArray<Named<YScalar>>> s_fields = Shape.Required("fields", Collections.Map(s_fieldName, ExpressionReading.Instance), "The fields and the expressions of their values.");

    public static Reading<RecordSyntax> Reading { get; } = new ObjectReading<RecordSyntax>(Shape, f => new(f.Place, f.Get(s_to), f.GetOr(s_key, []), f.GetOr(s_fields, []))
    {
        FieldNames = [.. f.NamesIn(s_fields)],
    });
}
