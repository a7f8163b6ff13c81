using System.Text.Json;
using System.Text.Unicode;

namespace Reactor.Qmp;

/// <summary>
/// Reads the answer to <c>query-qmp-schema</c>: the bare array, the whole reply around it, or a saved conversation that has it
/// somewhere, on one line or pretty-printed. It comes from a peer: whatever it holds, this ends soon, and with a schema or with a
/// <see cref="QmpSchemaException"/>.
/// </summary>
public static class QmpSchemaReader
{
    /// <summary>Longest text read, in bytes; QEMU 7.2 answers with 207 KB.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>Deepest nesting of its JSON; QEMU's has 6 levels.</summary>
    private const int MaxDepth = 32;

    /// <summary>JSON values one after another in one text (greeting, replies, events).</summary>
    private const int MaxMessages = 1000;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a schema.</summary>
    /// <param name="utf8">The answer as JSON.</param>
    /// <param name="qemuVersion">The VM's QEMU, such as <c>7.2.22</c>; null to take it from a greeting in the text, if there is one.</param>
    /// <exception cref="QmpSchemaException">It is no schema, or beyond the limits.</exception>
    public static QmpSchema Read(ReadOnlyMemory<byte> utf8, string? qemuVersion = null)
    {
        if (utf8.Span.StartsWith(ByteOrderMark))
            utf8 = utf8[ByteOrderMark.Length..];
        if (Unreadable(utf8.Span) is { } problem)
            throw new QmpSchemaException(problem);

        try
        {
            return ReadMessages(utf8.Span, qemuVersion);
        }
        catch (JsonException e)
        {
            throw new QmpSchemaException($"the schema is not well-formed JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}): {e.Message}", e);
        }
    }

    private static string? Unreadable(ReadOnlySpan<byte> utf8) =>
        utf8.IsEmpty ? "the schema is empty: it should be the answer to query-qmp-schema"
        : utf8.Length > MaxBytes ? $"the schema has {utf8.Length} bytes, more than the {MaxBytes} that are read"
        : !Utf8.IsValid(utf8) ? "the schema is not UTF-8"
        : JsonText.HasUnpairedSurrogate(utf8) ? "the schema has half a surrogate pair in a string"
        : null;

    private static QmpSchema ReadMessages(ReadOnlySpan<byte> utf8, string? qemuVersion)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = MaxDepth, AllowMultipleValues = true });
        JsonDocument? schema = null;
        try
        {
            for (int i = 0; i < MaxMessages && reader.Read(); i++)
            {
                JsonDocument message = JsonDocument.ParseValue(ref reader);
                qemuVersion ??= GreetedVersion(message.RootElement);
                if (schema is null && Entries(message.RootElement) is not null)
                    schema = message;
                else
                    message.Dispose();
            }

            return schema is null
                ? throw new QmpSchemaException("there is no answer to query-qmp-schema in it: that is an array of objects with a 'meta-type', bare or as the 'return' of a reply")
                : SchemaBuilder.Build(SchemaEntries.Read(Entries(schema.RootElement)!.Value), qemuVersion);
        }
        finally
        {
            schema?.Dispose();
        }
    }

    /// <summary>The array, when this message has one that begins like a schema.</summary>
    private static JsonElement? Entries(JsonElement message)
    {
        if (message.ValueKind == JsonValueKind.Object)
            return message.TryGetProperty("return", out var value) && value.ValueKind == JsonValueKind.Array ? Entries(value) : null;
        bool isSchema = message.ValueKind == JsonValueKind.Array && message.GetArrayLength() > 0
            && message[0].ValueKind == JsonValueKind.Object && message[0].TryGetProperty("meta-type", out _);
        return isSchema ? message : null;
    }

    private static string? GreetedVersion(JsonElement message)
    {
        foreach (string name in (ReadOnlySpan<string>)["QMP", "version", "qemu"])
        {
            if (message.ValueKind != JsonValueKind.Object || !message.TryGetProperty(name, out message))
                return null;
        }

        return Number(message, "major") is { } major && Number(message, "minor") is { } minor && Number(message, "micro") is { } micro
            ? $"{major}.{minor}.{micro}"
            : null;
    }

    private static int? Number(JsonElement e, string name) =>
        e.ValueKind == JsonValueKind.Object && e.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number && v.TryGetInt32(out int number) && number >= 0 ? number : null;
}
