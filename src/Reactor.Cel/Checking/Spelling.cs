namespace Reactor.Cel.Checking;

/// <summary>Finds what somebody may have meant to write.</summary>
internal static class Spelling
{
    private const int MaxLength = 64;

    /// <summary>The nearest of <paramref name="names"/>, or null where none is near.</summary>
    public static string? Nearest(string wrong, IEnumerable<string> names)
    {
        string? best = null;
        var bestDistance = int.MaxValue;
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            var distance = Distance(wrong, name);
            if (distance < bestDistance && IsNear(wrong, name, distance))
                (best, bestDistance) = (name, distance);
        }

        return best;
    }

    private static bool IsNear(string wrong, string name, int distance) =>
        distance <= Math.Max(1, Math.Min(wrong.Length, name.Length) / 3);

    /// <summary>Optimal string alignment: insertions, deletions, replacements and swaps of neighbours; case and - against _ count nothing.</summary>
    private static int Distance(string a, string b)
    {
        if (a.Length > MaxLength || b.Length > MaxLength)
            return int.MaxValue;
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                var best = Math.Min(Math.Min(rows[i - 1, j] + 1, rows[i, j - 1] + 1), rows[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    best = Math.Min(best, rows[i - 2, j - 2] + 1);
                rows[i, j] = best;
            }
        }

        return rows[a.Length, b.Length];
    }

    private static bool Same(char a, char b) => Fold(a) == Fold(b);

    private static char Fold(char c) => c == '_' ? '-' : char.ToLowerInvariant(c);
}
