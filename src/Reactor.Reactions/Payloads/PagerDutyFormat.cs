using System.Text.Json;
using Reactor.Reactions.Json;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Payloads;

/// <summary>
/// PagerDuty's Events API v2. All events of one alert have its uid as <c>dedup_key</c>, so they are one incident. The routing key is a secret:
/// it is added when the event is sent (<see cref="WithRoutingKey"/>).
/// </summary>
public sealed class PagerDutyFormat : ITargetFormat
{
    // The API's limit is 512 KB, the routing key included.
    private const int MaxEventBytes = 500 * 1000;
    private const int MaxSummaryCharacters = 1024;
    private const int MaxFieldBytes = 255;

    private PagerDutyFormat()
    {
    }

    internal static PagerDutyFormat Instance { get; } = new();

    /// <summary>The event as it is sent.</summary>
    /// <param name="stored">The event as it is stored.</param>
    /// <param name="key">The routing key.</param>
    public static ReadOnlyMemory<byte> WithRoutingKey(ReadOnlyMemory<byte> stored, string key)
    {
        using var document = JsonDocument.Parse(stored, new JsonDocumentOptions { MaxDepth = JsonCopy.MaxDepth + 32 });
        return JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("routing_key"u8, key);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                member.WriteTo(writer);
            }

            writer.WriteEndObject();
        });
    }

    RenderedBody ITargetFormat.Render(TargetNotice notice, int maxBytes)
    {
        var limit = Math.Min(maxBytes, MaxEventBytes);
        var whole = Write(notice, full: true);
        return RenderedBody.Json(whole.Length <= limit ? whole : Write(notice, full: false));
    }

    private static ReadOnlyMemory<byte> Write(TargetNotice notice, bool full) => JsonBody.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("event_action"u8, notice.State switch { NoticeState.Resolved => "resolve", NoticeState.Acknowledged => "acknowledge", _ => "trigger" });
        writer.WriteString("dedup_key"u8, notice.Thread);
        writer.WriteString("client"u8, "Reactor");
        if (NoticeText.Runbook(notice) is { } runbook)
        {
            writer.WriteStartArray("links"u8);
            writer.WriteStartObject();
            writer.WriteString("href"u8, runbook);
            writer.WriteString("text"u8, "Runbook");
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        WritePayload(writer, notice, full);
        writer.WriteEndObject();
    });

    private static void WritePayload(Utf8JsonWriter writer, TargetNotice notice, bool full)
    {
        var content = notice.Content;
        var vm = PlainText.OneLine(content.Vm.Name, MaxFieldBytes);
        var host = PlainText.OneLine(content.Vm.Host, MaxFieldBytes);
        writer.WriteStartObject("payload"u8);
        var summary = PlainText.OneLine(content.Summary, MaxSummaryCharacters);
        writer.WriteString("summary"u8, summary.Length > 0 ? summary : content.Rule);
        writer.WriteString("source"u8, vm.Length > 0 ? vm : host.Length > 0 ? host : "reactor");
        writer.WriteString("severity"u8, content.Severity is "critical" or "error" or "warning" or "info" ? content.Severity : "error");
        writer.WriteString("timestamp"u8, Rfc3339.Format(content.Alert?.StartsAt ?? content.Timestamp));
        if (host.Length > 0)
        {
            writer.WriteString("group"u8, host);
        }

        writer.WriteString("class"u8, content.Rule);
        writer.WriteStartObject("custom_details"u8);
        if (full && notice.Own is { IsJson: true } own)
        {
            writer.WritePropertyName("body"u8);
            writer.WriteRawValue(own.Bytes.Span, skipInputValidation: true);
        }
        else if (NoticeText.Text(notice, full ? int.MaxValue / 4 : MaxSummaryCharacters) is { Length: > 0 } text)
        {
            writer.WriteString("description"u8, text);
        }

        foreach (var (name, value) in NoticeText.Facts(notice).DistinctBy(f => f.Name).Where(f => f.Name is not ("body" or "description" or "event_data")))
        {
            writer.WriteString(name, value);
        }

        if (full && content.Event is { } @event && SeenEventJson.IsObject(@event.Data.Span))
        {
            writer.WritePropertyName("event_data"u8);
            JsonCopy.Write(writer, @event.Data.Span);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
