using System.Globalization;
using System.Text;

namespace Reactor.Output;

/// <summary>Text of guests and users made safe to print: nothing in it can move the cursor, colour or clear a terminal.</summary>
internal static class Printable
{
    /// <summary>Characters that are kept where nothing else is said.</summary>
    public const int DefaultLength = 512;

    /// <summary>Escapes control and format characters as <c>\n</c>, <c>\x1b</c>, <c>\u202e</c>.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="most">Characters to keep; what is longer ends in an ellipsis.</param>
    public static string Of(string text, int most = DefaultLength)
    {
        StringBuilder? escaped = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var category = char.GetUnicodeCategory(c);
            var unsafeToPrint = category is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
                || (category is UnicodeCategory.Surrogate && !IsPaired(text, i));
            if (unsafeToPrint)
            {
                escaped ??= new StringBuilder(text, 0, i, text.Length + 8);
                escaped.Append(c switch
                {
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    < '\x100' => string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                    _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                });
            }
            else
            {
                escaped?.Append(c);
            }
        }
        var result = escaped?.ToString() ?? text;
        return result.Length <= most ? result : string.Concat(result.AsSpan(0, most - 1), "…");
    }

    private static bool IsPaired(string text, int i) =>
        char.IsHighSurrogate(text[i])
            ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
            : i > 0 && char.IsHighSurrogate(text[i - 1]);
}
