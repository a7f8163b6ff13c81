using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Reactor.Reactions.Json;

namespace Reactor.Reactions.Groups;

/// <summary>
/// The body of a notification of a group: as many of its alerts as there is room for, each as <c>data</c> is where it is told alone, those that fire
/// first; how many are left out stands in <c>truncated</c>.
/// </summary>
internal static class GroupPayload
{
    public const string FiringType = "reactor.alerts.firing";

    public const string ResolvedType = "reactor.alerts.resolved";

    // What stands around the alerts, its key apart.
    private const int Envelope = 1024;

    private static readonly JsonDocumentOptions s_deep = new() { MaxDepth = JsonCopy.MaxDepth + 16 };

    public static ReadOnlyMemory<byte> Write(
        AlertGroup group, IReadOnlyCollection<GroupedAlert> firing, IReadOnlyCollection<GroupedAlert> ended, DateTimeOffset now, int maxAlerts, int maxBytes)
    {
        var left = maxBytes - Envelope - (2 * group.Place.Key.Length);
        var shown = new List<ReadOnlyMemory<byte>>();
        foreach (var alert in firing.Concat(ended))
        {
            var data = DataOf(alert.Payload);
            if (shown.Count == maxAlerts || data.Length + 1 > left)
            {
                continue;
            }

            shown.Add(data);
            left -= data.Length + 1;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = 1_000 });
        writer.WriteStartObject();
        writer.WriteString("type"u8, firing.Count > 0 ? FiringType : ResolvedType);
        writer.WriteString("timestamp"u8, Rfc3339.Format(now));
        writer.WriteStartObject("data"u8);
        writer.WriteStartObject("group"u8);
        writer.WritePropertyName("key"u8);
        writer.WriteRawValue(group.Place.Key);
        writer.WriteString("id"u8, group.Uid);
        writer.WriteString("route"u8, group.Place.Route);
        writer.WriteNumber("firing"u8, firing.Count);
        writer.WriteNumber("resolved"u8, ended.Count);
        writer.WriteNumber("truncated"u8, firing.Count + ended.Count - shown.Count);
        writer.WriteEndObject();
        writer.WriteStartArray("alerts"u8);
        foreach (var data in shown)
        {
            writer.WriteRawValue(data.Span, skipInputValidation: true);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static ReadOnlyMemory<byte> DataOf(ReadOnlyMemory<byte> payload)
    {
        using var document = JsonDocument.Parse(payload, s_deep);
        return JsonMarshal.GetRawUtf8Value(document.RootElement.GetProperty("data"u8)).ToArray();
    }
}
