using System.Text;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Recovery;

/// <summary>
/// What a VM's answers tell of the time in which it was not heard: the events that must have happened, for the engine to take in as recovered
/// ones. Members that no query yields are absent.
/// </summary>
public static class RecoveredEvents
{
    private const string Running = "running";

    /// <summary>The events between what was known and what is so now, in order; none where nothing shows. Of what was not known before, an error that holds the VM is told, and nothing else.</summary>
    /// <param name="prefix">What ids begin with: it names the VM's process, as ids of live events do.</param>
    /// <param name="answers">Names the answers that they are made of: what shows in others is another event.</param>
    /// <param name="before">What was known, and the events that the answers cover.</param>
    /// <param name="after">What the answers tell.</param>
    /// <param name="at">Engine time.</param>
    public static IEnumerable<VmEvent> Between(string prefix, string answers, LastKnown before, LastKnown after, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (after.IsAsBefore(before))
        {
            return [];
        }

        List<(string Name, string Data, string Before)> shown = [];
        foreach (var question in StateQuestion.All)
        {
            Add(shown, question, before, after);
        }

        var isToldByDisk = shown.Exists(told => told.Name == BlockAspect.IoError);
        shown.InsertRange(0, Between(before.Status, after.Status)
            .Where(told => told.Name != BlockAspect.IoError || !isToldByDisk)
            .Select(told => (told.Name, told.Data, Before: before.Status ?? "")));
        return shown.Count == 0 ? [] : shown
            .OrderBy(told => told.Name switch { "RESUME" => 0, "STOP" => 2, "RESET" => 3, _ => 1 })  // Why it stopped is told first, as QEMU does.
            .Select(told => new VmEvent
            {
                Id = StableId.Of(prefix + "r_", prefix, answers, told.Name, told.Data, told.Before),
                Name = told.Name,
                Data = Encoding.UTF8.GetBytes(told.Data),
                At = at,
                Origin = EventOrigin.Recovered,
            });
    }

    private static void Add(List<(string Name, string Data, string Before)> shown, StateQuestion question, LastKnown before, LastKnown after)
    {
        var aspect = question.Aspect;
        // Where nothing was known, what QEMU still has of a VM that runs may be of long ago.
        var holds = aspect.IsLevel && after.Status is (null or "io-error");
        if ((before.Of(question) ?? (holds ? Aspect.None : null)) is not { } was || after.Of(question) is not { } now || ReferenceEquals(was, now))
        {
            return;
        }

        foreach (var (name, data, then) in aspect.Between(was, now))
        {
            shown.Add((name, data.ToJsonString(), then));
        }
    }

    private static IEnumerable<(string Name, string Data)> Between(string? before, string? after)
    {
        if (before == after)
        {
            yield break;
        }

        var wasHeld = IsHeld(before);
        if (wasHeld && IsHeld(after))
        {
            yield return ("RESUME", "{}"); // What holds it now is another thing: it ran in between.
        }

        switch (after)
        {
            case "guest-panicked": yield return ("GUEST_PANICKED", """{"action": "pause"}"""); break;
            case "io-error": yield return (BlockAspect.IoError, """{"action": "stop"}"""); break;
            case "watchdog": yield return ("WATCHDOG", """{"action": "pause"}"""); break;
            case Running when before is not null: yield return (before == "suspended" ? "WAKEUP" : "RESUME", "{}"); break;
            case "shutdown" when before is not null: yield return ("SHUTDOWN", "{}"); break;
            case "suspended" when before is not null: yield return ("SUSPEND", "{}"); break;
            case "prelaunch" when wasHeld || before is Running or "shutdown": yield return ("RESET", "{}"); break;
        }

        if ((before == Running && (IsHeld(after) || after == "prelaunch")) || (wasHeld && IsHeld(after)))
        {
            yield return ("STOP", "{}");
        }
    }

    private static bool IsHeld(string? status) => status is "paused" or "guest-panicked" or "io-error" or "watchdog";
}
