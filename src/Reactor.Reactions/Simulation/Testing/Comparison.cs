using System.Globalization;
using System.Text.Json.Nodes;
using Reactor.Rules.Loading.TestFiles;

namespace Reactor.Reactions.Simulation.Testing;

/// <summary>Something that came, for a comparison.</summary>
/// <param name="Shown">It, rendered.</param>
/// <param name="At">When, for people; empty for what just is.</param>
/// <param name="MayBeUnexpected">Whether it need not be mentioned.</param>
internal sealed record Came(JsonObject Shown, string At, bool MayBeUnexpected = false);

/// <summary>Compares what is expected with what came.</summary>
internal static class Comparison
{
    private const int MostShown = 20;
    private const string Missing = "  - ";

    /// <summary>Whether a line tells of something that did not come.</summary>
    public static bool IsMissing(string line) => line.StartsWith(Missing, StringComparison.Ordinal);

    /// <summary>Lines for people; none where all is as expected.</summary>
    /// <param name="what">What is compared: <c>alerts</c>.</param>
    /// <param name="expected">What is to be there; null: not checked.</param>
    /// <param name="came">What is there.</param>
    public static IEnumerable<string> Of(string what, IReadOnlyList<Expected>? expected, IReadOnlyList<Came> came)
    {
        if (expected is null)
        {
            yield break;
        }

        var wanted = expected.SelectMany(e => Enumerable.Repeat(e, e.Times)).ToList();
        var fits = new Dictionary<(Expected, int), bool>();
        var pairs = Matching.Of(wanted.Count, came.Count, (e, a) =>
        {
            if (!fits.TryGetValue((wanted[e], a), out var known))
            {
                fits[(wanted[e], a)] = known = JsonSubset.Fits(wanted[e].Subset, came[a].Shown);
            }

            return known;
        });
        var left = Enumerable.Range(0, came.Count).Except(pairs).Where(a => !came[a].MayBeUnexpected).ToList();
        var missing = wanted.Where((_, i) => pairs[i] < 0).GroupBy(e => e, ReferenceEqualityComparer.Instance).Select(g => ((Expected)g.Key!, g.Count())).ToList();
        if (missing.Count == 0 && left.Count == 0)
        {
            yield break;
        }

        yield return $"{what}:";
        foreach (var (entry, count) in missing.Take(MostShown))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{Missing}line {entry.Line}: {Count(count)}{ShownJson.Of(entry.Subset)}");
            foreach (var line in Nearest(entry, left, came))
            {
                yield return $"      {line}";
            }
        }

        foreach (var a in left.Take(MostShown))
        {
            yield return $"  + {came[a].At}{ShownJson.Of(Short(came[a].Shown))}";
        }

        var more = Math.Max(0, missing.Count - MostShown) + Math.Max(0, left.Count - MostShown);
        if (more > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  ... and {more} more");
        }

        if (came.Count == 0)
        {
            yield return "  (there are none)";
        }
    }

    /// <summary>What the nearest of those that nobody expected differs in: of the same rule, the fewest differences.</summary>
    private static IEnumerable<string> Nearest(Expected entry, List<int> left, IReadOnlyList<Came> came)
    {
        var candidates = left.Where(a => entry.Subset["rule"] is null || JsonSubset.Fits(entry.Subset["rule"], came[a].Shown["rule"]));
        return candidates.Select(a => JsonSubset.Differences(entry.Subset, came[a].Shown, "").ToList()).OrderBy(d => d.Count).FirstOrDefault()?.Take(5) ?? [];
    }

    // A standard payload says little that the rest doesn't, at length.
    private static JsonObject Short(JsonObject shown)
    {
        var copy = shown.DeepClone().AsObject();
        foreach (var (_, value) in copy.Prepend(KeyValuePair.Create("", (JsonNode?)copy)).ToList())
        {
            if (value is JsonObject map && map["body"] is JsonObject { Count: > 0 } body && body["type"]?.ToString().StartsWith("reactor.", StringComparison.Ordinal) == true)
            {
                map["body"] = "(standard payload)";
            }
        }

        return copy;
    }

    private static string Count(int count) => count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $"{count} times ");
}
