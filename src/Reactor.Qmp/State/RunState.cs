using System.Text.Json;

namespace Reactor.Qmp;

/// <summary>Follows a VM's run state, in the words of <c>query-status</c>, from its events. Pure.</summary>
public static class RunState
{
    private const string Running = "running";
    private const string Paused = "paused";

    /// <summary>The guest has shut down.</summary>
    public const string Shutdown = "shutdown";

    /// <summary>A migrated VM is awaited.</summary>
    public const string Incoming = "inmigrate";

    /// <summary>Whether a process in this state is the side of a live migration on which the VM does not run: not yet, or not any more.</summary>
    /// <param name="status">The state; null for unknown.</param>
    public static bool IsMigrating(string? status) => status is Incoming or "postmigrate" or "finish-migrate";

    /// <summary>The state after an event.</summary>
    /// <param name="before">The state before; null for unknown.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="data">Its data (UTF-8 JSON, an object; empty when it has none).</param>
    /// <returns>Null while it isn't known.</returns>
    public static string? After(string? before, string name, ReadOnlyMemory<byte> data) => name switch
    {
        // Why it stopped is told just before; STOP itself says nothing of it.
        "STOP" => before is null or Running ? Paused : before,
        "RESUME" or "WAKEUP" => Running,
        "SUSPEND" => "suspended",
        // A VM that doesn't run is put back to its start and stays stopped.
        "RESET" => before is null or Running or "inmigrate" ? before : "prelaunch",
        "SHUTDOWN" => Shutdown,
        "GUEST_PANICKED" => ActionIs(data, "pause"u8) ? "guest-panicked" : before,
        "BLOCK_IO_ERROR" => ActionIs(data, "stop"u8) ? "io-error" : before,
        "WATCHDOG" => ActionIs(data, "pause"u8) ? "watchdog" : before,
        _ => before,
    };

    private static bool ActionIs(ReadOnlyMemory<byte> data, ReadOnlySpan<byte> action)
    {
        if (data.IsEmpty)
            return false;
        var reader = new Utf8JsonReader(data.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isAction = reader.ValueTextEquals("action"u8);
            reader.Read();
            if (isAction)
                return reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(action);
            reader.Skip();
        }

        return false;
    }
}
