using System.Collections.Immutable;
using Reactor.Cel;

namespace Reactor.Rules.Expressions;

/// <summary>Labels: every one that is absent reads as the empty text. So none is ever found missing, and <see cref="LabelTests"/> are refused.</summary>
internal sealed class LabelsMap(ImmutableSortedDictionary<string, string> labels) : CelMap
{
    // One after the other is faster than the tree while they are few, as labels are.
    private const int MaxSearched = 16;

    private readonly KeyValuePair<string, string>[] _few = labels.Count <= MaxSearched ? [.. labels] : [];

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
        value = CelValue.From(labels.Count <= MaxSearched ? Search(name) : labels.GetValueOrDefault(name, ""));
        return true;
    }

    public override bool TryFieldEquals(string name, string text, out bool isEqual)
    {
        isEqual = string.Equals(labels.Count <= MaxSearched ? Search(name) : labels.GetValueOrDefault(name, ""), text, StringComparison.Ordinal);
        return true;
    }

    private string Search(string name)
    {
        foreach (var label in _few)
        {
            if (string.Equals(label.Key, name, StringComparison.Ordinal))
                return label.Value;
        }

        return "";
    }
}
