using System.Globalization;

namespace Reactor.CommandLine;

/// <summary>Times that people type: one without a zone is in that of whoever types it, wherever the daemon runs.</summary>
internal static class TypedTimes
{
    /// <summary>For the help.</summary>
    public const string Zone = "without a zone it is in yours (TZ)";

    /// <summary>The text, a time in UTC; what is no time stays as it is, for whoever takes it to refuse.</summary>
    public static string? InUtc(string? text, TimeProvider clock)
    {
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind | DateTimeStyles.NoCurrentDateDefault, out var typed) || typed.Kind != DateTimeKind.Unspecified)
        {
            return text;
        }
        var zone = clock.LocalTimeZone;
        // A time of day alone is one of today.
        var local = typed.Date == DateTime.MinValue ? TimeZoneInfo.ConvertTime(clock.GetUtcNow(), zone).Date + typed.TimeOfDay : typed;
        if (zone.IsInvalidTime(local))
        {
            throw new CommandFailedException($"there is no time {text} in the zone {zone.Id}: its clocks are put forward then. Add the zone, as in 2026-03-02T10:00:00Z", ExitCode.Usage);
        }
        return TimeZoneInfo.ConvertTimeToUtc(local, zone).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
    }
}
