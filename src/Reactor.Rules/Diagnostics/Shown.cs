using System.Globalization;
using System.Text;

namespace Reactor.Rules.Diagnostics;

/// <summary>Makes text of a file safe to show: no control characters, bounded.</summary>
public static class Shown
{
    private const int MaxWord = 80;

    /// <summary>A word of a file within a message: escaped, at most 80 characters.</summary>
    public static string Word(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= MaxWord ? Escape(text) : Escape(text[..(char.IsHighSurrogate(text[MaxWord - 1]) ? MaxWord - 1 : MaxWord)]) + "...";
    }

    /// <summary>Control characters, invisible ones that change the direction of writing, and halves of pairs become <c>\u001b</c> and the like.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder? escaped = null;
        for (int i = 0; i < text.Length; i++)
        {
            bool pair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (!pair && !IsUnsafe(text[i]))
            {
                escaped?.Append(text[i]);
                continue;
            }

            escaped ??= new StringBuilder(text, 0, i, text.Length + 16);
            if (pair)
                escaped.Append(text[i]).Append(text[++i]);
            else
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
        }

        return escaped?.ToString() ?? text;
    }

    /// <summary>Whether a character is shown escaped.</summary>
    internal static bool IsUnsafe(char c) =>
        char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
