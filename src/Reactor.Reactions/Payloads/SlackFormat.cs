using System.Text;
using System.Text.Json;

namespace Reactor.Reactions.Payloads;

/// <summary>
/// A message for Slack's incoming webhooks. In its markup all that links or mentions is written in angle brackets: with <c>&amp;</c>, <c>&lt;</c>
/// and <c>&gt;</c> escaped, and <c>verbatim</c> set (so that names and URLs aren't made into links), nothing that a guest says can do either.
/// </summary>
internal sealed class SlackFormat : ITargetFormat
{
    /// <summary>Of a block's text, by Slack's documents. Characters, escaped.</summary>
    public const int MaxBlockCharacters = 3000;

    private const int MaxFieldCharacters = 2000;
    private const int MaxFieldsInBlock = 10;
    private const int MaxFields = 20;
    private const int MaxHeadlineBytes = 1100;
    private const int MaxTextBytes = 4 * MaxBlockCharacters;

    private SlackFormat()
    {
    }

    public static SlackFormat Instance { get; } = new();

    public RenderedBody Render(TargetNotice notice, int maxBytes) => RenderedBody.Json(JsonBody.Write(writer =>
    {
        var headline = NoticeText.Headline(notice, MaxHeadlineBytes);
        writer.WriteStartObject();
        writer.WriteString("text"u8, Escape(headline, MaxBlockCharacters));
        writer.WriteStartArray("attachments"u8);
        writer.WriteStartObject();
        writer.WriteString("color"u8, Colour(notice));
        writer.WriteStartArray("blocks"u8);
        Section(writer, NoticeText.Runbook(notice) is { } runbook ? $"<{Escape(runbook, MaxFieldCharacters)}|Runbook>" : null, headline, NoticeText.Text(notice, MaxTextBytes));
        foreach (var facts in NoticeText.Facts(notice).Take(MaxFields).Chunk(MaxFieldsInBlock))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "section");
            writer.WriteStartArray("fields"u8);
            foreach (var (name, value) in facts)
            {
                Text(writer, $"*{Escape(name, MaxFieldCharacters / 2)}:* {Escape(value, MaxFieldCharacters / 2)}");
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }));

    private static void Section(Utf8JsonWriter writer, string? link, string headline, string text)
    {
        foreach (var part in (string[])[Escape(headline, MaxBlockCharacters), Escape(text, MaxBlockCharacters), link ?? ""])
        {
            if (part.Length == 0)
            {
                continue;
            }

            writer.WriteStartObject();
            writer.WriteString("type"u8, "section");
            writer.WritePropertyName("text"u8);
            Text(writer, part);
            writer.WriteEndObject();
        }
    }

    private static void Text(Utf8JsonWriter writer, string markup)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "mrkdwn");
        writer.WriteString("text"u8, markup);
        writer.WriteBoolean("verbatim"u8, true);
        writer.WriteEndObject();
    }

    private static string Colour(TargetNotice notice) => notice.State == NoticeState.Resolved ? "#2eb67d" : notice.Content.Severity switch
    {
        "critical" => "#b00020",
        "error" => "#e01e5a",
        "warning" => "#ecb22e",
        _ => "#36c5f0",
    };

    // Cut after escaping: never half an entity, never half a character.
    private static string Escape(string text, int maxCharacters)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var piece = rune.Value switch { '&' => "&amp;", '<' => "&lt;", '>' => "&gt;", _ => rune.ToString() };
            if (escaped.Length + piece.Length >= maxCharacters)
            {
                return escaped.Append('…').ToString();
            }

            escaped.Append(piece);
        }

        return escaped.ToString();
    }
}
