namespace Reactor.Qmp;

internal static class NearestName
{
    private const int MaxLength = 64;

    /// <summary>The candidate with the fewest edits, when at most a third of the name has to change.</summary>
    public static string? Find(string name, IReadOnlyList<string> candidates)
    {
        if (name.Length is 0 or > MaxLength)
            return null;

        string? best = null;
        // Something has to stay as it is, else any two-letter name would stand for any other.
        int bestDistance = Math.Min(Math.Max(2, name.Length / 3), name.Length - 1) + 1;
        foreach (string candidate in candidates)
        {
            int distance = Distance(Fold(name), Fold(candidate));
            // Of equally near ones, that which it begins: letters are forgotten at the end rather than mistaken.
            if (distance < bestDistance || (distance == bestDistance && best is not null && !Begins(best, name) && Begins(candidate, name)))
                (best, bestDistance) = (candidate, distance);
        }

        return best;
    }

    private static bool Begins(string whole, string beginning) => Fold(whole).StartsWith(Fold(beginning), StringComparison.Ordinal);

    private static string Fold(string name) => name.ToUpperInvariant().Replace('-', '_');

    private static int Distance(string a, string b)
    {
        // Rows of Damerau-Levenshtein (swapped neighbours are one edit): two back, one back, current.
        int[] before = new int[b.Length + 1], previous = new int[b.Length + 1], current = new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
            previous[j] = j;

        for (int i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                int d = Math.Min(Math.Min(current[j - 1] + 1, previous[j] + 1), previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d = Math.Min(d, before[j - 2] + 1);
                current[j] = d;
            }

            (before, previous, current) = (previous, current, before);
        }

        return previous[b.Length];
    }
}
