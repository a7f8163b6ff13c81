using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reactor.Reactions.Json;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Payloads;

/// <summary>
/// The body of a delivery that has no body of its own: the envelope of Standard Webhooks 1.0 (<c>type</c>, <c>timestamp</c>,
/// <c>data</c>) around a firing or an alert. Times are RFC 3339 in UTC with microseconds. Equal content gives equal bytes; nothing that
/// a guest says becomes syntax, and characters that matter in markup are escaped.
/// </summary>
public static class StandardPayload
{
    /// <summary>Type of a firing.</summary>
    public const string FiringType = "reactor.firing";

    /// <summary>Type of an alert that opened.</summary>
    public const string AlertFiringType = "reactor.alert.firing";

    /// <summary>Type of an alert that ended.</summary>
    public const string AlertResolvedType = "reactor.alert.resolved";

    /// <summary>Type of an alert that somebody acknowledged.</summary>
    public const string AlertAcknowledgedType = "reactor.alert.acknowledged";

    private const string Unverified = "unverified_since";
    private const string VmAlone = "{\"vm\":\"";

    /// <summary>
    /// Writes it. Where it would be larger than <paramref name="maxBytes"/>, the event's data and the key, which guests can fill, are written
    /// as empty objects, and <c>omitted_bytes</c> in <c>event</c> says how much data there was.
    /// </summary>
    /// <param name="content">What to tell.</param>
    /// <param name="maxBytes">Size to keep to.</param>
    public static ReadOnlyMemory<byte> Write(PayloadContent content, int maxBytes) => Write(content, maxBytes, out _);

    /// <summary>The same, and whether nothing was left out.</summary>
    /// <param name="content">What to tell.</param>
    /// <param name="maxBytes">Size to keep to.</param>
    /// <param name="isWhole">Whether the event's data and the key are in it.</param>
    public static ReadOnlyMemory<byte> Write(PayloadContent content, int maxBytes, out bool isWhole)
    {
        ArgumentNullException.ThrowIfNull(content);
        isWhole = true;
        if ((content.Event?.Data.Length ?? 0) < maxBytes)
        {
            var whole = Write(content, full: true);
            if (whole.Length <= maxBytes)
            {
                return whole;
            }
        }

        isWhole = false;
        return Write(content, full: false);
    }

