using System.Text;

namespace Reactor.Actors.Operating;

/// <summary>
/// Finds the user and the password of URLs. One that isn't encoded as it should be may hold an <c>@</c> or a <c>/</c>: up to the last
/// <c>@</c> of the word everything is theirs.
/// </summary>
internal static class UserInfo
{
    private const string Mark = "://";

    /// <summary>The text with them masked, and remembered.</summary>
    public static string Masked(string text, MaskedWords words)
    {
        var kept = new StringBuilder();
        var at = 0;
        while (text.IndexOf(Mark, at, StringComparison.Ordinal) is >= 0 and var mark)
        {
            var start = mark + Mark.Length;
            kept.Append(text, at, start - at);
            at = start;
            var end = text.AsSpan(start).IndexOfAny(" \t\r\n\"");
            var length = LengthOf(text.AsSpan(start, end < 0 ? text.Length - start : end));
            if (length < 0)
                continue;
            var info = text.Substring(start, length);
            words.Add(info);
            words.Add(Uri.UnescapeDataString(info));
            kept.Append(MaskedArguments.Mask);
            at = start + length;
        }

        return kept.Append(text, at, text.Length - at).ToString();
    }

    /// <summary>How long they are; -1 where there are none.</summary>
    private static int LengthOf(ReadOnlySpan<char> word)
    {
        // Only as far as the next URL of a list: each looks at its own part, so that many cost what one does.
        if (word.IndexOf(Mark) is >= 0 and var next)
            word = word[..next];
        var slash = word.IndexOf('/');
        var authority = slash < 0 ? word : word[..slash];
        var colon = authority.IndexOf(':');
        var isTheirs = authority.Contains('@') || (colon >= 0 && authority[(colon + 1)..].ContainsAnyExceptInRange('0', '9'));
        return isTheirs ? word.LastIndexOf('@') : -1;
    }
}
