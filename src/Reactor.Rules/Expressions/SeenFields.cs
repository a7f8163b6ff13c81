using Reactor.Cel;
using Reactor.Rules.Engine;

namespace Reactor.Rules.Expressions;

/// <summary><c>first</c>, <c>last</c>, <c>previous</c>: an event with its data and its VM. Without an event nothing is in it.</summary>
internal sealed class SeenFields(SeenEvent? seen) : FixedFields
{
    private static readonly string[] s_names = ["name", "at", "origin", "id", "data", "vm"];

    private readonly EventFields? _event = seen is null ? null : new(seen.Event);
    private CelValue _data;

    protected override IReadOnlyList<string> Names => seen is null ? [] : s_names;

    public override bool TryGetField(string name, out CelValue value)
    {
        value = default;
        if (seen is null)
            return false;
        switch (name)
        {
            case "data":
                value = _data = _data.IsNull ? CelValue.From(new JsonCelMap(seen.Event.Data)) : _data;
                return true;
            case "vm":
                value = CelValue.From(new VmFields(seen.Vm));
                return true;
            default: return _event!.TryGetField(name, out value);
        }
    }
}
