using System.Globalization;

namespace Reactor.Rules.Expressions;

/// <summary>Numbers of bytes for people: <c>1536</c> reads <c>1.5 KiB</c>.</summary>
internal static class ByteText
{
    private static readonly string[] s_units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    public static string Of(long bytes) => bytes < 0 ? "-" + Of(0 - unchecked((ulong)bytes)) : Of((ulong)bytes);

    public static string Of(ulong bytes)
    {
        var unit = 0;
        while (unit < s_units.Length - 1 && bytes >> (10 * (unit + 1)) != 0)
            unit++;
        var whole = bytes >> (10 * unit);
        // Cut, not rounded: 1023.99 KiB must not read 1024.0 KiB.
        var rest = unit == 0 ? 0 : ((bytes >> (10 * (unit - 1))) & 1023) * 10 / 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{whole}{(rest == 0 ? "" : $".{rest}")} {s_units[unit]}");
    }
}
