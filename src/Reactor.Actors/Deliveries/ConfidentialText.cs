using System.Globalization;
using System.Net;
using System.Text;

namespace Reactor.Actors.Deliveries;

/// <summary>
/// Finds a confidential text in an answer, as it is or as servers write it into JSON, a URL or HTML: whoever echoes a token with a slash in it may well have escaped that.
/// </summary>
internal static class ConfidentialText
{
    private const string Mask = "***";

    // Of HTML: "&#x0002F;".
    private const int LongestEntity = 10;

    // In UTF-8, of those that are one unit of UTF-16. Bytes.
    private const int LongestCharacter = 3;

    /// <summary>The text with a mask in each place of the other.</summary>
    public static string Masked(string text, string secret)
    {
        var (masked, copied) = ((StringBuilder?)null, 0);
        for (var at = Next(text, 0, secret); at >= 0; at = Next(text, at, secret))
        {
            if (LengthAt(text, at, secret) is not (> 0 and var length))
            {
                at++;
                continue;
            }

            masked = (masked ?? new StringBuilder(text.Length)).Append(text, copied, at - copied).Append(Mask);
            copied = at += length;
        }

        return masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }

    // Where it may begin. What is left has at least a character for each of its own.
    private static int Next(string text, int from, string secret)
    {
        if (text.Length - from < secret.Length)
            return -1;
        var next = text.AsSpan(from).IndexOfAny([secret[0], '\\', '%', '&']);
        return next < 0 ? -1 : from + next;
    }

    private static int LengthAt(string text, int start, string secret)
    {
        if (text.AsSpan(start).StartsWith(secret))
            return secret.Length;
        var at = start;
        foreach (var c in secret)
        {
            if (CharacterAt(text.AsSpan(at), c) is not (> 0 and var length))
                return 0;
            at += length;
        }

        return at - start;
    }

    // How long the character is there; 0 where it isn't.
    private static int CharacterAt(ReadOnlySpan<char> text, char c) => text switch
    {
        ['\\', 'u', ..] when IsHex(text, 2, 4, c) => 6,
        ['\\', var escaped, ..] when escaped == c => 2,
        ['%', ..] when PercentsAt(text, c) is > 0 and var length => length,
        ['&', ..] when text[..Math.Min(text.Length, LongestEntity)].IndexOf(';') is > 0 and var end && WebUtility.HtmlDecode(text[..(end + 1)].ToString()) is [var decoded] && decoded == c => end + 1,
        [var plain, ..] when plain == c => 1,
        _ => 0,
    };

    // One for each of its bytes.
    private static int PercentsAt(ReadOnlySpan<char> text, char c)
    {
        Span<byte> bytes = stackalloc byte[LongestCharacter];
        var count = Encoding.UTF8.GetBytes([c], bytes);
        for (var i = 0; i < count; i++)
        {
            if (text.Length <= 3 * i || text[3 * i] != '%' || !IsHex(text, (3 * i) + 1, 2, (char)bytes[i]))
                return 0;
        }

        return 3 * count;
    }

    private static bool IsHex(ReadOnlySpan<char> text, int at, int digits, char c) =>
        text.Length >= at + digits && int.TryParse(text.Slice(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && code == c;
}
