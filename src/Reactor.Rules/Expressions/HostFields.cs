using Reactor.Cel;
using Reactor.Rules.Engine;

namespace Reactor.Rules.Expressions;

/// <summary><c>host</c>.</summary>
internal sealed class HostFields(VmView vm) : FixedFields
{
    private static readonly string[] s_names = ["name", "labels"];

    protected override IReadOnlyList<string> Names => s_names;

    public override bool TryGetField(string name, out CelValue value)
    {
        value = name switch
        {
            "name" => CelValue.From(vm.Host),
            "labels" => CelValue.From(new LabelsMap(vm.HostLabels)),
            _ => default,
        };
        return !value.IsNull;
    }
}
