namespace Reactor.Cel;

/// <summary>A map that keeps the order in which it was filled; filled once, then only read.</summary>
internal sealed class OrderedCelMap(int capacity) : CelMap
{
    private readonly Dictionary<CelValue, CelValue> _entries = new(capacity);
    private readonly List<CelValue> _keys = new(capacity);

    public override int Count => _keys.Count;

    public override IEnumerable<CelValue> Keys => _keys;

    public override bool TryGet(CelValue key, out CelValue value) => _entries.TryGetValue(key, out value);

    public bool TryAdd(CelValue key, CelValue value)
    {
        if (!_entries.TryAdd(key, value))
            return false;
        _keys.Add(key);
        return true;
    }
}
