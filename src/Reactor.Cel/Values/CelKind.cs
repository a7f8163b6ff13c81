namespace Reactor.Cel;

/// <summary>What a <see cref="CelValue"/> holds at run time.</summary>
public enum CelKind : byte
{
    /// <summary><c>null</c>; also what an unset <see cref="CelValue"/> is.</summary>
    Null,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Bool,

    /// <summary>A signed 64-bit integer.</summary>
    Int,

    /// <summary>An unsigned 64-bit integer.</summary>
    Uint,

    /// <summary>An IEEE 754 double.</summary>
    Double,

    /// <summary>Text; its units are Unicode code points.</summary>
    String,

    /// <summary>A <see cref="CelList"/>.</summary>
    List,

    /// <summary>A <see cref="CelMap"/>.</summary>
    Map,

    /// <summary>An instant between years 1 and 9999, in nanoseconds.</summary>
    Timestamp,

    /// <summary>A span of time in nanoseconds, about 292 years either way.</summary>
    Duration,

    /// <summary>The type of another value, as <c>type(x)</c> gives it.</summary>
    Type,

    /// <summary>A failed evaluation; see <see cref="CelError"/>.</summary>
    Error,
}
