namespace Reactor.Reactions.Simulation.Testing;

/// <summary>Pairs what is expected with what came so that as many as possible are paired: an entry that says less must not take what another needs.</summary>
internal static class Matching
{
    /// <summary>For each expected one the position of what came; -1 for none. Augmenting paths, so the order doesn't matter.</summary>
    /// <param name="expected">How many are expected.</param>
    /// <param name="actual">How many came.</param>
    /// <param name="fits">Whether the one fits the other.</param>
    public static int[] Of(int expected, int actual, Func<int, int, bool> fits)
    {
        var takenBy = Enumerable.Repeat(-1, actual).ToArray();
        for (var e = 0; e < expected; e++)
        {
            Augment(e, new bool[actual]);
        }

        var pairs = Enumerable.Repeat(-1, expected).ToArray();
        for (var a = 0; a < actual; a++)
        {
            if (takenBy[a] >= 0)
            {
                pairs[takenBy[a]] = a;
            }
        }

        return pairs;

        bool Augment(int e, bool[] seen)
        {
            for (var a = 0; a < actual; a++)
            {
                if (seen[a] || !fits(e, a))
                {
                    continue;
                }

                seen[a] = true;
                if (takenBy[a] < 0 || Augment(takenBy[a], seen))
                {
                    takenBy[a] = e;
                    return true;
                }
            }

            return false;
        }
    }
}
