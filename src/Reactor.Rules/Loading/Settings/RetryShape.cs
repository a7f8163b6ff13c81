using Reactor.Rules.Configuration;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of <c>retry</c>, in a target and in a rule's webhook.</summary>
internal static class RetryShape
{
    public static readonly Shape Shape = new("a retry schedule");

    private static readonly RetryOptions s_defaults = new();
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(7);

    private static readonly Key<int> s_attempts = Shape.Optional("attempts", Scalars.Integer(1, 100), "Attempts in all; default 10.");
    private static readonly Key<(TimeSpan Min, TimeSpan Max)> s_backoff = Shape.Optional("backoff", new ScalarReading<(TimeSpan, TimeSpan)>("delays such as 5s..1h", ReadBackoff) { Form = ScalarForm.Text(@"^\s*[0-9dhms]+\s*\.\.\s*[0-9dhms]+\s*$", "5s..1h") }, "The first delay, doubled each time, and the longest; default 5s..1h.");

    public static Reading<RetryOptions> Reading { get; } = new ObjectReading<RetryOptions>(Shape, f =>
    {
        var (min, max) = f.GetOr(s_backoff, (s_defaults.BackoffMin, s_defaults.BackoffMax));
        return new RetryOptions { Attempts = f.GetOr(s_attempts, s_defaults.Attempts), BackoffMin = min, BackoffMax = max };
    });

    private static Parsing<(TimeSpan Min, TimeSpan Max)> ReadBackoff(Yaml.YScalar scalar)
    {
        string[] ends = scalar.Value.Split("..");
        if (ends.Length != 2 || !DurationText.TryParse(ends[0].Trim(), out var min, out _) || !DurationText.TryParse(ends[1].Trim(), out var max, out _))
            return Parsing<(TimeSpan, TimeSpan)>.Wrong($"{Diagnostics.Shown.Word(scalar.Value)} is not a range of delays", "write the first and the longest, such as 5s..1h");
        if (min > max)
            return Parsing<(TimeSpan, TimeSpan)>.Wrong("the first delay is longer than the longest", $"write {DurationText.Format(max)}..{DurationText.Format(min)}");
        return min < s_shortest || max > s_longest
            ? Parsing<(TimeSpan, TimeSpan)>.Wrong($"delays are between {DurationText.Format(s_shortest)} and {DurationText.Format(s_longest)}")
            : new((min, max));
    }
}
