using System.Globalization;
using System.Text;
using Reactor.Reactions.Text;

namespace Reactor.Reactions.Payloads;

/// <summary>
/// Text that guests may have had a hand in, for people to read: what controls a terminal or a display (control characters, marks of direction)
/// goes, what is not valid Unicode becomes U+FFFD. Markup is none of its business.
/// </summary>
internal static class PlainText
{
    private const int Joiner = 0x200d;
    private const int NonJoiner = 0x200c;

    /// <summary>One line: any white space becomes a blank.</summary>
    public static string OneLine(string text, int maxBytes) => BoundedText.Cut(Clean(Bound(text, maxBytes), keepLines: false).Trim(), maxBytes);

    /// <summary>Lines, which end in <c>\n</c>.</summary>
    public static string Lines(string text, int maxBytes) => BoundedText.Cut(Clean(Bound(text, maxBytes), keepLines: true).Trim(), maxBytes);

    // What lies beyond can hardly be in the result, and is not looked at.
    private static string Bound(string text, int maxBytes) => text.Length > 2 * maxBytes ? text[..(2 * maxBytes)] : text;

    private static string Clean(string text, bool keepLines)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.Replace("\r\n", "\n", StringComparison.Ordinal).EnumerateRunes())
        {
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator:
                    Space(clean, rune, keepLines);
                    break;
                case UnicodeCategory.Format when rune.Value is not (Joiner or NonJoiner):
                case UnicodeCategory.OtherNotAssigned when (rune.Value & 0xfffe) == 0xfffe || rune.Value is >= 0xfdd0 and <= 0xfdef:
                    break;
                default:
                    clean.Append(rune.ToString());
                    break;
            }
        }

        return clean.ToString();
    }

    private static void Space(StringBuilder clean, Rune rune, bool keepLines)
    {
        if (keepLines && (rune.Value is '\n' or '\r' or 0x2028 or 0x2029))
        {
            clean.Append('\n');
        }
        else if (Rune.IsWhiteSpace(rune))
        {
            clean.Append(' ');
        }
    }
}
