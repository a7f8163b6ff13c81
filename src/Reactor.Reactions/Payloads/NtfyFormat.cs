using Reactor.Reactions.Text;

namespace Reactor.Reactions.Payloads;

/// <summary>A message for ntfy, published as JSON to the server's root. It is plain text: <c>markdown</c> stays off.</summary>
internal sealed class NtfyFormat(string topic) : ITargetFormat
{
    /// <summary>Of a message, by ntfy's documents; a longer one would become an attachment.</summary>
    public const int MaxMessageBytes = 4096;

    private const int MaxTitleBytes = 250;
    private const int MaxTextBytes = 2048;

    public RenderedBody Render(TargetNotice notice, int maxBytes) => RenderedBody.Json(JsonBody.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("topic"u8, topic);
        writer.WriteString("title"u8, NoticeText.Headline(notice, MaxTitleBytes));
        writer.WriteString("message"u8, Message(notice));
        writer.WriteNumber("priority"u8, Priority(notice));
        writer.WriteStartArray("tags"u8);
        writer.WriteStringValue(notice.State switch { NoticeState.Firing => "rotating_light", NoticeState.Resolved => "white_check_mark", NoticeState.Acknowledged => "eyes", _ => "information_source" });
        writer.WriteStringValue(notice.Content.Severity);
        writer.WriteEndArray();
        if (NoticeText.Runbook(notice) is { } runbook)
        {
            writer.WriteString("click"u8, runbook);
        }

        writer.WriteEndObject();
    }));

    private static string Message(TargetNotice notice)
    {
        var text = NoticeText.Text(notice, MaxTextBytes);
        var facts = string.Join('\n', NoticeText.Facts(notice).Select(f => $"{f.Name}: {f.Value}"));
        return BoundedText.Cut(text.Length > 0 ? $"{text}\n\n{facts}" : facts, MaxMessageBytes);
    }

    // 5 rings through a phone's silence; what is over is never worth that.
    private static int Priority(TargetNotice notice) => notice.State is NoticeState.Resolved or NoticeState.Acknowledged ? 2 : notice.Content.Severity switch
    {
        "critical" => 5,
        "error" => 4,
        "warning" => 3,
        _ => 2,
    };
}
