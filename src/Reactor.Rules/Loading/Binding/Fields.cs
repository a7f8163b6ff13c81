using System.Diagnostics.CodeAnalysis;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Binding;

/// <summary>A map of a known shape, to be read key by key.</summary>
/// <param name="map">The map.</param>
/// <param name="misspelled">Keys that stand there under another, misspelled name: reported, and not missing.</param>
/// <param name="mayStandForOthers">Whether a key was refused with advice what to write in its place.</param>
/// <param name="diagnostics">Takes what is wrong.</param>
internal sealed class Fields(YMap map, IReadOnlySet<string?> misspelled, bool mayStandForOthers, DiagnosticBag diagnostics)
{
    /// <summary>Where the map stands.</summary>
    public Place Place => map.Place;

    /// <summary>Takes what is wrong.</summary>
    public DiagnosticBag Diagnostics => diagnostics;

    /// <summary>Whether a key was refused with advice what to write in its place: then nothing else need be missing.</summary>
    public bool MayStandForOthers => mayStandForOthers;

    /// <summary>Whether the key stands there under a misspelled name, which was reported.</summary>
    public bool IsMisspelled(Key key) => misspelled.Contains(key.Name);

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
}
