using System.Globalization;
using System.Text;

namespace Reactor.Reactions.Text;

/// <summary>Makes a text one harmless line: whatever could move a terminal's cursor or start another line is escaped.</summary>
internal static class LogText
{
    /// <summary>The text with control, format, separator and unpaired surrogate characters written as <c>\n</c> or <c>\u001b</c>, cut to <paramref name="maxBytes"/> in UTF-8.</summary>
    public static string Escape(string text, int maxBytes)
    {
        // What lies beyond can't be in the result, however it is escaped.
        var bounded = BoundedText.Cut(text, maxBytes);
        StringBuilder? escaped = null;
        for (var i = 0; i < bounded.Length; i++)
        {
            var pair = char.IsSurrogatePair(bounded, i);
            if (!pair && IsHarmful(bounded[i]))
            {
                escaped ??= new StringBuilder(bounded, 0, i, bounded.Length + 16);
                Append(escaped, bounded[i]);
                continue;
            }

            escaped?.Append(bounded[i]);
            if (pair)
            {
                i++;
                escaped?.Append(bounded[i]);
            }
        }

        return escaped is null ? bounded : BoundedText.Cut(escaped.ToString(), maxBytes);
    }

    private static bool IsHarmful(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;

    private static void Append(StringBuilder text, char c)
    {
        switch (c)
        {
            case '\n': text.Append("\\n"); break;
            case '\r': text.Append("\\r"); break;
            case '\t': text.Append("\\t"); break;
            default: text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)); break;
        }
    }
}
