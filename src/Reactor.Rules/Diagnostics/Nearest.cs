namespace Reactor.Rules.Diagnostics;

/// <summary>The nearest right spelling of a word.</summary>
public static class Nearest
{
    private const int MaxLength = 64;
    private const int MinPrefix = 3;

    /// <summary>The candidate with the fewest edits, when at most a third of the word (and at least two characters) would change; else the only one that starts with the word; else null.</summary>
    public static string? Find(string word, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(word);
        ArgumentNullException.ThrowIfNull(candidates);
        if (word.Length is 0 or > MaxLength)
            return null;

        string folded = Fold(word);
        string? best = null;
        int bestDistance = Math.Min(word.Length, Math.Max(2, word.Length / 3) + 1);
        foreach (string candidate in candidates)
        {
            int distance = Math.Abs(candidate.Length - word.Length) < bestDistance ? Distance(folded, Fold(candidate)) : int.MaxValue;
            if (distance < bestDistance)
                (best, bestDistance) = (candidate, distance);
        }

        return best ?? Longer(folded, candidates);
    }

    /// <summary><c>did you mean X?</c>, or null when nothing is near.</summary>
    public static string? Suggest(string word, IEnumerable<string> candidates) => Find(word, candidates) is { } near ? $"did you mean {near}?" : null;

    // `warn` for `warning`; one that several words start with says too little.
    private static string? Longer(string folded, IEnumerable<string> candidates)
    {
        string[] longer = folded.Length < MinPrefix ? [] : [.. candidates.Where(c => Fold(c).StartsWith(folded, StringComparison.Ordinal)).Distinct().Take(2)];
        return longer is [var only] ? only : null;
    }

    private static string Fold(string word) => word.ToLowerInvariant().Replace('-', '_');

    /// <summary>Edits (a character more, less, other, or two neighbours swapped) from one word to another.</summary>
    internal static int Distance(string a, string b)
    {
        int[] before = new int[b.Length + 1], previous = new int[b.Length + 1], current = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
            previous[j] = j;

        for (int i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int d = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d = Math.Min(d, before[j - 2] + 1);
                current[j] = d;
            }

            (before, previous, current) = (previous, current, before);
        }

        return previous[b.Length];
    }
}
