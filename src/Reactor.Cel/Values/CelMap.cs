namespace Reactor.Cel;

/// <summary>A map value. Hosts may derive their own, lazily over JSON for instance; it must not change while a program runs.</summary>
public abstract class CelMap
{
    /// <summary>The number of entries.</summary>
    public abstract int Count { get; }

    /// <summary>The keys, each once, in an order that stays the same.</summary>
    public abstract IEnumerable<CelValue> Keys { get; }

    /// <summary>Looks a key up; numbers match across kinds (<c>1 == 1u == 1.0</c>).</summary>
    /// <param name="key">The key, of any kind.</param>
    /// <param name="value">The value, where there is one.</param>
    public abstract bool TryGet(CelValue key, out CelValue value);

    /// <summary>Looks a string key up: what <c>.name</c> and <c>["name"]</c> call. By default <see cref="TryGet"/>.</summary>
    /// <param name="name">The key.</param>
    /// <param name="value">The value, where there is one.</param>
    public virtual bool TryGetField(string name, out CelValue value) => TryGet(CelValue.From(name), out value);

    /// <summary>
    /// Compares the value of a string key with a text: what <c>.name == "text"</c> calls, so that a host need not make the value. By default
    /// over <see cref="TryGetField"/>.
    /// </summary>
    /// <param name="name">The key.</param>
    /// <param name="text">The text.</param>
    /// <param name="isEqual">Whether the value is a string, and equal.</param>
    /// <returns>False where there is no value, or it is an error: it is then read.</returns>
    public virtual bool TryFieldEquals(string name, string text, out bool isEqual)
    {
        var isThere = TryGetField(name, out var value) && !value.IsError;
        isEqual = isThere && value.Kind == CelKind.String && string.Equals((string)value.Reference!, text, StringComparison.Ordinal);
        return isThere;
    }

    /// <summary>A map of these entries, in their order.</summary>
    /// <param name="entries">Keys (bool, int, uint, string) and values.</param>
    /// <exception cref="ArgumentException">A key occurs twice.</exception>
    public static CelMap Of(params (CelValue Key, CelValue Value)[] entries)
    {
        var map = new OrderedCelMap(entries.Length);
        foreach (var (key, value) in entries)
        {
            if (!map.TryAdd(key, value))
                throw new ArgumentException($"The key {key} occurs twice.", nameof(entries));
        }

        return map;
    }
}
