namespace Reactor.Cel;

/// <summary>A list that finds an element by its hash.</summary>
internal sealed class IndexedCelList(CelValue[] items) : CelList
{
    // Null where doubles stand beside integers: 2^53 + 1 equals the double 2^53, and that equals 2^53, so which of them an index has depends on their order.
    private readonly HashSet<CelValue>? _index = IsMixed(items) ? null : [.. items];

    public override int Count => items.Length;

    public override CelValue this[int index] => items[index];

    public static IndexedCelList Of(CelList list)
    {
        var items = new CelValue[list.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = list[i];
        return new(items);
    }

    /// <summary>Whether it has a scalar; null where each element has to be asked.</summary>
    /// <remarks>NaN is in no list, though a value equals itself.</remarks>
    public bool? Contains(in CelValue value) => value.Kind == CelKind.Double && double.IsNaN(value.AsDouble) ? false : _index?.Contains(value);

    private static bool IsMixed(CelValue[] items) =>
        Array.Exists(items, i => i.Kind == CelKind.Double) && Array.Exists(items, i => i.Kind is CelKind.Int or CelKind.Uint);
}
