using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Reactor.Actors.Operating;

namespace Reactor.Operating;

/// <summary>How a command is put to the daemon: <c>{"vm", "command", "arguments", "process", "confirmed", "look", "timeout_ms"}</c>.</summary>
internal static class QmpRequest
{
    /// <summary>Longest time that an answer may take.</summary>
    public static readonly TimeSpan MostTime = TimeSpan.FromMinutes(10);

    private const long UsualMilliseconds = 10_000;
    private const int LongestName = 256;
    private const int MaxDepth = 48;

    /// <summary>Writes one.</summary>
    public static ReadOnlyMemory<byte> Write(OperatorCommand command)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("vm", command.Vm);
            writer.WriteString("command", command.Command);
            if (!command.Arguments.IsEmpty)
            {
                writer.WritePropertyName("arguments");
                writer.WriteRawValue(command.Arguments.Span);
            }
            if (command.Process is { } process)
            {
                writer.WriteString("process", process);
            }
            writer.WriteBoolean("confirmed", command.IsConfirmed);
            writer.WriteBoolean("look", command.OnlyLooks);
            writer.WriteNumber("timeout_ms", (long)command.Timeout.TotalMilliseconds);
            writer.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }

    /// <summary>Reads one; what is wrong where it is none.</summary>
    public static (OperatorCommand? Command, string? Problem) Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return (null, "the body is no JSON object");
        }
        if (Text(body, "vm") is not { } vm || Text(body, "command") is not { } command)
        {
            return (null, $"`vm` and `command` are wanted, of 1 to {LongestName} characters");
        }
        if (Milliseconds(body) is not { } timeout)
        {
            return (null, string.Create(CultureInfo.InvariantCulture, $"`timeout_ms` is an integer, 1 to {MostTime.TotalMilliseconds}"));
        }
        var arguments = body.TryGetProperty("arguments", out var value) ? value : default;
        if (arguments.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Object) || !IsText(arguments))
        {
            return (null, $"`arguments` is a JSON object of valid text, nested no deeper than {MaxDepth}");
        }
        return (new OperatorCommand
        {
            Vm = vm,
            Command = command,
            Arguments = arguments.ValueKind == JsonValueKind.Object ? Encoding.UTF8.GetBytes(arguments.GetRawText()) : default,
            Process = Text(body, "process"),
            IsConfirmed = Flag(body, "confirmed"),
            OnlyLooks = Flag(body, "look"),
            Timeout = TimeSpan.FromMilliseconds(timeout),
        }, null);
    }

    private static long? Milliseconds(JsonElement body) =>
        !body.TryGetProperty("timeout_ms", out var given) ? UsualMilliseconds
        : given.ValueKind == JsonValueKind.Number && given.TryGetInt64(out var milliseconds) && milliseconds >= 1 && milliseconds <= MostTime.TotalMilliseconds ? milliseconds
        : null;

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && IsText(value) && value.GetString() is { Length: >= 1 and <= LongestName } text
            ? text
            : null;

    private static bool Flag(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    // Half a character (\ud800) is JSON and no text: QEMU would not take it.
    private static bool IsText(JsonElement value, int depth = 0)
    {
        try
        {
            return depth <= MaxDepth && value.ValueKind switch
            {
                JsonValueKind.Object => value.EnumerateObject().All(member => member.Name.Length <= LongestName && IsText(member.Value, depth + 1)),
                JsonValueKind.Array => value.EnumerateArray().All(element => IsText(element, depth + 1)),
                JsonValueKind.String => value.GetString() is not null,
                _ => true,
            };
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
