using System.Diagnostics.CodeAnalysis;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Binding;

/// <summary>A map of a known shape, to be read key by key.</summary>
/// <param name="map">The map.</param>
/// <param name="misspelled">Keys that stand there under another, misspelled name: reported, and not missing.</param>
/// <param name="diagnostics">Takes what is wrong.</param>
internal sealed class Fields(YMap map, IReadOnlySet<string?> misspelled, DiagnosticBag diagnostics)
{
    /// <summary>Where the map stands.</summary>
    public Place Place => map.Place;

    /// <summary>Takes what is wrong.</summary>
    public DiagnosticBag Diagnostics => diagnostics;

    /// <summary>Whether the map has no keys at all.</summary>
    public bool IsEmpty => map.Entries.Count == 0;

    /// <summary>Whether one of these keys is there.</summary>
    public bool HasAny(IEnumerable<string> names) => names.Any(n => map.Find(n) is not null);

    /// <summary>Whether the key is there, faulty or not.</summary>
    public bool Has(Key key) => map.Find(key.Name) is not null;

    /// <summary>The names in the map that is the key's value, faulty entries too.</summary>
    public IEnumerable<string> NamesIn(Key key) => (map.Find(key.Name)?.Value as YMap)?.Entries.Select(e => e.Name) ?? [];

    /// <summary>Where the key's name stands; where the map stands when it isn't there.</summary>
    public Place PlaceOf(Key key) => map.Find(key.Name)?.Key.Place ?? map.Place;

    /// <summary>The key's value; default when it isn't there or is faulty (then it was reported).</summary>
    public T? Get<T>(Key<T> key) => TryGet(key, out var value) ? value : default;

    /// <summary>The key's value, or another one when it isn't there or is faulty.</summary>
    public T GetOr<T>(Key<T> key, T otherwise) => TryGet(key, out var value) ? value : otherwise;

    /// <summary>The key's value; false when it isn't there or is faulty (then it was reported).</summary>
    public bool TryGet<T>(Key<T> key, [MaybeNullWhen(false)] out T value)
    {
        value = default;
        return map.Find(key.Name) is { } entry && key.Reading.TryRead(entry.Value, diagnostics, out value);
    }

    /// <summary>Reports when not exactly one of the keys is there (or, where they may all be left out, more than one).</summary>
    public void OneOf(bool required, string what, params Key[] keys)
    {
        var present = keys.Where(Has).OrderBy(k => PlaceOf(k).Offset).ToList();
        if (present.Count == 0 && required && !keys.Any(k => misspelled.Contains(k.Name)))
            diagnostics.Error(Place, DiagnosticCodes.MissingKey, $"{what} needs one of {string.Join(", ", keys.Select(k => $"`{k.Name}`"))}");
        foreach (var more in present.Skip(1))
        {
            diagnostics.Error(
                PlaceOf(more), DiagnosticCodes.ConflictingKeys, $"`{more.Name}` and `{present[0].Name}` exclude each other: {what} has one of {string.Join(", ", keys.Select(k => $"`{k.Name}`"))}");
        }
    }
}
