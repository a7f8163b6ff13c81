using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Reactor.Reactions.Json;

namespace Reactor.Reactions.Payloads;

/// <summary>An event of CloudEvents in binary mode (HTTP protocol binding, section 3.1): its attributes as headers, its data as the body.</summary>
/// <param name="Headers"><c>ce-</c> and the attribute's name; values percent-encoded as the binding says.</param>
/// <param name="Body">The data.</param>
/// <param name="ContentType">The data's type.</param>
public sealed record CloudEventBinary(ImmutableArray<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body, string ContentType)
{
    /// <summary>Whether a delivery's bytes are to be sent so.</summary>
    /// <param name="contentType">Its type in the store.</param>
    public static bool IsMeant(string contentType) => contentType == CloudEventFormat.BinaryMark;

    /// <summary>Takes a structured event apart. The same bytes always give the same.</summary>
    /// <param name="structured">The event as it is stored.</param>
    public static CloudEventBinary Of(ReadOnlyMemory<byte> structured)
    {
        using var document = JsonDocument.Parse(structured, new JsonDocumentOptions { MaxDepth = JsonCopy.MaxDepth + 32 });
        var headers = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        ReadOnlyMemory<byte> body = default;
        var contentType = RenderedBody.JsonType;
        foreach (var member in document.RootElement.EnumerateObject())
        {
            switch (member.Name)
            {
                case "datacontenttype":
                    contentType = member.Value.GetString()!;
                    break;
                case "data":
                    body = contentType == CloudEventFormat.TextType
                        ? Encoding.UTF8.GetBytes(member.Value.GetString()!)
                        : JsonMarshal.GetRawUtf8Value(member.Value).ToArray();
                    break;
                default:
                    headers.Add(new("ce-" + member.Name, Encode(member.Value.GetString()!)));
                    break;
            }
        }

        return new CloudEventBinary(headers.ToImmutable(), body, contentType);
    }

    // Section 3.1.3.2: blanks, quotes, percent signs and what isn't printable ASCII.
    private static string Encode(string value)
    {
        var encoded = new StringBuilder(value.Length);
        foreach (var unit in Encoding.UTF8.GetBytes(value))
        {
            if (unit is > 0x20 and < 0x7f and not ((byte)'"' or (byte)'%'))
            {
                encoded.Append((char)unit);
            }
            else
            {
                encoded.Append('%').Append(unit.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }
}
