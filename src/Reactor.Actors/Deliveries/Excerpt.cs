using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Reactor.Actors.Deliveries;

/// <summary>Makes foreign text fit for a log line and a table: confidential texts masked, control characters escaped, bounded.</summary>
internal static class Excerpt
{
    /// <summary>Longest excerpt, in characters.</summary>
    public const int MaxLength = 1024;

    // Shorter ones would mask half of an ordinary text.
    private const int ShortestMasked = 4;

    /// <summary>The text as people may see it.</summary>
    public static string Of(string text, ImmutableArray<string> confidential)
    {
        // The longest first: one that is part of another would leave the rest of that one to be read.
        foreach (var secret in confidential.Length < 2 ? confidential : confidential.Sort((one, other) => other.Length - one.Length))
        {
            if (secret.Length >= ShortestMasked)
                text = ConfidentialText.Masked(text, secret);
        }

        // Mostly so: "200 OK".
        if (text.Length <= MaxLength && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;
        var excerpt = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (var rune in text.EnumerateRunes())
        {
            if (excerpt.Length >= MaxLength)
                return excerpt.Append('…').ToString();
            Append(excerpt, rune);
        }

        return excerpt.ToString();
    }

    private static void Append(StringBuilder excerpt, Rune rune)
    {
        if (rune.Value is '\n' or '\r' or '\t')
            excerpt.Append(' ');
        else if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator)
            excerpt.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
        else
            excerpt.Append(rune.ToString());
    }
}
