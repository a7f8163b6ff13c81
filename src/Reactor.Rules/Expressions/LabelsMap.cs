using System.Collections.Immutable;
using Reactor.Cel;

namespace Reactor.Rules.Expressions;

/// <summary>Labels: every one that is absent reads as the empty text. So none is ever found missing, and <see cref="LabelTests"/> are refused.</summary>
internal sealed class LabelsMap(ImmutableSortedDictionary<string, string> labels) : CelMap
{
    public override int Count => labels.Count;

    public override IEnumerable<CelValue> Keys => labels.Keys.Select(CelValue.From);

    public override bool TryGet(CelValue key, out CelValue value)
    {
        if (key.Kind == CelKind.String)
            return TryGetField(key.AsString, out value);
        value = default;
        return false;
    }

    public override bool TryGetField(string name, out CelValue value)
    {
        value = CelValue.From(labels.GetValueOrDefault(name, ""));
        return true;
    }
}
