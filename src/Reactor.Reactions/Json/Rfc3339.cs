using System.Globalization;

namespace Reactor.Reactions.Json;

/// <summary>Times as payloads show them: RFC 3339, UTC, always six decimals.</summary>
internal static class Rfc3339
{
    /// <summary>Such as <c>2026-03-02T10:00:00.123456Z</c>; what is finer than a microsecond is cut off.</summary>
    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
