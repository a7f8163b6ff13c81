namespace Reactor.Reactions.Steps;

/// <summary>
/// Which process of a VM a live event came from: its id is PROCESS/EPOCH.CONNECTION/ORDINAL, where PROCESS names host, pid and start time, or
/// the monitor's address where the process isn't known.
/// </summary>
public static class EventProcess
{
    /// <summary>The process; null for an id of another form (a recovered event's).</summary>
    /// <param name="eventId">The event's id.</param>
    public static string? Of(string eventId)
    {
        ArgumentNullException.ThrowIfNull(eventId);
        var ordinal = eventId.LastIndexOf('/');
        var connection = ordinal <= 0 ? -1 : eventId.LastIndexOf('/', ordinal - 1);
        if (connection <= 0)
        {
            return null;
        }

        var number = eventId.AsSpan(ordinal + 1);
        var pair = eventId.AsSpan(connection + 1, ordinal - connection - 1);
        var dot = pair.IndexOf('.');
        return dot > 0 && AreDigits(number) && AreDigits(pair[..dot]) && AreDigits(pair[(dot + 1)..]) ? eventId[..connection] : null;
    }

    private static bool AreDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');
}
