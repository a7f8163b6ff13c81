using System.Text.Json;
using Reactor.Reactions.Json;

namespace Reactor.Reactions.Steps;

/// <summary>What the stored forms of steps and runs have in common: a version, and plain words where they can't be read.</summary>
internal static class StoredJson
{
    public static T Read<T>(ReadOnlyMemory<byte> json, int version, string what, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = JsonCopy.MaxDepth + 16 });
            var root = document.RootElement;
            var found = root.GetProperty("v"u8).GetInt32();
            return found >= 1 && found <= version
                ? read(root)
                : throw new InvalidDataException($"{what} has version {found}; this program reads up to {version}. Run the version of Reactor that wrote it, or a newer one.");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new InvalidDataException($"{what} is damaged: it is not what Reactor writes. Restore the store from a backup.", e);
        }
    }

    public static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString() ?? throw new JsonException($"`{name}` is null");

    public static string? OptionalText(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static bool Flag(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) && value.GetBoolean();
}
