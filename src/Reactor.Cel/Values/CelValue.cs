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
    private readonly int _nanos;
    private readonly CelKind _kind;

    private CelValue(CelKind kind, long bits, object? reference = null, int nanos = 0)
    {
        _kind = kind;
        _bits = bits;
        _object = reference;
        _nanos = nanos;
    }

    /// <summary>What it holds.</summary>
    public CelKind Kind => _kind;

    /// <summary>Whether it is a failed evaluation.</summary>
    public bool IsError => _kind == CelKind.Error;

    /// <summary>Whether it is <c>null</c>.</summary>
    public bool IsNull => _kind == CelKind.Null;

    /// <summary>Whether it is the bool <c>true</c>: what a condition asks, an error being false.</summary>
    public bool IsTrue => _kind == CelKind.Bool && _bits != 0;

    internal bool IsNegative => _kind == CelKind.Int && _bits < 0;

    internal bool IsFalse => _kind == CelKind.Bool && _bits == 0;

    internal long Bits => _bits;

    internal object? Reference => _object;

    /// <summary>The bool.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public bool AsBool => _kind == CelKind.Bool ? _bits != 0 : throw Wrong(CelKind.Bool);

    /// <summary>The signed integer.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public long AsInt => _kind == CelKind.Int ? _bits : throw Wrong(CelKind.Int);

    /// <summary>The unsigned integer.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public ulong AsUint => _kind == CelKind.Uint ? unchecked((ulong)_bits) : throw Wrong(CelKind.Uint);

    /// <summary>The double.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public double AsDouble => _kind == CelKind.Double ? BitConverter.Int64BitsToDouble(_bits) : throw Wrong(CelKind.Double);

    /// <summary>The text.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public string AsString => _kind == CelKind.String ? (string)_object! : throw Wrong(CelKind.String);

    /// <summary>The list.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public CelList AsList => _kind == CelKind.List ? (CelList)_object! : throw Wrong(CelKind.List);

    /// <summary>The map.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public CelMap AsMap => _kind == CelKind.Map ? (CelMap)_object! : throw Wrong(CelKind.Map);

    /// <summary>The instant, cut to 100 ns; <see cref="TimestampSeconds"/> and <see cref="TimestampNanos"/> are exact.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public DateTimeOffset AsTimestamp => DateTimeOffset.FromUnixTimeSeconds(TimestampSeconds).AddTicks(_nanos / 100);

    /// <summary>Whole seconds since 1970 of the instant, rounded down.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public long TimestampSeconds => _kind == CelKind.Timestamp ? _bits : throw Wrong(CelKind.Timestamp);

    /// <summary>Nanoseconds (0..999,999,999) after <see cref="TimestampSeconds"/>.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public int TimestampNanos => _kind == CelKind.Timestamp ? _nanos : throw Wrong(CelKind.Timestamp);

    /// <summary>The span, cut to 100 ns; <see cref="DurationNanoseconds"/> is exact.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public TimeSpan AsDuration => new(DurationNanoseconds / 100);

    /// <summary>The span in nanoseconds.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public long DurationNanoseconds => _kind == CelKind.Duration ? _bits : throw Wrong(CelKind.Duration);

    /// <summary>The name of the type that it is, such as <c>int</c>.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public string AsTypeName => _kind == CelKind.Type ? (string)_object! : throw Wrong(CelKind.Type);

    /// <summary>The error.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public CelError AsError => _kind == CelKind.Error ? (CelError)_object! : throw Wrong(CelKind.Error);

    private InvalidOperationException Wrong(CelKind wanted) => new($"This value is of kind {_kind}, not {wanted}.");
}
