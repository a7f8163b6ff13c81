using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;

namespace Reactor.Qmp;

/// <summary>Writes a command's line.</summary>
internal static class CommandText
{
    public static byte[] Write(string command, string id, ReadOnlySpan<byte> argumentsJson)
    {
        var buffer = new ArrayBufferWriter<byte>(64 + argumentsJson.Length);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("execute"u8, command);
            writer.WriteString("id"u8, id);
            if (!argumentsJson.IsEmpty)
            {
                writer.WritePropertyName("arguments"u8);
                writer.WriteRawValue(argumentsJson, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

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
