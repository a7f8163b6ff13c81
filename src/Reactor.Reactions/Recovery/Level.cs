using System.Collections.Immutable;
using System.Text.Json;
using Reactor.Qmp;

namespace Reactor.Reactions.Recovery;

/// <summary>
/// What lasts until something ends it, and is told by an event only when it begins: a panic that holds the VM, an error of a disk, a slot's last answer.
/// One that is so before and after a gap may have ended and begun again in it: nothing shows that. Levels are texts, a place and what is so there:
/// <c>run=guest-panicked</c>, <c>disks/d0=error</c>.
/// </summary>
public static class Level
{
    // A slot's or a disk's name; one that is longer is not followed.
    private const int MaxLength = 256;

    private const string Run = "run";
    private const string Held = "held";

    /// <summary>Those that are so before a gap and after it.</summary>
    /// <param name="before">What was known when the VM was last heard.</param>
    /// <param name="after">What its answers show.</param>
    public static ImmutableArray<string> Standing(LastKnown before, LastKnown after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        var levels = ImmutableArray.CreateBuilder<string>();
        if (before.Status == after.Status)
        {
            levels.AddRange(OfStatus(after.Status).Select(status => $"{Run}={status}"));
        }

        foreach (var question in StateQuestion.All)
        {
            if (before.Of(question) is { } was && after.Of(question) is { } now)
            {
                var stood = question.Aspect.Levels(was).ToHashSet(StringComparer.Ordinal);
                levels.AddRange(question.Aspect.Levels(now).Where(stood.Contains).Select(level => $"{question.Name}/{level}"));
            }
        }

        // Where the disks are known, they say better which error stands.
        if (levels.Count > 0 && Disks(before) is not null && Disks(after) is not null)
        {
            levels.Remove($"{Run}={IoError}");
        }

        return levels.DrainToImmutable();
    }

    /// <summary>Those that an event tells the beginning of.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="data">Its data.</param>
    public static ImmutableArray<string> Of(string name, ReadOnlyMemory<byte> data)
    {
        if (!LastKnown.IsChangedBy(name))
        {
            return [];
        }

        var levels = ImmutableArray.CreateBuilder<string>();
        if (name == "STOP")
        {
            levels.Add($"{Run}={Held}");
        }
        else if (OfStatus(RunState.After(null, name, data)) is [var status, ..])
        {
            levels.Add($"{Run}={status}");
        }

        if (StateQuestion.Of(name) is { } question)
        {
            using var json = JsonDocument.Parse(data.IsEmpty ? "{}"u8.ToArray() : data);
            levels.AddRange(question.Aspect.LevelsOf(name, json.RootElement).Select(level => $"{question.Name}/{level}"));
        }

        levels.RemoveAll(level => level.Length > MaxLength);
        return levels.DrainToImmutable();
    }

    /// <summary>Whether an event tells something new of where one of these levels is: that it begins anew, or that it has ended.</summary>
    /// <param name="levels">The levels.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="data">Its data.</param>
    public static bool IsTold(ImmutableArray<string> levels, string name, ReadOnlyMemory<byte> data)
    {
        if (!LastKnown.IsChangedBy(name))
        {
            return false;
        }

        var places = Of(name, data).Select(PlaceOf).ToHashSet(StringComparer.Ordinal);
        var ends = name is "RESUME" or "WAKEUP" or "RESET" or "SHUTDOWN";
        return levels.Any(level => places.Contains(PlaceOf(level)) || (ends && EndsWithRunning(level)));
    }

    private const string IoError = "io-error";

    private static string[] OfStatus(string? status) => status switch
    {
        "guest-panicked" or IoError or "watchdog" => [status, Held],
        "paused" => [Held],
        "suspended" or RunState.Shutdown => [status],
        _ => [],
    };

    private static ImmutableSortedDictionary<string, string>? Disks(LastKnown known) => known.Of(StateQuestion.ByName["disks"]);

    private static string PlaceOf(string level) => level[..level.LastIndexOf('=')];

    // QEMU forgets a disk's error when the VM is let run again.
    private static bool EndsWithRunning(string level) => level.StartsWith(Run + "=", StringComparison.Ordinal) || level.StartsWith("disks/", StringComparison.Ordinal);
}
