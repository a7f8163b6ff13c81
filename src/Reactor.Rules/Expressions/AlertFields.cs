using System.Collections.Immutable;
using Reactor.Cel;

namespace Reactor.Rules.Expressions;

/// <summary><c>alert</c>, as routes see it. Labels that aren't known yet are no field of it.</summary>
internal sealed class AlertFields(string id, string severity, ImmutableSortedDictionary<string, string>? labels) : FixedFields
{
    private static readonly string[] s_names = ["id", "severity", "labels"];

    protected override IReadOnlyList<string> Names => s_names;

    public override bool TryGetField(string name, out CelValue value)
    {
        value = name switch
        {
            "id" => CelValue.From(id),
            "severity" => CelValue.From(severity),
            "labels" when labels is not null => CelValue.From(new LabelsMap(labels)),
            _ => default,
        };
        return !value.IsNull;
    }
}
