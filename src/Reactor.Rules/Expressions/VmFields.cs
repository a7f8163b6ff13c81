using Reactor.Cel;
using Reactor.Rules.Engine;

namespace Reactor.Rules.Expressions;

/// <summary><c>vm</c>. What is not known reads as the empty text.</summary>
internal sealed class VmFields(VmView vm) : FixedFields
{
    private static readonly string[] s_names = ["id", "name", "uuid", "host", "status", "labels", "facts"];

    private LabelsMap? _labels;
    private LabelsMap? _facts;

    protected override IReadOnlyList<string> Names => s_names;

    public override bool TryGetField(string name, out CelValue value)
    {
        value = name switch
        {
            "id" => CelValue.From(vm.Id),
            "name" => CelValue.From(vm.Name),
            "uuid" => CelValue.From(vm.Uuid ?? ""),
            "host" => CelValue.From(vm.Host),
            "status" => CelValue.From(vm.Status ?? ""),
            "labels" => CelValue.From(_labels ??= new LabelsMap(vm.Labels)),
            "facts" => CelValue.From(_facts ??= new LabelsMap(vm.Facts)),
            _ => default,
        };
        return !value.IsNull;
    }
}
