using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Reactor.Reactions.Json;

namespace Reactor.Reactions.Payloads;

/// <summary>
/// CloudEvents 1.0: the standard payload's data, or the rule's own body, with the attributes of an event around it. Always made in structured
/// mode; what is to be sent in binary mode is marked, and taken apart when it is sent (<see cref="CloudEventBinary"/>).
/// </summary>
internal sealed class CloudEventFormat(string node, bool binary) : ITargetFormat
{
    /// <summary>MIME type of the structured mode.</summary>
    public const string ContentType = "application/cloudevents+json; charset=utf-8";

    /// <summary>Type in the store of what is sent in binary mode.</summary>
    public const string BinaryMark = "application/cloudevents+json; mode=binary";

    public const string TextType = "text/plain; charset=utf-8";

    private const int MaxSubjectBytes = 256;

    public RenderedBody Render(TargetNotice notice, int maxBytes)
    {
        var own = notice.Own;
        var standard = notice.Group ?? StandardPayload.Write(notice.Content, maxBytes);
        using var document = JsonDocument.Parse(standard, new JsonDocumentOptions { MaxDepth = JsonCopy.MaxDepth + 16 });
        var root = document.RootElement;
        var bytes = JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("specversion"u8, "1.0");
            writer.WriteString("id"u8, notice.WebhookId);
            writer.WriteString("source"u8, "/reactor/" + Uri.EscapeDataString(node));
            writer.WriteString("type"u8, root.GetProperty("type"u8).GetString());
            if (PlainText.OneLine(notice.Content.Vm.Name, MaxSubjectBytes) is { Length: > 0 } subject)
            {
                writer.WriteString("subject"u8, subject);
            }

            writer.WriteString("time"u8, Rfc3339.Format(notice.At));
            writer.WriteString("datacontenttype"u8, own is { IsJson: false } ? TextType : RenderedBody.JsonType);
            if (own is { IsJson: false })
            {
                writer.WriteString("data"u8, Encoding.UTF8.GetString(own.Bytes.Span));
            }
            else
            {
                writer.WritePropertyName("data"u8);
                writer.WriteRawValue(own is null ? JsonMarshal.GetRawUtf8Value(root.GetProperty("data"u8)) : own.Bytes.Span, skipInputValidation: true);
            }

            writer.WriteEndObject();
        });
        return new RenderedBody(bytes, binary ? BinaryMark : ContentType);
    }
}
