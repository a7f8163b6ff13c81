using System.Diagnostics.CodeAnalysis;

namespace Reactor.Cel;

/// <summary>
/// A value of the expression language. Scalars are held in place, without allocation, integers exactly.
/// Unset, it is <c>null</c>.
/// </summary>
[SuppressMessage("Naming", "CA1720", Justification = "The names are CEL's.")]
public readonly partial struct CelValue
{
    private readonly object? _object;
    private readonly long _bits;

    // The kind, and above it a timestamp's nanoseconds. In one: a copy of what was just written in parts has to wait for all of them.
    private readonly long _tag;

    private CelValue(CelKind kind, long bits, object? reference = null, int nanos = 0)
    {
        _tag = (long)kind | ((long)nanos << 32);
        _bits = bits;
        _object = reference;
    }

    /// <summary>What it holds.</summary>
    public CelKind Kind => (CelKind)(byte)_tag;

    /// <summary>Whether it is a failed evaluation.</summary>
    public bool IsError => Kind == CelKind.Error;

    /// <summary>Whether it is <c>null</c>.</summary>
    public bool IsNull => Kind == CelKind.Null;

    /// <summary>Whether it is the bool <c>true</c>: what a condition asks, an error being false.</summary>
    public bool IsTrue => Kind == CelKind.Bool && _bits != 0;

    internal bool IsNegative => Kind == CelKind.Int && _bits < 0;

    internal bool IsFalse => Kind == CelKind.Bool && _bits == 0;

    internal long Bits => _bits;

    internal object? Reference => _object;

    /// <summary>The bool.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public bool AsBool => Kind == CelKind.Bool ? _bits != 0 : throw Wrong(CelKind.Bool);

    /// <summary>The signed integer.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public long AsInt => Kind == CelKind.Int ? _bits : throw Wrong(CelKind.Int);

    /// <summary>The unsigned integer.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public ulong AsUint => Kind == CelKind.Uint ? unchecked((ulong)_bits) : throw Wrong(CelKind.Uint);

    /// <summary>The double.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public double AsDouble => Kind == CelKind.Double ? BitConverter.Int64BitsToDouble(_bits) : throw Wrong(CelKind.Double);

    /// <summary>The text.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public string AsString => Kind == CelKind.String ? (string)_object! : throw Wrong(CelKind.String);

    /// <summary>The list.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public CelList AsList => Kind == CelKind.List ? (CelList)_object! : throw Wrong(CelKind.List);

    /// <summary>The map.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public CelMap AsMap => Kind == CelKind.Map ? (CelMap)_object! : throw Wrong(CelKind.Map);

    /// <summary>The instant, cut to 100 ns; <see cref="TimestampSeconds"/> and <see cref="TimestampNanos"/> are exact.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public DateTimeOffset AsTimestamp => DateTimeOffset.FromUnixTimeSeconds(TimestampSeconds).AddTicks(TimestampNanos / 100);

    /// <summary>Whole seconds since 1970 of the instant, rounded down.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public long TimestampSeconds => Kind == CelKind.Timestamp ? _bits : throw Wrong(CelKind.Timestamp);

    /// <summary>Nanoseconds (0..999,999,999) after <see cref="TimestampSeconds"/>.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public int TimestampNanos => Kind == CelKind.Timestamp ? (int)(_tag >> 32) : throw Wrong(CelKind.Timestamp);

    /// <summary>The span, cut to 100 ns; <see cref="DurationNanoseconds"/> is exact.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public TimeSpan AsDuration => new(DurationNanoseconds / 100);

    /// <summary>The span in nanoseconds.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public long DurationNanoseconds => Kind == CelKind.Duration ? _bits : throw Wrong(CelKind.Duration);

    /// <summary>The name of the type that it is, such as <c>int</c>.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public string AsTypeName => Kind == CelKind.Type ? (string)_object! : throw Wrong(CelKind.Type);

    /// <summary>The error.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public CelError AsError => Kind == CelKind.Error ? (CelError)_object! : throw Wrong(CelKind.Error);

    private InvalidOperationException Wrong(CelKind wanted) => new($"This value is of kind {Kind}, not {wanted}.");
}
