using Reactor.Cel;
using Reactor.Rules.Model;

namespace Reactor.Rules.Expressions;

/// <summary><c>rule</c>.</summary>
internal sealed class RuleFields(Rule rule) : FixedFields
{
    private static readonly string[] s_names = ["name", "severity", "labels"];

    protected override IReadOnlyList<string> Names => s_names;

    public override bool TryGetField(string name, out CelValue value)
    {
        value = name switch
        {
            "name" => CelValue.From(rule.Name),
            "severity" => CelValue.From(rule.Severity.ToWord()),
            "labels" => CelValue.From(new LabelsMap(rule.Labels)),
            _ => default,
        };
        return !value.IsNull;
    }
}
