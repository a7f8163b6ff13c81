namespace Reactor.Rules.Expressions;

/// <summary>Globs: <c>*</c> is any text, <c>?</c> one character, all else itself. Case matters; there is no escape.</summary>
public static class TextGlob
{
    /// <summary>Whether all of <paramref name="text"/> matches. Takes at most the product of the lengths in time.</summary>
    /// <param name="pattern">The glob.</param>
    /// <param name="text">The text.</param>
    public static bool IsMatch(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int p = 0, t = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = t;
            }
            else if (p < pattern.Length && pattern[p] == '?')
            {
                p++;
                t += CharactersAt(text, t);
            }
            else if (p < pattern.Length && pattern[p] == text[t])
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                p = star + 1;
                mark += CharactersAt(text, mark);
                t = mark;
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].TrimStart('*').IsEmpty;
    }

    // A character beyond the basic plane is two units, and one to a person.
    private static int CharactersAt(ReadOnlySpan<char> text, int index) =>
        index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]) ? 2 : 1;
}
