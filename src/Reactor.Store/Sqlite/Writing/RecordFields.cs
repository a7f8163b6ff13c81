using System.Text.Json;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>
/// Merges the fields of a keyed row: a field that is given replaces the old value whole (no merging inside it), null included,
/// which is a value here and not a removal; a field that is not given stays. Numbers keep their text.
/// </summary>
internal static class RecordFields
{
    public static JsonDocument Parse(string fields)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(fields);
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"The fields of a record are no JSON: {e.Message}", e);
        }
        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return document;
        document.Dispose();
        throw new ArgumentException("The fields of a record must be a JSON object.");
    }

    public static string Merge(string existing, JsonElement given)
    {
        using var old = JsonDocument.Parse(existing);
        return JsonText.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (var field in old.RootElement.EnumerateObject())
            {
                if (!given.TryGetProperty(field.Name, out _))
                    field.WriteTo(writer);
            }
            foreach (var field in given.EnumerateObject())
                field.WriteTo(writer);
            writer.WriteEndObject();
        });
    }
}
