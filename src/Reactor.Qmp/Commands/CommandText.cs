using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Reactor.Qmp;

/// <summary>Writes a command's line.</summary>
internal static class CommandText
{
    private const int LongestId = 24;

    public static byte[] Write(PendingCommand command, ReadOnlyMemory<byte> argumentsJson) =>
        ShortJson.ToBytes(
            (Command: command, Arguments: argumentsJson),
            static (writer, line) =>
            {
                writer.WriteStartObject();
                writer.WriteString("execute"u8, line.Command.Name);
                Span<byte> id = stackalloc byte[LongestId];
                Utf8.TryWrite(id, CultureInfo.InvariantCulture, $"r-{line.Command.Id}", out int length);
                writer.WriteString("id"u8, id[..length]);
                if (!line.Arguments.IsEmpty)
                {
                    writer.WritePropertyName("arguments"u8);
                    writer.WriteRawValue(line.Arguments.Span, skipInputValidation: true);
                }

                writer.WriteEndObject();
            },
            "\n"u8);

    /// <summary>Throws for what can't be a command: arguments that are not one JSON object could add members to it, or break the stream.</summary>
    public static void Check(string command, ReadOnlySpan<byte> argumentsJson, int maxBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(command);
        if (argumentsJson.IsEmpty)
            return;
        string? problem = argumentsJson.Length > maxBytes
            ? $"they have {argumentsJson.Length} bytes, more than {maxBytes}"
            : Problem(argumentsJson);
        if (problem is not null)
            throw new ArgumentException($"the arguments of '{command}' can't be sent: {problem}", nameof(argumentsJson));
    }

    private static string? Problem(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
            return "they are not UTF-8";
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
                return "they are not a JSON object";
            reader.Skip();
            reader.Read();
            return null;
        }
        catch (JsonException e)
        {
            return e.Message;
        }
    }
}
