namespace Reactor.Cel;

public readonly partial struct CelValue
{
    internal const long MinTimestampSeconds = -62135596800;
    internal const long MaxTimestampSeconds = 253402300799;

    /// <summary><c>null</c>.</summary>
    public static CelValue Null => default;

    /// <summary><c>true</c>.</summary>
    public static CelValue True => new(CelKind.Bool, 1);

    /// <summary><c>false</c>.</summary>
    public static CelValue False => new(CelKind.Bool, 0);

    /// <summary>A bool.</summary>
    /// <param name="value">The value.</param>
    public static CelValue From(bool value) => new(CelKind.Bool, value ? 1 : 0);

    /// <summary>An <c>int</c>.</summary>
    /// <param name="value">The value.</param>
    public static CelValue From(long value) => new(CelKind.Int, value);

    /// <summary>An <c>int</c>.</summary>
    /// <param name="value">The value.</param>
    public static CelValue From(int value) => new(CelKind.Int, value);

    /// <summary>A <c>uint</c>.</summary>
    /// <param name="value">The value.</param>
    public static CelValue From(ulong value) => new(CelKind.Uint, unchecked((long)value));

    /// <summary>A <c>double</c>.</summary>
    /// <param name="value">The value.</param>
    public static CelValue From(double value) => new(CelKind.Double, BitConverter.DoubleToInt64Bits(value));

    /// <summary>A <c>string</c>; <c>null</c> gives null.</summary>
    /// <param name="value">The text.</param>
    public static CelValue From(string? value) => value is null ? default : new(CelKind.String, 0, value);

    /// <summary>A list.</summary>
    /// <param name="value">The list.</param>
    public static CelValue From(CelList value) => new(CelKind.List, 0, value);

    /// <summary>A map.</summary>
    /// <param name="value">The map.</param>
    public static CelValue From(CelMap value) => new(CelKind.Map, 0, value);

    /// <summary>A timestamp.</summary>
    /// <param name="value">The instant; its offset is not kept.</param>
    public static CelValue From(DateTimeOffset value)
    {
        var ticks = value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        var seconds = Math.DivRem(ticks, TimeSpan.TicksPerSecond, out var rest);
        if (rest < 0)
        {
            seconds--;
            rest += TimeSpan.TicksPerSecond;
        }

        return new(CelKind.Timestamp, seconds, null, (int)rest * 100);
    }

    /// <summary>A duration.</summary>
    /// <param name="value">The span.</param>
    /// <exception cref="OverflowException">Beyond 292 years.</exception>
    public static CelValue From(TimeSpan value) => new(CelKind.Duration, checked(value.Ticks * 100));

    /// <summary>A timestamp of full resolution; an error value where it is outside of years 1 to 9999.</summary>
    /// <param name="seconds">Seconds since 1970.</param>
    /// <param name="nanos">0..999,999,999.</param>
    public static CelValue FromTimestamp(long seconds, int nanos) =>
        seconds is < MinTimestampSeconds or > MaxTimestampSeconds || nanos is < 0 or > 999_999_999
            ? Error(CelErrorKind.Overflow, "timestamp outside of years 1 to 9999")
            : new(CelKind.Timestamp, seconds, null, nanos);

    /// <summary>A duration of full resolution.</summary>
    /// <param name="nanoseconds">The span.</param>
    public static CelValue FromDuration(long nanoseconds) => new(CelKind.Duration, nanoseconds);

    /// <summary>A failed evaluation.</summary>
    /// <param name="error">Why.</param>
    public static CelValue Error(CelError error) => new(CelKind.Error, 0, error);

    /// <summary>A failed evaluation.</summary>
    /// <param name="kind">What went wrong.</param>
    /// <param name="message">The same for a person.</param>
    public static CelValue Error(CelErrorKind kind, string message) => Error(new CelError(kind, message));

    internal static CelValue TypeNamed(string name) => new(CelKind.Type, 0, name);
}
