using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Settings;

/// <summary>A first delay, doubled each time, and the longest: <c>5s..1h</c>.</summary>
internal static class DelayRange
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(7);

    public static Reading<(TimeSpan Min, TimeSpan Max)> Reading { get; } = new ScalarReading<(TimeSpan, TimeSpan)>("delays such as 5s..1h", Read)
    {
        Form = ScalarForm.Text(@"^\s*[0-9dhms]+\s*\.\.\s*[0-9dhms]+\s*$", "5s..1h"),
    };

    private static Parsing<(TimeSpan Min, TimeSpan Max)> Read(YScalar scalar)
    {
        string[] ends = scalar.Value.Split("..");
        if (ends.Length != 2 || !DurationText.TryParse(ends[0].Trim(), out var min, out _) || !DurationText.TryParse(ends[1].Trim(), out var max, out _))
            return Parsing<(TimeSpan, TimeSpan)>.Wrong($"{Shown.Word(scalar.Value)} is not a range of delays", "write the first and the longest, such as 5s..1h");
        if (min > max)
            return Parsing<(TimeSpan, TimeSpan)>.Wrong("the first delay is longer than the longest", $"write {DurationText.Format(max)}..{DurationText.Format(min)}");
        return min < s_shortest || max > s_longest
            ? Parsing<(TimeSpan, TimeSpan)>.Wrong($"delays are between {DurationText.Format(s_shortest)} and {DurationText.Format(s_longest)}")
            : new((min, max));
    }
}
