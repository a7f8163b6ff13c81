using System.Globalization;

namespace Reactor.Reactions.Retries;

/// <summary>The <c>Retry-After</c> header (RFC 9110, section 10.2.3): seconds, or an HTTP date in one of its three forms.</summary>
public static class RetryAfter
{
    private const int MaxLength = 64;

    private static readonly string[] s_dates =
    [
        "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
        "dddd, dd-MMM-yy HH:mm:ss 'GMT'",
        "ddd MMM d HH:mm:ss yyyy",
    ];

    /// <summary>How long the target asks to be left alone; null for no header or one that says nothing. A date in the past gives zero.</summary>
    /// <param name="header">The header's value.</param>
    /// <param name="now">The time that a date is compared with.</param>
    /// <param name="max">Upper bound of what is returned.</param>
    public static TimeSpan? Parse(string? header, DateTimeOffset now, TimeSpan max)
    {
        var text = header.AsSpan().Trim();
        if (text.IsEmpty || text.Length > MaxLength)
        {
            return null;
        }

        if (!text.ContainsAnyExceptInRange('0', '9'))
        {
            // More digits than fit are still a number of seconds: a long one.
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < max.TotalSeconds
                ? TimeSpan.FromSeconds(seconds)
                : max;
        }

        const DateTimeStyles Styles = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowInnerWhite;
        if (!DateTimeOffset.TryParseExact(text, s_dates, CultureInfo.InvariantCulture, Styles, out var date))
        {
            return null;
        }

        var wait = date - now;
        return wait <= TimeSpan.Zero ? TimeSpan.Zero : wait < max ? wait : max;
    }
}
