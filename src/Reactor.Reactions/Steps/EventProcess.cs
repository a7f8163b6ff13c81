namespace Reactor.Reactions.Steps;

/// <summary>
/// Which process of a VM an event came from, or was about: its id is PROCESS/EPOCH.CONNECTION/WHICH, where PROCESS names host, pid and start time, or
/// the monitor's address where the process isn't known.
/// </summary>
public static class EventProcess
{
    /// <summary>The process; null for an id of another form.</summary>
    /// <param name="eventId">The event's id.</param>
    public static string? Of(string eventId)
    {
        ArgumentNullException.ThrowIfNull(eventId);
        var which = eventId.LastIndexOf('/');
        var connection = which <= 0 ? -1 : eventId.LastIndexOf('/', which - 1);
        if (connection <= 0 || which == eventId.Length - 1)
        {
            return null;
        }

        var pair = eventId.AsSpan(connection + 1, which - connection - 1);
        var dot = pair.IndexOf('.');
        return dot > 0 && AreDigits(pair[..dot]) && AreDigits(pair[(dot + 1)..]) ? eventId[..connection] : null;
    }

    private static bool AreDigits(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('0', '9');
}
