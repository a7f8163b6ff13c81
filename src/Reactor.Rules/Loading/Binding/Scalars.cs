using System.Globalization;
using System.Numerics;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Binding;

/// <summary>The readings of single values.</summary>
internal static class Scalars
{
    private const int MaxText = 64 * 1024;

    /// <summary>Any text that is not empty.</summary>
    public static Reading<string> Text { get; } = TextOf("text", MaxText);

    /// <summary>Any text, the empty one too.</summary>
    public static Reading<string> AnyText { get; } = new ScalarReading<string>("text", s => TooLong(s, MaxText) ?? new(s.Value));

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public static Reading<bool> Bool { get; } = new ScalarReading<bool>("true or false", s => s switch
    {
        { Core: CoreKind.Bool } => new(s.Value is "true" or "True" or "TRUE"),
        _ => Parsing<bool>.Wrong($"true or false is expected, not {Shown.Word(s.Value)}", s.Value.ToLowerInvariant() switch
        {
            "yes" or "on" or "true" => "write true",
            "no" or "off" or "false" => "write false",
            _ => null,
        }),
    });

    /// <summary>Text that is not empty, one line or several.</summary>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="maximum">Most characters.</param>
    public static Reading<string> TextOf(string what, int maximum) => new ScalarReading<string>(what, s =>
        s.Value.Trim().Length == 0 ? Parsing<string>.Wrong($"{what} is expected, and this is empty") : TooLong(s, maximum) ?? new(s.Value));

    /// <summary>A whole number within bounds.</summary>
    public static Reading<int> Integer(int minimum, int maximum)
    {
        string expected = $"a whole number from {minimum} to {maximum}";
        return new ScalarReading<int>(expected, s =>
        {
            if (s.Quoted && CoreSchema.TryInteger(s.Value, out _))
                return Parsing<int>.Wrong($"{expected} is expected, and this is text", "leave the quotes out");
            if (s.Quoted || !CoreSchema.TryInteger(s.Value, out BigInteger number))
                return Parsing<int>.Wrong($"{expected} is expected, not {Shown.Word(s.Value)}");
            return number < minimum || number > maximum
                ? Parsing<int>.Wrong($"{expected} is expected; {Shown.Word(s.Value)} is out of these bounds")
                : new((int)number);
        });
    }

    /// <summary>One of some words.</summary>
    public static Reading<T> Choice<T>(params (string Word, T Value)[] choices)
    {
        string all = string.Join(" | ", choices.Select(c => c.Word));
        string oneOf = choices.Length == 1 ? all : $"one of {all}";
        return new ScalarReading<T>(oneOf, s =>
        {
            foreach (var (word, value) in choices)
                if (s.Value == word)
                    return new(value);
            return Parsing<T>.Wrong($"{Shown.Word(s.Value)} is not {oneOf}", Nearest.Suggest(s.Value, choices.Select(c => c.Word)) ?? Shorter(s.Value, choices.Select(c => c.Word)));
        })
        {
            Words = [.. choices.Select(c => c.Word)],
        };
    }

    /// <summary>A name of <c>[a-z0-9-]</c>, as rules have.</summary>
    public static Reading<string> Name(string what) => Matching(
        what, "[a-z0-9-]", 100, c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-', s => s.ToLowerInvariant().Replace('_', '-').Replace(' ', '-'));

    /// <summary>A word of <c>[A-Za-z0-9_.-]</c>, as targets, secrets and the like have.</summary>
    public static Reading<string> Word(string what) => Matching(
        what, "[A-Za-z0-9_.-]", 100, c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-', s => s.Replace(' ', '-'));

    /// <summary>A time span within bounds.</summary>
    public static Reading<TimeSpan> Duration(TimeSpan minimum, TimeSpan maximum) => new ScalarReading<TimeSpan>(DurationText.Expected, s =>
    {
        if (!DurationText.TryParse(s.Value, out var span, out string? advice))
            return Parsing<TimeSpan>.Wrong($"{Shown.Word(s.Value)} is not a duration", advice);
        return span < minimum || span > maximum
            ? Parsing<TimeSpan>.Wrong($"{Shown.Word(s.Value)} is not between {DurationText.Format(minimum)} and {DurationText.Format(maximum)}")
            : new(span);
    });

    /// <summary>A span of time that something takes or lasts: 1 ms to 366 days.</summary>
    public static Reading<TimeSpan> Span { get; } = Duration(TimeSpan.FromMilliseconds(1), TimeSpan.FromDays(366));

    /// <summary>As <see cref="Span"/>, or none at all.</summary>
    public static Reading<TimeSpan> SpanOrZero { get; } = Duration(TimeSpan.Zero, TimeSpan.FromDays(366));

    // `sun` for `sunday`.
    private static string? Shorter(string word, IEnumerable<string> words) =>
        words.FirstOrDefault(w => w.Length >= 3 && word.StartsWith(w, StringComparison.OrdinalIgnoreCase)) is { } shorter ? $"did you mean {shorter}?" : null;

    private static Parsing<string>? TooLong(YScalar scalar, int maximum) => scalar.Value.Length > maximum
        ? Parsing<string>.Wrong(string.Create(CultureInfo.InvariantCulture, $"this text has {scalar.Value.Length:N0} characters; at most {maximum:N0} are taken"))
        : null;

    private static ScalarReading<string> Matching(string what, string pattern, int maximum, Func<char, bool> takes, Func<string, string> mend) => new(what, s =>
    {
        if (s.Value.Length > 0 && s.Value.Length <= maximum && s.Value.All(takes))
            return new(s.Value);
        string mended = new([.. mend(s.Value).Where(takes).Take(maximum)]);
        return Parsing<string>.Wrong(
            $"{Shown.Word(s.Value)} is not {what}: 1 to {maximum} characters of {pattern}", mended.Length > 0 ? $"such as {mended}" : null);
    });
}
