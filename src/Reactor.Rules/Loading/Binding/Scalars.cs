using System.Globalization;
using System.Numerics;
using Reactor.Qmp;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Binding;

/// <summary>The readings of single values.</summary>
internal static class Scalars
{
    private const int MaxText = 64 * 1024;
    private const int MaxName = 100;
    private const string WordSet = "[A-Za-z0-9_.-]";

    private static readonly ScalarForm s_duration = ScalarForm.Text(DurationText.Pattern, "30s", "10m", "1h30m", "7d") with { Definition = "duration", Summary = DurationText.Expected };

    // A property: static fields further up read it.
    private static ScalarForm WordForm => ScalarForm.Any with { Definition = "word", Summary = "A name", Examples = ["oncall"] };

    /// <summary>Any text that is not empty.</summary>
    public static Reading<string> Text { get; } = TextOf("text", MaxText);

    /// <summary>Any text, the empty one too.</summary>
    public static Reading<string> AnyText { get; } = new ScalarReading<string>("text", s => TooLong(s, MaxText) ?? new(s.Value)) { Form = ScalarForm.Any with { MaxLength = MaxText } };

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
    })
    {
        Form = ScalarForm.Bool,
    };

    /// <summary>Text that is not empty, one line or several.</summary>
    /// <param name="what">What it is, for messages.</param>
    /// <param name="maximum">Most characters.</param>
    public static Reading<string> TextOf(string what, int maximum) => TextOf(what, maximum, ScalarForm.Filled);

    /// <summary>The name of an event, or a pattern of names; looked up in the catalogue later.</summary>
    public static Reading<string> EventName { get; } = TextOf("the name of an event", 128, ScalarForm.Filled with
    {
        Definition = "event-name",
        Summary = "An event, or a pattern with * and ?",
        Offered = () => EventCatalogue.Default.Names,
        Examples = ["VNC_*"],
    });

    /// <summary>The name of a QMP command; looked up in the catalogue later.</summary>
    public static Reading<string> CommandName { get; } = Matching(
        "the name of a QMP command", WordSet, MaxName, IsWordCharacter, s => s.Replace(' ', '-'), WordForm with { Definition = "command-name", Summary = "A QMP command", Offered = () => CommandCatalogue.Default.Names, Examples = ["query-status"] });

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
        })
        {
            Form = ScalarForm.Integer(minimum, maximum),
        };
    }

    /// <summary>A number from 0 to 1.</summary>
    public static Reading<double> Part { get; } = new ScalarReading<double>("a number from 0 to 1", s =>
    {
        double number = CoreSchema.TryInteger(s.Value, out BigInteger whole) ? (double)whole : CoreSchema.TryFloat(s.Value, out double real) ? real : double.NaN;
        return !s.Quoted && number is >= 0 and <= 1
            ? new(number)
            : Parsing<double>.Wrong($"a number from 0 to 1 is expected, not {Shown.Word(s.Value)}", s.Quoted && number is >= 0 and <= 1 ? "leave the quotes out" : null);
    })
    {
        Form = new() { Types = ["number"], Bounds = (0, 1) },
    };

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
            Form = new() { Words = [.. choices.Select(c => c.Word)] },
        };
    }

    /// <summary>A name of <c>[a-z0-9-]</c>, as rules have.</summary>
    public static Reading<string> Name(string what) => Matching(
        what,
        "[a-z0-9-]",
        MaxName,
        c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-',
        s => s.ToLowerInvariant().Replace('_', '-').Replace(' ', '-'),
        ScalarForm.Any with { Definition = "name", Summary = "A name in small letters", Examples = ["guest-panicked"] });

    /// <summary>A word of <c>[A-Za-z0-9_.-]</c>, as targets, secrets and the like have.</summary>
    public static Reading<string> Word(string what) => Matching(what, WordSet, MaxName, IsWordCharacter, s => s.Replace(' ', '-'), WordForm);

    /// <summary>A time span within bounds.</summary>
    public static Reading<TimeSpan> Duration(TimeSpan minimum, TimeSpan maximum) => Duration(minimum, maximum, none: null);

    /// <summary>The same, or <c>0s</c>.</summary>
    /// <param name="minimum">The shortest besides.</param>
    /// <param name="maximum">The longest.</param>
    /// <param name="none">What <c>0s</c> means.</param>
    public static Reading<TimeSpan> DurationOrZero(TimeSpan minimum, TimeSpan maximum, string none) => Duration(minimum, maximum, none);

    private static ScalarReading<TimeSpan> Duration(TimeSpan minimum, TimeSpan maximum, string? none) => new(DurationText.Expected, s =>
    {
        if (!DurationText.TryParse(s.Value, out var span, out string? advice))
            return Parsing<TimeSpan>.Wrong($"{Shown.Word(s.Value)} is not a duration", advice);
        return (span < minimum && !(none is not null && span == TimeSpan.Zero)) || span > maximum
            ? Parsing<TimeSpan>.Wrong($"{Shown.Word(s.Value)} is not between {DurationText.Format(minimum)} and {DurationText.Format(maximum)}", none is null ? null : $"0s: {none}")
            : new(span);
    })
    {
        Form = s_duration,
    };

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

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-';

    private static ScalarReading<string> TextOf(string what, int maximum, ScalarForm form) => new(what, s =>
        s.Value.Trim().Length == 0 ? Parsing<string>.Wrong($"{what} is expected, and this is empty") : TooLong(s, maximum) ?? new(s.Value))
    {
        Form = form with { MaxLength = maximum },
    };

    private static ScalarReading<string> Matching(string what, string pattern, int maximum, Func<char, bool> takes, Func<string, string> mend, ScalarForm form) => new(what, s =>
    {
        if (s.Value.Length > 0 && s.Value.Length <= maximum && s.Value.All(takes))
            return new(s.Value);
        string mended = new([.. mend(s.Value).Where(takes).Take(maximum)]);
        return Parsing<string>.Wrong(
            $"{Shown.Word(s.Value)} is not {what}: 1 to {maximum} characters of {pattern}", mended.Length > 0 ? $"such as {mended}" : null);
    })
    {
        Form = form with { Pattern = $"^{pattern}{{1,{maximum}}}$" },
    };
}
