using System.Collections.Frozen;

namespace Reactor.Cel;

/// <summary>What kind of type a <see cref="CelType"/> is.</summary>
public enum CelTypeKind
{
    /// <summary>Not known before evaluation; nothing about it is checked.</summary>
    Dyn,

    /// <summary><c>null_type</c>.</summary>
    Null,

    /// <summary><c>bool</c>.</summary>
    Bool,

    /// <summary><c>int</c>.</summary>
    Int,

    /// <summary><c>uint</c>.</summary>
    Uint,

    /// <summary><c>double</c>.</summary>
    Double,

    /// <summary><c>string</c>.</summary>
    String,

    /// <summary><c>timestamp</c>.</summary>
    Timestamp,

    /// <summary><c>duration</c>.</summary>
    Duration,

    /// <summary>The type of a type.</summary>
    Type,

    /// <summary>A list.</summary>
    List,

    /// <summary>A map, all of its keys and values of one type each.</summary>
    Map,

    /// <summary>A map with known fields, such as an event's data.</summary>
    Record,
}

/// <summary>A type as the checker sees it.</summary>
public sealed class CelType : IEquatable<CelType>
{
    /// <summary>How deep lists and maps are told apart; what is in them deeper is <see cref="Dyn"/>.</summary>
    public const int MaxDepth = 32;

    private readonly int _depth;

    private CelType(CelTypeKind kind, string name, CelType? key = null, CelType? element = null)
    {
        Kind = kind;
        Name = name;
        Key = key;
        Element = element;
        _depth = 1 + Math.Max(key?._depth ?? 0, element?._depth ?? 0);
    }

    /// <summary>Not known before evaluation; nothing about it is checked.</summary>
    public static CelType Dyn { get; } = new(CelTypeKind.Dyn, "dyn");

    /// <summary>The type of <c>null</c>.</summary>
    public static CelType Null { get; } = new(CelTypeKind.Null, "null");

    /// <summary>True or false.</summary>
    public static CelType Bool { get; } = new(CelTypeKind.Bool, "bool");

    /// <summary>A signed 64-bit integer.</summary>
    public static CelType Int { get; } = new(CelTypeKind.Int, "int");

    /// <summary>An unsigned 64-bit integer.</summary>
    public static CelType Uint { get; } = new(CelTypeKind.Uint, "uint");

    /// <summary>An IEEE 754 double.</summary>
    public static CelType Double { get; } = new(CelTypeKind.Double, "double");

    /// <summary>Text.</summary>
    public static CelType String { get; } = new(CelTypeKind.String, "string");

    /// <summary>An instant.</summary>
    public static CelType Timestamp { get; } = new(CelTypeKind.Timestamp, "timestamp");

    /// <summary>A span of time.</summary>
    public static CelType Duration { get; } = new(CelTypeKind.Duration, "duration");

    /// <summary>The type of what <c>type(x)</c> gives.</summary>
    public static CelType Type { get; } = new(CelTypeKind.Type, "type");

    /// <summary>What kind it is.</summary>
    public CelTypeKind Kind { get; }

    /// <summary>Its name for people, such as <c>list(string)</c>, or a record's own.</summary>
    public string Name { get; }

    /// <summary>The type of a map's keys, string for a record; null elsewhere.</summary>
    public CelType? Key { get; }

    /// <summary>The type of a list's elements or a map's values, dyn for a record; null elsewhere.</summary>
    public CelType? Element { get; }

    /// <summary>A record's fields by name; empty elsewhere.</summary>
    public IReadOnlyDictionary<string, CelField> Fields { get; private init; } = FrozenDictionary<string, CelField>.Empty;

    /// <summary>Whether a record may have fields that aren't known.</summary>
    public bool IsOpen { get; private init; }

    /// <summary>The only values that a string of this type has (an enum); null where any.</summary>
    public IReadOnlyList<string>? Values { get; private init; }

    /// <summary>A list of <paramref name="element"/>.</summary>
    /// <param name="element">The type of each element.</param>
    public static CelType ListOf(CelType element)
    {
        ArgumentNullException.ThrowIfNull(element);
        element = Within(element);
        return new(CelTypeKind.List, $"list({element.Name})", null, element);
    }

    /// <summary>A map.</summary>
    /// <param name="key">The type of each key.</param>
    /// <param name="value">The type of each value.</param>
    public static CelType MapOf(CelType key, CelType value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        (key, value) = (Within(key), Within(value));
        return new(CelTypeKind.Map, $"map({key.Name}, {value.Name})", key, value);
    }

    /// <summary>A string that is one of <paramref name="values"/>.</summary>
    /// <param name="values">The values.</param>
    public static CelType OneOf(IReadOnlyList<string> values) => new(CelTypeKind.String, "string") { Values = values };

    /// <summary>A map with known fields.</summary>
    /// <param name="name">Its name in messages, such as an event's.</param>
    /// <param name="fields">The fields, each name once.</param>
    /// <param name="open">Whether other fields are let pass unchecked.</param>
    public static CelType Record(string name, IEnumerable<CelField> fields, bool open = false) =>
        new(CelTypeKind.Record, name, String, Dyn)
        {
            Fields = fields.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal),
            IsOpen = open,
        };

    private static CelType Within(CelType type) => type._depth < MaxDepth ? type : Dyn;

    /// <summary>Whether both are the same type; an enum is a string, records are told apart by identity.</summary>
    /// <param name="other">The other.</param>
    public bool Equals(CelType? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Kind == other.Kind && Kind != CelTypeKind.Record && Equals(Key, other.Key) && Equals(Element, other.Element));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CelType);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Kind == CelTypeKind.Record ? Name : null, Key, Element);

    /// <inheritdoc/>
    public override string ToString() => Name;
}
