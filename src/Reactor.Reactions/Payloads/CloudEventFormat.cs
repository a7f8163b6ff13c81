using System.Buffers;
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
        var standard = notice.Group ?? StandardPayload.Write(notice.Content, maxBytes);
        using var document = JsonDocument.Parse(standard, new JsonDocumentOptions { MaxDepth = JsonCopy.MaxDepth + 16 });
        var root = document.RootElement;
        var type = root.GetProperty("type"u8).GetString()!;
        var subject = PlainText.OneLine(notice.Content.Vm.Name, MaxSubjectBytes);
        return notice.Own switch
        {
            null => Wrap(node, notice.WebhookId, type, subject, notice.At, RenderedBody.JsonType, JsonMarshal.GetRawUtf8Value(root.GetProperty("data"u8)), binary),
            { IsJson: true } own => Wrap(node, notice.WebhookId, type, subject, notice.At, RenderedBody.JsonType, own.Bytes.Span, binary),
            var own => Wrap(node, notice.WebhookId, type, subject, notice.At, TextType, JsonSerializer.SerializeToUtf8Bytes(Encoding.UTF8.GetString(own.Bytes.Span)), binary),
        };
    }

    /// <summary>Puts the attributes of an event around data.</summary>
    /// <param name="node">This machine's name.</param>
    /// <param name="id">The event's id.</param>
    /// <param name="type">Its type.</param>
    /// <param name="subject">Its subject; empty for none.</param>
    /// <param name="at">When it happened.</param>
    /// <param name="dataType">MIME type of the data.</param>
    /// <param name="data">The data as JSON.</param>
    /// <param name="binary">Whether it is to be sent in binary mode.</param>
    public static RenderedBody Wrap(string node, string id, string type, string subject, DateTimeOffset at, string dataType, ReadOnlySpan<byte> data, bool binary)
    {
        var buffer = new ArrayBufferWriter<byte>(1024 + data.Length);
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        writer.WriteString("specversion"u8, "1.0");
        writer.WriteString("id"u8, id);
        writer.WriteString("source"u8, "/reactor/" + Uri.EscapeDataString(node));
        writer.WriteString("type"u8, type);
        if (subject.Length > 0)
        {
            writer.WriteString("subject"u8, subject);
        }

        writer.WriteString("time"u8, Rfc3339.Format(at));
        writer.WriteString("datacontenttype"u8, dataType);
        writer.WritePropertyName("data"u8);
        writer.WriteRawValue(data, skipInputValidation: true);
        writer.WriteEndObject();
        writer.Flush();
        return new RenderedBody(buffer.WrittenMemory, binary ? BinaryMark : ContentType);
    }
}
