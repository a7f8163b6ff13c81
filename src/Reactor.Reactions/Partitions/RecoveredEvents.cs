using Reactor.Rules.Engine;

namespace Reactor.Reactions.Partitions;

/// <summary>
/// What a VM's run state tells of the time in which it was not heard: the events that must have happened, for the engine to take in as
/// recovered ones. Members that no query yields are absent.
/// </summary>
public static class RecoveredEvents
{
    private const string Running = "running";

    /// <summary>The events between two answers to <c>query-status</c>, in order; none where nothing shows.</summary>
    /// <param name="incarnation">Names the VM's process and the connection whose answer it is: what shows on another one is another event.</param>
    /// <param name="before">The last known state; null for none.</param>
    /// <param name="after">The state now.</param>
    /// <param name="at">Engine time.</param>
    public static IEnumerable<VmEvent> Between(string incarnation, string? before, string after, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(incarnation);
        ArgumentNullException.ThrowIfNull(after);
        if (before is null || before == after)
        {
            yield break;
        }

        var told = after switch
        {
            Running => before == "suspended" ? ("WAKEUP", "{}") : ("RESUME", "{}"),
            "guest-panicked" => ("GUEST_PANICKED", """{"action": "pause"}"""),
            "io-error" => ("BLOCK_IO_ERROR", """{"action": "stop"}"""),
            "watchdog" => ("WATCHDOG", """{"action": "pause"}"""),
            "shutdown" => ("SHUTDOWN", "{}"),
            "suspended" => ("SUSPEND", "{}"),
            _ => default((string Name, string Data)?),
        };
        if (told is { } first)
        {
            yield return Event(first.Item1, first.Item2);
        }

        // Why it stopped is told first, as QEMU does; a VM that did not run before was stopped already.
        if (before == Running && after is "guest-panicked" or "io-error" or "watchdog" or "paused")
        {
            yield return Event("STOP", "{}");
        }

        VmEvent Event(string name, string data) => new()
        {
            Id = StableId.Of("r_", incarnation, name, data, before),
            Name = name,
            Data = System.Text.Encoding.UTF8.GetBytes(data),
            At = at,
            Origin = EventOrigin.Recovered,
        };
    }
}