    /// <summary>The payload of an alert with, or without, that it is unverified.</summary>
    /// <param name="payload">What <see cref="Write(PayloadContent, int)"/> wrote of an alert.</param>
    /// <param name="since">Since when; null: it is not.</param>
    public static ReadOnlyMemory<byte> WithUnverified(ReadOnlyMemory<byte> payload, DateTimeOffset? since)
    {
        var root = JsonNode.Parse(payload.Span, documentOptions: new JsonDocumentOptions { MaxDepth = JsonCopy.MaxDepth + 16 })!;
        var alert = root["data"]!["alert"]!.AsObject();
        alert.Remove(Unverified);
        if (since is { } then)
        {
            alert[Unverified] = Rfc3339.Format(then);
        }

        var buffer = new ArrayBufferWriter<byte>(payload.Length + 64);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = JsonCopy.MaxDepth + 16 });
        root.WriteTo(writer);
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static ReadOnlyMemory<byte> Write(PayloadContent content, bool full)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 + (full ? content.Event?.Data.Length ?? 0 : 0));
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("type"u8, TypeOf(content.Alert));
        Rfc3339.Write(writer, "timestamp"u8, content.Timestamp);
        writer.WriteStartObject("data"u8);
        writer.WriteString("firing"u8, content.FiringId);
        writer.WriteString("rule"u8, content.Rule);
        writer.WriteString("severity"u8, content.Severity);
        WriteLabels(writer, content.Labels);
        writer.WriteString("summary"u8, content.Summary);
        if (content.Alert is { } alert)
        {
            WriteAlert(writer, alert);
        }

        WriteVm(writer, content.Vm);
        WriteEvent(writer, content.Event, full);
        WriteMatch(writer, content.Match, full);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    private static string TypeOf(PayloadAlert? alert) => alert switch
    {
        null => FiringType,
        { Resolved: true } => AlertResolvedType,
        { Acknowledged: not null } => AlertAcknowledgedType,
        _ => AlertFiringType,
    };

    private static void WriteAlert(Utf8JsonWriter writer, PayloadAlert alert)
    {
        writer.WriteStartObject("alert"u8);
        writer.WriteString("id"u8, alert.Id);
        writer.WriteString("state"u8, alert.Resolved ? "resolved" : alert.Acknowledged is null ? "firing" : "acknowledged");
        Rfc3339.Write(writer, "starts_at"u8, alert.StartsAt);
        writer.WriteString("ends_at"u8, alert.EndsAt is { } end ? Rfc3339.Format(end) : null);
        writer.WriteString("resolved_by"u8, alert.ResolvedBy);
        if (alert.Description.Length > 0)
        {
            writer.WriteString("description"u8, alert.Description);
        }

        if (alert.UnverifiedSince is { } since)
        {
            writer.WriteString(Unverified, Rfc3339.Format(since));
        }

        if (alert.Acknowledged is { } note)
        {
            writer.WriteStartObject("acknowledged"u8);
            writer.WriteString("by"u8, note.By);
            Rfc3339.Write(writer, "at"u8, note.At);
            if (note.Comment.Length > 0)
            {
                writer.WriteString("comment"u8, note.Comment);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteVm(Utf8JsonWriter writer, VmView vm)
    {
        writer.WriteStartObject("vm"u8);
        writer.WriteString("id"u8, vm.Id);
        writer.WriteString("name"u8, vm.Name);
        writer.WriteString("uuid"u8, vm.Uuid);
        writer.WriteString("host"u8, vm.Host);
        WriteLabels(writer, vm.Labels);
        writer.WriteEndObject();
    }

    private static void WriteEvent(Utf8JsonWriter writer, VmEvent? @event, bool full)
    {
        if (@event is null)
        {
            writer.WriteNull("event"u8);
            return;
        }

        writer.WriteStartObject("event"u8);
        writer.WriteString("id"u8, @event.Id);
        writer.WriteString("name"u8, @event.Name);
        Rfc3339.Write(writer, "at"u8, @event.At);
        writer.WriteString("origin"u8, @event.Origin.ToWord());
        writer.WritePropertyName("data"u8);
        if (full && SeenEventJson.IsObject(@event.Data.Span))
        {
            JsonCopy.Write(writer, @event.Data.Span);
        }
        else
        {
            writer.WriteStartObject();
            writer.WriteEndObject();
            writer.WriteNumber("omitted_bytes"u8, @event.Data.Length);
        }

        writer.WriteEndObject();
    }

    private static void WriteMatch(Utf8JsonWriter writer, PayloadMatch match, bool full)
    {
        writer.WriteStartObject("match"u8);
        writer.WriteNumber("count"u8, match.Count);
        Rfc3339.Write(writer, "first_at"u8, match.FirstAt);
        Rfc3339.Write(writer, "last_at"u8, match.LastAt);
        writer.WriteNumber("suppressed"u8, match.Suppressed);
        writer.WriteStartObject("key"u8);
        if (full)
        {
            WriteKey(writer, match.Key);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteKey(Utf8JsonWriter writer, string key)
    {
        // Mostly the VM alone, which isn't told here: one member, a text, has four quotes.
        if (key.StartsWith(VmAlone, StringComparison.Ordinal) && key.AsSpan().Count('"') == 4)
        {
            return;
        }

        using var document = JsonDocument.Parse(key);
        foreach (var part in document.RootElement.EnumerateObject())
        {
            if (!part.NameEquals("vm"u8))
            {
                writer.WritePropertyName(part.Name);
                part.Value.WriteTo(writer);
            }
        }
    }

    private static void WriteLabels(Utf8JsonWriter writer, ImmutableSortedDictionary<string, string> labels)
    {
        writer.WriteStartObject("labels"u8);
        // What the store gives back may be ordered in another way; the bytes must not depend on it.
        foreach (var (name, value) in labels.WithComparers(StringComparer.Ordinal))
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }
}
