namespace Reactor.Qmp;

/// <summary>
/// An event's own time by QEMU's host clock. For showing and recording, not for ordering: hosts differ, and a rate-limited
/// event comes late with its older time.
/// </summary>
/// <param name="Seconds">Since the epoch.</param>
/// <param name="Microseconds">0 to 999999.</param>
public readonly record struct QmpTimestamp(long Seconds, int Microseconds)
{
    private const long MaxSeconds = 253_402_300_799;

    /// <summary>The same instant.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeSeconds(Seconds).AddMicroseconds(Microseconds);

    /// <summary>A timestamp, or null for -1 (QEMU could not read its clock) and for what is no instant.</summary>
    public static QmpTimestamp? Create(long seconds, long microseconds) =>
        seconds is >= 0 and <= MaxSeconds && microseconds is >= 0 and <= 999_999
            ? new QmpTimestamp(seconds, (int)microseconds)
            : null;
}
