using Reactor.Qmp;
using Reactor.Rules.Diagnostics;

namespace Reactor.Rules.Loading.Compiling;

/// <summary>Advice for names that no event has: what people call a thing, and what QEMU calls it.</summary>
internal static class EventWords
{
    private const string HowToSee =
        "the names are those of the QMP reference of QEMU, such as RESET, SHUTDOWN or STOP; `reactor events` shows which came, with a rule on event: \"*\"";

    private static readonly (string[] Words, string Meant)[] s_words =
    [
        (["reboot", "rebooted", "restart", "restarted"], "RESET"),
        (["crash", "crashed", "panic", "panicked", "kernelpanic", "bluescreen", "bsod", "oops"], "GUEST_PANICKED"),
        (["poweroff", "poweredoff", "halt", "halted", "turnoff", "exit", "quit"], "SHUTDOWN (it ended) or POWERDOWN (it was asked to)"),
        (["pause", "paused", "stopped", "freeze", "frozen"], "STOP"),
        (["unpause", "unpaused", "resumed", "continue", "cont", "start", "started"], "RESUME"),
        (["sleep", "suspended"], "SUSPEND"),
        (["wake", "wokeup"], "WAKEUP"),
        (["disk", "diskerror", "ioerror", "blockerror", "diskfull", "enospc", "nospace"], "BLOCK_IO_ERROR"),
        (["hang", "hung", "watchdogtimeout"], "WATCHDOG"),
        (["memory", "memoryerror", "mce"], "MEMORY_FAILURE"),
        (["migrate", "migrated"], "MIGRATION"),
        (["unplug", "hotunplug", "unplugged"], "DEVICE_DELETED"),
        (["balloon"], "BALLOON_CHANGE"),
    ];

    /// <summary>What was probably meant, else how to see which events there are.</summary>
    /// <param name="pattern">The name or pattern as written.</param>
    /// <param name="catalogue">The events that there are.</param>
    public static string Advice(string pattern, EventCatalogue catalogue)
    {
        if (catalogue.Spelled(pattern) is { } spelled)
            return $"did you mean {spelled}?";
        string name = pattern.Replace("*", "", StringComparison.Ordinal);
        string word = new([.. name.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant)]);
        string? meant = s_words.FirstOrDefault(w => w.Words.Contains(word)).Meant;
        return meant is not null ? $"did you mean {meant}?" : Nearest.Suggest(name, catalogue.Names) ?? HowToSee;
    }

    /// <summary>The names that the table gives, for tests.</summary>
    internal static IEnumerable<string> Meant => s_words.SelectMany(w => w.Meant.Split(' ')).Where(w => w.Any(char.IsAsciiLetterUpper) && w.All(c => char.IsAsciiLetterUpper(c) || c == '_'));
}
