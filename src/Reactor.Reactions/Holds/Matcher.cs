using System.Text.RegularExpressions;

namespace Reactor.Reactions.Holds;

/// <summary>
/// One condition of a silence or a maintenance. Names: <c>rule</c>, <c>alert</c> (its id), <c>severity</c>, <c>vm</c> (its name or key),
/// <c>host</c>; every other name is a label's, and so is <c>label.NAME</c>. A label that is absent reads as the empty text.
/// </summary>
/// <param name="Name">What is looked at.</param>
/// <param name="Value">What it must be: the text itself, or a regular expression that matches all of it.</param>
/// <param name="IsRegex">Whether <paramref name="Value"/> is a regular expression (.NET's, without backtracking).</param>
/// <param name="IsEqual">False: it must be anything else.</param>
public sealed record Matcher(string Name, string Value, bool IsRegex = false, bool IsEqual = true)
{
    /// <summary>The longest name or value, in UTF-16 units.</summary>
    public const int MaxLength = 1024;

    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>What is wrong with it, for people; null: nothing.</summary>
    public string? Fault()
    {
        if (Name.Length is 0 or > MaxLength || Value.Length > MaxLength)
        {
            return $"a matcher's name and value have at most {MaxLength} characters, and its name has at least one";
        }

        return IsRegex ? RegexFault(Whole) : null;
    }

    /// <summary>The same for one that a person writes: its expression must also be one by itself, as <c>a)|(?:b</c> is not. Of what the store has that was not always asked.</summary>
    internal string? FaultAsWritten() => (IsRegex ? RegexFault(Value) : null) ?? Fault();

    internal Regex Compile() => new(Whole, Options);

    private string Whole => $@"\A(?:{Value})\z";

    private string? RegexFault(string pattern)
    {
        try
        {
            _ = new Regex(pattern, Options);
            return null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return $"the regular expression `{Value}` of the matcher {Name} can't be used: {Words((e as RegexParseException)?.Error) ?? e.Message}";
        }
    }

    private static string? Words(RegexParseError? error) => error switch
    {
        RegexParseError.UnterminatedBracket => "a [ without its ]",
        RegexParseError.InsufficientClosingParentheses => "a ( without its )",
        RegexParseError.InsufficientOpeningParentheses => "a ) without its (",
        RegexParseError.QuantifierAfterNothing => "*, +, ? or {n} with nothing before it",
        RegexParseError.NestedQuantifiersNotParenthesized => "*, +, ? or {n} after another",
        RegexParseError.UnescapedEndingBackslash => "a \\ with nothing after it",
        _ => null,
    };
}

/// <summary>A matcher, made ready to be asked often.</summary>
internal sealed class MatcherTest(Matcher matcher)
{
    private readonly Regex? _regex = matcher.IsRegex ? matcher.Compile() : null;

    public string Name => matcher.Name;

    /// <summary>Whether it is met by something that goes by any of these texts: one of them matches or, where it excludes, none does.</summary>
    public bool IsMet(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (_regex?.IsMatch(text) ?? string.Equals(text, matcher.Value, StringComparison.Ordinal))
            {
                return matcher.IsEqual;
            }
        }

        return !matcher.IsEqual;
    }
}
