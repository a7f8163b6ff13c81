using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Json;

/// <summary>
/// Writes JSON that came from outside, token by token: nothing of it is taken over as syntax, white space goes, text that is not valid
/// Unicode gets U+FFFD, numbers keep their digits. The same input always gives the same bytes.
/// </summary>
internal static class JsonCopy
{
    /// <summary>Nesting that is accepted.</summary>
    public const int MaxDepth = SeenEventJson.MaxDataDepth;

    private static readonly JsonReaderOptions s_options = new() { MaxDepth = MaxDepth };

    /// <summary>Writes the value; the bytes have passed <see cref="SeenEventJson.IsObject"/>.</summary>
    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, s_options);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject: writer.WriteStartObject(); break;
                case JsonTokenType.EndObject: writer.WriteEndObject(); break;
                case JsonTokenType.StartArray: writer.WriteStartArray(); break;
                case JsonTokenType.EndArray: writer.WriteEndArray(); break;
                case JsonTokenType.True: writer.WriteBooleanValue(true); break;
                case JsonTokenType.False: writer.WriteBooleanValue(false); break;
                case JsonTokenType.Null: writer.WriteNullValue(); break;
                case JsonTokenType.Number: writer.WriteRawValue(reader.ValueSpan); break;
                case JsonTokenType.PropertyName: WriteName(writer, ref reader); break;
                default: WriteString(writer, ref reader); break;
            }
        }
    }

    private static void WriteName(Utf8JsonWriter writer, ref Utf8JsonReader reader)
    {
        if (IsPlain(ref reader))
        {
            writer.WritePropertyName(reader.ValueSpan);
        }
        else
        {
            writer.WritePropertyName(Unescape(reader.ValueSpan));
        }
    }

    private static void WriteString(Utf8JsonWriter writer, ref Utf8JsonReader reader)
    {
        if (IsPlain(ref reader))
        {
            writer.WriteStringValue(reader.ValueSpan);
        }
        else
        {
            writer.WriteStringValue(Unescape(reader.ValueSpan));
        }
    }

    private static bool IsPlain(ref Utf8JsonReader reader) => !reader.ValueIsEscaped && Utf8.IsValid(reader.ValueSpan);

    // The reader's own unescaping throws on what is not valid Unicode; a guest's text may not be.
    private static string Unescape(ReadOnlySpan<byte> escaped)
    {
        var source = Encoding.UTF8.GetString(escaped);
        var text = new StringBuilder(source.Length);
        for (var i = 0; i < source.Length; i++)
        {
            if (source[i] != '\\')
            {
                text.Append(source[i]);
                continue;
            }

            i++;
            if (source[i] == 'u')
            {
                text.Append((char)Convert.ToUInt16(source.Substring(i + 1, 4), 16));
                i += 4;
            }
            else
            {
                text.Append(source[i] switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', var c => c });
            }
        }

        return WellFormed(text.ToString());
    }

    private static string WellFormed(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            result.Append(rune.ToString());
        }

        return result.ToString();
    }
}
