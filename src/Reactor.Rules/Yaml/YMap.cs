namespace Reactor.Rules.Yaml;

/// <summary>A map with text keys. No key stands in it twice.</summary>
public sealed class YMap : YNode
{
    private readonly List<YEntry> _entries = [];
    private readonly Dictionary<string, YEntry> _byKey = new(StringComparer.Ordinal);

    internal YMap(Place place)
        : base(place)
    {
    }

    /// <summary>Its entries in the file's order.</summary>
    public IReadOnlyList<YEntry> Entries => _entries;

    /// <inheritdoc/>
    public override string Kind => "a map";

    /// <summary>The entry of a key, or null.</summary>
    public YEntry? Find(string key) => _byKey.GetValueOrDefault(key);

    internal void Add(YEntry entry)
    {
        Take(entry.Key);
        Take(entry.Value);
        if (_byKey.TryAdd(entry.Key.Value, entry))
            _entries.Add(entry);
    }
}

/// <summary>A key of a map and its value.</summary>
/// <param name="Key">The key as it stands in the file.</param>
/// <param name="Value">Its value.</param>
public sealed record YEntry(YScalar Key, YNode Value)
{
    /// <summary>The key's text.</summary>
    public string Name => Key.Value;
}
