using System.Collections.Immutable;
using System.Globalization;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.TestFiles;

/// <summary>Single values of test files.</summary>
internal static class TestReadings
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(3660);

    /// <summary>A time from the test's start.</summary>
    public static Reading<TimeSpan> At { get; } = Scalars.Duration(TimeSpan.Zero, s_longest);

    /// <summary>A span of more than nothing.</summary>
    public static Reading<TimeSpan> Span { get; } = Scalars.Duration(TimeSpan.FromMilliseconds(1), s_longest);

    /// <summary>A step of a clock: a duration, with a minus for back.</summary>
    public static Reading<TimeSpan> ClockStep { get; } = new ScalarReading<TimeSpan>("a duration such as 1h, or -1h for back", s =>
    {
        var back = s.Value.StartsWith('-');
        return DurationText.TryParse(back ? s.Value[1..] : s.Value, out var span, out var advice) && span <= s_longest
            ? new(back ? -span : span)
            : Parsing<TimeSpan>.Wrong($"{Diagnostics.Shown.Word(s.Value)} is not the step of a clock", advice ?? "write one such as 1h, or -1h for back");
    })
    {
        Form = ScalarForm.Text(DurationText.Pattern.Replace("^(?=.)", "^-?(?=.)", StringComparison.Ordinal), "1h", "-1h"),
    };

    /// <summary>An instant.</summary>
    public static Reading<DateTimeOffset> Instant { get; } = new ScalarReading<DateTimeOffset>("an instant such as \"2026-03-02T10:00:00Z\"", s =>
        DateTimeOffset.TryParseExact(
            s.Value, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
        && at.Year is > 1970 and < 9000
            ? new(at)
            : Parsing<DateTimeOffset>.Wrong($"{Diagnostics.Shown.Word(s.Value)} is not an instant", "write one such as \"2026-03-02T10:00:00Z\""))
    {
        Form = ScalarForm.Text("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}", "2026-03-02T10:00:00Z"),
    };

    /// <summary>Answers of a target: <c>503,503,200</c>.</summary>
    public static Reading<ImmutableArray<int>> TargetAnswers { get; } = new ScalarReading<ImmutableArray<int>>("HTTP status codes such as \"503,503,200\", or timeout", s =>
    {
        var answers = ImmutableArray.CreateBuilder<int>();
        foreach (var word in s.Value.Split(',', StringSplitOptions.TrimEntries))
        {
            if (word is "timeout" or "refused")
                answers.Add(0);
            else if (word.Length == 3 && int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && code is >= 200 and <= 599)
                answers.Add(code);
            else
                return Parsing<ImmutableArray<int>>.Wrong($"{Diagnostics.Shown.Word(word)} is no answer of a target", "write status codes from 200 to 599, timeout or refused, such as \"503,503,200\"");
        }

        return answers.Count <= 1_000 ? new(answers.ToImmutable()) : Parsing<ImmutableArray<int>>.Wrong("at most 1,000 answers are taken");
    })
    {
        Form = ScalarForm.Text(@"^\s*(?:[0-9]{3}|timeout|refused)\s*(?:,\s*(?:[0-9]{3}|timeout|refused)\s*)*$", "503,503,200", "timeout") with { Types = ["string", "number"] },
    };

    /// <summary>A UUID.</summary>
    public static Reading<string> Uuid { get; } = new ScalarReading<string>("a UUID", s =>
        Guid.TryParseExact(s.Value, "D", out var uuid) && uuid != Guid.Empty ? new(uuid.ToString("D")) : Parsing<string>.Wrong($"{Diagnostics.Shown.Word(s.Value)} is not a UUID", "write one such as 5a1f0d2c-8d1f-4d8a-9d64-0d1f3a0c9e11"))
    {
        Form = ScalarForm.Text("^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", "5a1f0d2c-8d1f-4d8a-9d64-0d1f3a0c9e11"),
    };
}
