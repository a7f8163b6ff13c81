using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Reactor.Actors.Operating;
using Reactor.Queries;

namespace Reactor.Operating;

/// <summary>How a command is put to the daemon: <c>{"vm", "command", "arguments", "process", "confirmed", "look", "timeout_ms"}</c>.</summary>
internal static class QmpRequest
{
    /// <summary>Longest time that an answer may take.</summary>
    public static readonly TimeSpan MostTime = TimeSpan.FromMinutes(10);

    private const long UsualMilliseconds = 10_000;
    private const int LongestName = 256;
    private const int MaxDepth = 48;

    /// <summary>The members of its JSON.</summary>
    public static readonly string[] Members = ["vm", "command", "arguments", "process", "confirmed", "look", "timeout_ms"];

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

    /// <summary>Reads one, of nobody in particular.</summary>
    /// <exception cref="RequestRefusedException">It is wrong.</exception>
    public static OperatorCommand Read(RequestBody body)
    {
        if (body.Text("vm", LongestName) is not { Length: > 0 } vm || body.Text("command", LongestName) is not { Length: > 0 } command)
        {
            throw new RequestRefusedException($"`vm` and `command` are wanted, of 1 to {LongestName} characters");
        }
        var arguments = body.Member("arguments");
        if (arguments is { ValueKind: not JsonValueKind.Object } || (arguments is { } given && !IsText(given)))
        {
            throw new RequestRefusedException($"`arguments` is a JSON object of valid text, nested no deeper than {MaxDepth}");
        }
        return new OperatorCommand
        {
            Vm = vm,
            Command = command,
            Arguments = arguments is { } value ? Encoding.UTF8.GetBytes(value.GetRawText()) : default,
            Process = body.Text("process", LongestName),
            IsConfirmed = body.Flag("confirmed"),
            OnlyLooks = body.Flag("look"),
            Timeout = TimeSpan.FromMilliseconds(Milliseconds(body.Member("timeout_ms"))),
        };
    }

    private static long Milliseconds(JsonElement? given) =>
        given is not { } value ? UsualMilliseconds
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var milliseconds) && milliseconds >= 1 && milliseconds <= MostTime.TotalMilliseconds ? milliseconds
        : throw new RequestRefusedException(string.Create(CultureInfo.InvariantCulture, $"`timeout_ms` is an integer, 1 to {MostTime.TotalMilliseconds}"));

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
