namespace Reactor.Cel;

/// <summary>A list that finds an element by its hash.</summary>
internal sealed class IndexedCelList(CelValue[] items) : CelList
{
    private readonly HashSet<CelValue> _index = [.. items];

    public override int Count => items.Length;

    public override CelValue this[int index] => items[index];

    public static IndexedCelList Of(CelList list)
    {
        var items = new CelValue[list.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = list[i];
        return new(items);
    }

    // NaN is in no list, though a value equals itself.
    public bool Contains(in CelValue value) => !(value.Kind == CelKind.Double && double.IsNaN(value.AsDouble)) && _index.Contains(value);
}
