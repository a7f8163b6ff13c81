using System.Diagnostics.CodeAnalysis;

namespace Reactor.Reactions.Holds;

/// <summary>Matchers as people write them: <c>name=value</c>, <c>name!=value</c>, <c>name=~regex</c>, <c>name!~regex</c>.</summary>
public static class MatcherText
{
    /// <summary>Reads one.</summary>
    /// <param name="text">As written.</param>
    /// <param name="matcher">It.</param>
    /// <param name="fault">What is wrong with it, for people.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Matcher? matcher, [NotNullWhen(false)] out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        (matcher, fault) = (null, null);
        var sign = text.AsSpan().IndexOfAny('=', '!');
        var sign2 = sign >= 0 && sign + 1 < text.Length ? text.Substring(sign, 2) : sign >= 0 ? text[sign..] : "";
        var (isRegex, isEqual, length) = sign2 switch
        {
            "=~" => (true, true, 2),
            "!~" => (true, false, 2),
            "!=" => (false, false, 2),
            ['=', ..] => (false, true, 1),
            _ => (false, false, 0),
        };
        if (length == 0 || sign == 0)
        {
            fault = $"'{text}' is no matcher: write name=value, name!=value, name=~regex or name!~regex, such as vm=web1";
            return false;
        }

        var found = new Matcher(text[..sign].Trim(), text[(sign + length)..].Trim(), isRegex, isEqual);
        fault = found.Name.EndsWith('~') && !isRegex
            ? $"'{text}' is no matcher: a regular expression is written {found.Name.TrimEnd('~')}{(isEqual ? "=~" : "!~")}{found.Value}"
            : found.FaultAsWritten();
        matcher = fault is null ? found : null;
        return fault is null;
    }

    /// <summary>Writes one.</summary>
    public static string Format(Matcher matcher)
    {
        ArgumentNullException.ThrowIfNull(matcher);
        return $"{matcher.Name}{(matcher.IsEqual ? matcher.IsRegex ? "=~" : "=" : matcher.IsRegex ? "!~" : "!=")}{matcher.Value}";
    }
}
