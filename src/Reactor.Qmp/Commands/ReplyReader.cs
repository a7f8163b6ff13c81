using System.Text.Json;

namespace Reactor.Qmp;

/// <summary>Reads replies and the greeting out of well-formed messages.</summary>
internal static class ReplyReader
{
    // A greeting is kept as long as its connection: of what is longer, or more, than QEMU's only a part.
    private const int LongestPackage = 200;
    private const int LongestCapability = 64;

    // Of an error: it is kept, logged and sent on, and the peer may be no QEMU.
    private const int LongestClass = 64;
    private const int LongestDescription = 4096;
    private const int MostCapabilities = 16;

    public static QmpReply Read(in QmpMessage message, long eventsBefore) =>
        message.Kind == QmpMessageKind.Return
            ? new QmpReturn(message.Body.ToArray()) { EventsBefore = eventsBefore }
            : ReadError(message.Body, eventsBefore);

    /// <summary>The greeting, or null when the object is none.</summary>
    public static QmpGreeting? ReadGreeting(ReadOnlySpan<byte> body)
    {
        using var document = Parse(body);
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object
            || !TryGet(root, "version", JsonValueKind.Object, out JsonElement version)
            || !TryGet(version, "qemu", JsonValueKind.Object, out JsonElement qemu)
            || Number(qemu, "major") is not { } major
            || Number(qemu, "minor") is not { } minor
            || Number(qemu, "micro") is not { } micro)
            return null;

        string[] capabilities = TryGet(root, "capabilities", JsonValueKind.Array, out JsonElement list)
            ? [.. list.EnumerateArray().Where(c => c.ValueKind == JsonValueKind.String).Select(c => c.GetString()!).Where(c => c.Length <= LongestCapability).Take(MostCapabilities)]
            : [];
        return new QmpGreeting(major, minor, micro, Cut(Text(version, "package").Trim(), LongestPackage), capabilities);
    }

    /// <summary>At most so many characters of a text, never half a character.</summary>
    public static string Cut(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    private static QmpError ReadError(ReadOnlySpan<byte> body, long eventsBefore)
    {
        using var document = Parse(body);
        JsonElement root = document.RootElement;
        return root.ValueKind == JsonValueKind.Object
            ? new QmpError(Cut(Text(root, "class"), LongestClass), Cut(Text(root, "desc"), LongestDescription)) { EventsBefore = eventsBefore }
            : new QmpError("", "the error is no object") { EventsBefore = eventsBefore };
    }

    private static JsonDocument Parse(ReadOnlySpan<byte> body)
    {
        // Its depth was checked with the whole message.
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = int.MaxValue });
        return JsonDocument.ParseValue(ref reader);
    }

    private static bool TryGet(JsonElement e, string name, JsonValueKind kind, out JsonElement value) =>
        e.TryGetProperty(name, out value) && value.ValueKind == kind;

    private static int? Number(JsonElement e, string name) =>
        TryGet(e, name, JsonValueKind.Number, out JsonElement value) && value.TryGetInt32(out int number) ? number : null;

    private static string Text(JsonElement e, string name) =>
        TryGet(e, name, JsonValueKind.String, out JsonElement value) ? value.GetString()! : "";
}
