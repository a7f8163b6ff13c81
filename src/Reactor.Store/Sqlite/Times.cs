namespace Reactor.Store.Sqlite;

/// <summary>Times as the file keeps them: whole microseconds since the Unix epoch.</summary>
internal static class Times
{
    public static long ToMicroseconds(DateTimeOffset time) =>
        (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static long? ToMicroseconds(DateTimeOffset? time) => time is { } t ? ToMicroseconds(t) : null;

    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset? FromMicroseconds(long? microseconds) =>
        microseconds is { } m ? FromMicroseconds(m) : null;
}
