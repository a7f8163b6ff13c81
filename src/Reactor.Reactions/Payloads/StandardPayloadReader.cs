using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;
using Reactor.Reactions.Json;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Payloads;

/// <summary>Reads back what <see cref="StandardPayload"/> wrote: a notification that was held is stored so, whatever the form its targets take.</summary>
internal static class StandardPayloadReader
{
    private static readonly JsonDocumentOptions s_options = new() { MaxDepth = JsonCopy.MaxDepth + 16 };

    public static PayloadContent Read(ReadOnlyMemory<byte> payload)
    {
        using var document = JsonDocument.Parse(payload, s_options);
        var data = document.RootElement.GetProperty("data"u8);
        var match = data.GetProperty("match"u8);
        return new PayloadContent
        {
            Timestamp = Time(document.RootElement, "timestamp"),
            FiringId = Text(data, "firing"),
            Rule = Text(data, "rule"),
            Severity = Text(data, "severity"),
            Labels = Labels(data),
            Summary = Text(data, "summary"),
            Vm = Vm(data.GetProperty("vm"u8)),
            Event = Event(data.GetProperty("event"u8)),
            Match = new PayloadMatch(
                match.GetProperty("count"u8).GetInt64(), Time(match, "first_at"), Time(match, "last_at"), match.GetProperty("suppressed"u8).GetInt64(), match.GetProperty("key"u8).GetRawText()),
            Alert = data.TryGetProperty("alert"u8, out var alert) ? Alert(alert) : null,
        };
    }

    private static PayloadAlert Alert(JsonElement alert) => new(
        Text(alert, "id"),
        Text(alert, "state") == "resolved",
        Time(alert, "starts_at"),
        alert.GetProperty("ends_at"u8).ValueKind == JsonValueKind.Null ? null : Time(alert, "ends_at"),
        alert.GetProperty("resolved_by"u8).GetString(),
        alert.TryGetProperty("description"u8, out var description) ? description.GetString()! : "",
        alert.TryGetProperty("unverified_since"u8, out var since) ? since.GetDateTimeOffset() : null)
    {
        Acknowledged = alert.TryGetProperty("acknowledged"u8, out var note)
            ? new PayloadNote(Text(note, "by"), Time(note, "at"), note.TryGetProperty("comment"u8, out var comment) ? comment.GetString()! : "")
            : null,
    };

    private static VmView Vm(JsonElement vm) =>
        new() { Id = Text(vm, "id"), Name = Text(vm, "name"), Uuid = vm.GetProperty("uuid"u8).GetString(), Host = Text(vm, "host"), Labels = Labels(vm) };

    private static VmEvent? Event(JsonElement @event) => @event.ValueKind == JsonValueKind.Null ? null : new VmEvent
    {
        Id = Text(@event, "id"),
        Name = Text(@event, "name"),
        At = Time(@event, "at"),
        Origin = EventOriginWords.Parse(Text(@event, "origin")),
        Data = JsonMarshal.GetRawUtf8Value(@event.GetProperty("data"u8)).ToArray(),
    };

    private static ImmutableSortedDictionary<string, string> Labels(JsonElement parent) =>
        parent.GetProperty("labels"u8).EnumerateObject().ToImmutableSortedDictionary(l => l.Name, l => l.Value.GetString()!, StringComparer.Ordinal);

    private static string Text(JsonElement parent, string name) => parent.GetProperty(name).GetString()!;

    private static DateTimeOffset Time(JsonElement parent, string name) => parent.GetProperty(name).GetDateTimeOffset();
}
