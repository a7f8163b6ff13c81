using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Reactor.Rules.Loading.TestFiles;

/// <summary>Names written together: <c>vm{1..5}</c> is vm1 to vm5, <c>vm{01..20}</c> keeps its digits.</summary>
internal static partial class NameRange
{
    /// <summary>The largest number of names that one text gives.</summary>
    public const int MaxNames = 1_000;

    private const int MaxRanges = 4;

    /// <summary>Whether the text gives several names.</summary>
    public static bool IsRange(string text) => Range().IsMatch(text);

    /// <summary>The names in order, the last range fastest; null, with the problem, where there are none or too many.</summary>
    public static ImmutableArray<string>? Expand(string text, out string? problem)
    {
        problem = null;
        var names = new List<string> { "" };
        var at = 0;
        var ranges = Range().Matches(text);
        foreach (Match range in ranges)
        {
            int first = Number(range.Groups[1].Value), last = Number(range.Groups[2].Value);
            if (first > last)
                problem = $"{range.Value} is empty: the first number is larger than the last";
            else if (ranges.Count > MaxRanges || (long)names.Count * (last - first + 1) > MaxNames)
                problem = $"these are more than {MaxNames:N0} names";
            if (problem is not null)
                return null;
            var digits = range.Groups[1].Value.StartsWith('0') ? range.Groups[1].Length : 1;
            var before = text[at..range.Index];
            at = range.Index + range.Length;
            names = [.. from name in names from n in Enumerable.Range(first, last - first + 1) select name + before + n.ToString("D" + digits, CultureInfo.InvariantCulture)];
        }

        return [.. names.Select(n => n + text[at..])];
    }

    private static int Number(string digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{([0-9]{1,6})\.\.([0-9]{1,6})\}", RegexOptions.CultureInvariant)]
    private static partial Regex Range();
}
