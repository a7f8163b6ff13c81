using System.Text.Json;

namespace Reactor.Qmp;

/// <summary>Reads the embedded catalogue. It is part of the build: whatever is wrong with it is a defect, so it throws.</summary>
internal static class EventCatalogueReader
{
    private const string Resource = "Reactor.Qmp.events.json";

    public static EventCatalogue ReadEmbedded()
    {
        using Stream stream = typeof(EventCatalogue).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"embedded resource {Resource} is missing");
        using var document = JsonDocument.Parse(stream);
        JsonElement root = document.RootElement;
        return new EventCatalogue(Text(root, "qemu"), [.. root.GetProperty("events").EnumerateArray().Select(ReadEvent)]);
    }

    private static EventSchema ReadEvent(JsonElement e) =>
        new(Text(e, "name"), Text(e, "group"), Text(e, "since"), ReadFields(e, "fields"), ReadRateLimit(e), ReadRemoval(e))
        {
            Own = Flag(e, "own"),
            Unstable = Flag(e, "unstable"),
            DataType = OptionalText(e, "dataType"),
            Condition = OptionalText(e, "condition"),
        };

    private static EventRateLimit? ReadRateLimit(JsonElement e) =>
        e.TryGetProperty("rateLimit", out var limit)
            ? new EventRateLimit(TimeSpan.FromMilliseconds(limit.GetProperty("intervalMs").GetInt32()), Texts(limit, "key"), Text(limit, "since"))
            {
                Exempt = limit.TryGetProperty("exempt", out var exempt)
                    ? new EventRateExemption(Text(exempt, "field"), Text(exempt, "value"), Texts(exempt, "since"))
                    : null,
            }
            : null;

    private static EventRemoval? ReadRemoval(JsonElement e) =>
        e.TryGetProperty("removed", out var removed) ? new EventRemoval(Text(removed, "in"), OptionalText(removed, "replacedBy")) : null;

    private static EventField[] ReadFields(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var fields) ? [.. fields.EnumerateArray().Select(ReadField)] : [];

    private static EventField ReadField(JsonElement f) =>
        new(Text(f, "name"), Text(f, "type"), Flag(f, "optional"), OptionalText(f, "since"))
        {
            Values = Texts(f, "values"),
            ValueSince = f.TryGetProperty("valueSince", out var since)
                ? since.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal)
                : new Dictionary<string, string>(),
            Fields = ReadFields(f, "fields"),
            Branches = ReadBranches(f),
            Condition = OptionalText(f, "condition"),
        };

    private static EventBranches? ReadBranches(JsonElement f)
    {
        if (!f.TryGetProperty("branches", out var branches))
            return null;
        JsonElement variants = branches.GetProperty("variants");
        return new EventBranches(
            Text(branches, "tag"),
            variants.EnumerateObject().ToDictionary(
                v => v.Name,
                v => (IReadOnlyList<EventField>)ReadFields(variants, v.Name),
                StringComparer.Ordinal));
    }

    private static string Text(JsonElement e, string name) => e.GetProperty(name).GetString()!;

    private static string? OptionalText(JsonElement e, string name) => e.TryGetProperty(name, out var v) ? v.GetString() : null;

    private static string[] Texts(JsonElement e, string name) =>
        e.TryGetProperty(name, out var v) ? [.. v.EnumerateArray().Select(x => x.GetString()!)] : [];

    private static bool Flag(JsonElement e, string name) => e.TryGetProperty(name, out var v) && v.GetBoolean();
}
