using Reactor.Cel;
using Reactor.Rules.Engine;

namespace Reactor.Rules.Expressions;

/// <summary><c>event</c>.</summary>
internal sealed class EventFields(VmEvent vmEvent) : FixedFields
{
    private static readonly string[] s_names = ["name", "at", "origin", "id"];

    protected override IReadOnlyList<string> Names => s_names;

    public override bool TryGetField(string name, out CelValue value)
    {
        value = name switch
        {
            "name" => CelValue.From(vmEvent.Name),
            "at" => CelValue.From(vmEvent.At),
            "origin" => CelValue.From(vmEvent.Origin.ToWord()),
            "id" => CelValue.From(vmEvent.Id),
            _ => default,
        };
        return !value.IsNull;
    }
}
