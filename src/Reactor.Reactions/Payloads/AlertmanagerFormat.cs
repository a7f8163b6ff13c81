using Reactor.Reactions.Json;

namespace Reactor.Reactions.Payloads;

/// <summary>
/// Alertmanager's API v2 (<c>POST /api/v2/alerts</c>). An alert that fires carries the end that it has unless it is sent again before; one that
/// ended carries its end.
/// </summary>
internal sealed class AlertmanagerFormat(TimeSpan lifetime, Uri? generator) : ITargetFormat
{
    private const int MaxSummaryBytes = 1024;
    private const int MaxTextBytes = 16 * 1024;

    public RenderedBody Render(TargetNotice notice, int maxBytes) => RenderedBody.Json(JsonBody.Write(writer =>
    {
        var content = notice.Content;
        var startsAt = content.Alert?.StartsAt ?? content.Timestamp;
        writer.WriteStartArray();
        writer.WriteStartObject();
        writer.WriteStartObject("labels"u8);
        foreach (var (name, value) in PrometheusLabels.Of(content))
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("annotations"u8);
        Annotate("summary", PlainText.OneLine(content.Summary, MaxSummaryBytes));
        Annotate("description", NoticeText.Text(notice, MaxTextBytes));
        Annotate("runbook_url", NoticeText.Runbook(notice));
        Annotate("resolved_by", content.Alert?.ResolvedBy);
        writer.WriteEndObject();
        writer.WriteString("startsAt"u8, Rfc3339.Format(startsAt));
        writer.WriteString("endsAt"u8, Rfc3339.Format(content.Alert?.EndsAt ?? notice.At + lifetime));
        if (generator is not null)
        {
            writer.WriteString("generatorURL"u8, generator.AbsoluteUri);
        }

        writer.WriteEndObject();
        writer.WriteEndArray();

        void Annotate(string name, string? text)
        {
            if (!string.IsNullOrEmpty(text))
            {
                writer.WriteString(name, text);
            }
        }
    }));
}
