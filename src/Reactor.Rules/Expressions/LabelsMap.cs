using System.Collections.Immutable;
using Reactor.Cel;

namespace Reactor.Rules.Expressions;

/// <summary>Labels: one that is absent reads as the empty text, by <c>.name</c> and <c>["name"]</c>; <c>in</c> tells whether it is there.</summary>
internal sealed class LabelsMap(ImmutableSortedDictionary<string, string> labels) : CelMap
{
    public override int Count => labels.Count;

    public override IEnumerable<CelValue> Keys => labels.Keys.Select(CelValue.From);

    public override bool TryGet(CelValue key, out CelValue value)
    {
        var label = key.Kind == CelKind.String ? labels.GetValueOrDefault(key.AsString) : null;
        value = CelValue.From(label);
        return label is not null;
    }

    public override bool TryGetField(string name, out CelValue value)
    {
        value = CelValue.From(labels.GetValueOrDefault(name, ""));
        return true;
    }
}
