using System.Text.Json;

namespace Reactor.Reactions.Payloads;

/// <summary>
/// A message for a Teams workflow: an Adaptive Card 1.4. All that guests may have had a hand in stands in <c>TextRun</c>s, which, other than
/// <c>TextBlock</c>s and facts, know no markup: what they hold is shown as it is.
/// </summary>
internal sealed class TeamsFormat : ITargetFormat
{
    /// <summary>Of a whole message. Teams' documents say 28 KB; others have seen messages refused from 21 KB on.</summary>
    public const int MaxMessageBytes = 20 * 1000;

    private const int MaxHeadlineBytes = 1100;
    private const int FewFacts = 7;

    private TeamsFormat()
    {
    }

    public static TeamsFormat Instance { get; } = new();

    public RenderedBody Render(TargetNotice notice, int maxBytes) =>
        RenderedBody.Json(Fitting.Write(Math.Min(maxBytes, MaxMessageBytes), text => Write(notice, text)));

    private static ReadOnlyMemory<byte> Write(TargetNotice notice, int textBytes) => JsonBody.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "message");
        writer.WriteStartArray("attachments"u8);
        writer.WriteStartObject();
        writer.WriteString("contentType"u8, "application/vnd.microsoft.card.adaptive");
        writer.WriteNull("contentUrl"u8);
        writer.WriteStartObject("content"u8);
        writer.WriteString("$schema"u8, "http://adaptivecards.io/schemas/adaptive-card.json");
        writer.WriteString("type"u8, "AdaptiveCard");
        writer.WriteString("version"u8, "1.4");
        writer.WriteStartArray("body"u8);
        Block(writer, (NoticeText.Headline(notice, MaxHeadlineBytes), true, Colour(notice)));
        if (textBytes > 0 && NoticeText.Text(notice, textBytes) is { Length: > 0 } text)
        {
            foreach (var line in text.Split('\n'))
            {
                Block(writer, (line.Length > 0 ? line : " ", false, null));
            }
        }

        foreach (var (name, value) in NoticeText.Facts(notice).Take(textBytes > 0 ? int.MaxValue : FewFacts))
        {
            Block(writer, (name + ": ", true, null), (value, false, null));
        }

        writer.WriteEndArray();
        if (NoticeText.Runbook(notice) is { } runbook)
        {
            writer.WriteStartArray("actions"u8);
            writer.WriteStartObject();
            writer.WriteString("type"u8, "Action.OpenUrl");
            writer.WriteString("title"u8, "Runbook");
            writer.WriteString("url"u8, runbook);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void Block(Utf8JsonWriter writer, params ReadOnlySpan<(string Text, bool IsBold, string? Colour)> runs)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "RichTextBlock");
        writer.WriteStartArray("inlines"u8);
        foreach (var (text, isBold, colour) in runs)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "TextRun");
            writer.WriteString("text"u8, text);
            if (isBold)
            {
                writer.WriteString("weight"u8, "Bolder");
            }

            if (colour is not null)
            {
                writer.WriteString("color"u8, colour);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string Colour(TargetNotice notice) => notice.State == NoticeState.Resolved ? "Good" : notice.Content.Severity switch
    {
        "critical" or "error" => "Attention",
        "warning" => "Warning",
        _ => "Accent",
    };
}
