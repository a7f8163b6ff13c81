using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Reactor.Qmp;

/// <summary>Checks and views of JSON text as bytes.</summary>
internal static class JsonText
{
    private const int ExcerptBytes = 60;

    /// <summary>The first bytes, harmless in a log or terminal: printable ASCII as it is, the rest as <c>\xNN</c>.</summary>
    public static string Excerpt(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (byte b in bytes[..Math.Min(bytes.Length, ExcerptBytes)])
        {
            if (b is >= 0x20 and < 0x7F)
                text.Append((char)b);
            else
                text.Append(CultureInfo.InvariantCulture, $"\\x{b:x2}");
        }

        return bytes.Length > ExcerptBytes ? text.Append("...").ToString() : text.ToString();
    }

    /// <summary>
    /// Whether <c>\uXXXX</c> escapes hold half a surrogate pair. Well-formed JSON by its grammar, but no text: readers throw on it, so
    /// it is refused at the door. QEMU itself writes U+FFFD instead.
    /// </summary>
    public static bool HasUnpairedSurrogate(ReadOnlySpan<byte> json)
    {
        int i = 0;
        while (true)
        {
            int backslash = json[i..].IndexOf((byte)'\\');
            if (backslash < 0)
                return false;
            i += backslash;
            if (EscapedCodeUnit(json[i..]) is not { } unit)
            {
                i = Math.Min(i + 2, json.Length);
            }
            else if (char.IsHighSurrogate(unit) && EscapedCodeUnit(json[(i + 6)..]) is { } low && char.IsLowSurrogate(low))
            {
                i += 12;
            }
            else if (char.IsSurrogate(unit))
            {
                return true;
            }
            else
            {
                i += 6;
            }
        }
    }

    private static char? EscapedCodeUnit(ReadOnlySpan<byte> at) =>
        at.Length >= 6 && at[0] == '\\' && at[1] == 'u' && Utf8Parser.TryParse(at.Slice(2, 4), out int unit, out int used, 'x') && used == 4
            ? (char)unit
            : null;
}
