using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Reactor.Cel;

namespace Reactor.Rules.Templates;

/// <summary>CEL values as JSON.</summary>
public static class JsonLeaf
{
    private const int MaxDepth = 64;
    private const string TooLarge = "<too large>";

    /// <summary>How JSON is written: without blanks, escaping no more than JSON demands.</summary>
    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>
    /// Writes a value, its type kept: integers exactly, times and spans as strings in CEL's form, a failed evaluation and a double that JSON
    /// can't express as null. Bounded in size and depth.
    /// </summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    public static void Write(Utf8JsonWriter writer, in CelValue value) => Write(writer, value, new RenderBounds());

    /// <summary>Writes a value, its type kept: integers exactly, times and spans as strings in CEL's form, a failed evaluation and a double that JSON
    /// can't express as null. Bounded in size and depth.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="value">The value.</param>
    /// <param name="bounds">How large it may be; is told whether it was cut.</param>
    public static void Write(Utf8JsonWriter writer, in CelValue value, RenderBounds bounds)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(bounds);
        if (value.Kind is CelKind.List or CelKind.Map)
        {
            var json = ToUtf8(value, bounds);
            if (json is null)
                writer.WriteStringValue(TooLarge);
            else
                writer.WriteRawValue(json.WrittenSpan, skipInputValidation: true);
        }
        else
        {
            WriteScalar(writer, value, bounds);
        }
    }

    /// <summary>A list or map as JSON text.</summary>
    internal static string Text(in CelValue value, RenderBounds bounds) => ToUtf8(value, bounds) is { } json ? Encoding.UTF8.GetString(json.WrittenSpan) : TooLarge;

    private static ArrayBufferWriter<byte>? ToUtf8(in CelValue value, RenderBounds bounds)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, WriterOptions);
        if (TryWrite(writer, value, bounds, 0))
        {
            writer.Flush();
            if (buffer.WrittenCount <= bounds.MaxTree)
                return buffer;
        }

        bounds.IsCut = bounds.IsTooLarge = true;
        return null;
    }

    private static bool TryWrite(Utf8JsonWriter writer, in CelValue value, RenderBounds bounds, int depth)
    {
        if (depth > MaxDepth || writer.BytesCommitted + writer.BytesPending > bounds.MaxTree)
            return false;
        switch (value.Kind)
        {
            case CelKind.List:
                return TryWriteList(writer, value.AsList, bounds, depth);
            case CelKind.Map:
                return TryWriteMap(writer, value.AsMap, bounds, depth);
            default:
                WriteScalar(writer, value, bounds);
                return true;
        }
    }

    private static bool TryWriteList(Utf8JsonWriter writer, CelList list, RenderBounds bounds, int depth)
    {
        writer.WriteStartArray();
        for (var i = 0; i < list.Count; i++)
        {
            if (!TryWrite(writer, list[i], bounds, depth + 1))
                return false;
        }

        writer.WriteEndArray();
        return true;
    }

    private static bool TryWriteMap(Utf8JsonWriter writer, CelMap map, RenderBounds bounds, int depth)
    {
        writer.WriteStartObject();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in map.Keys)
        {
            // 1 and "1" are two keys to CEL and one to JSON: the first wins.
            var name = key.ToString();
            if (!map.TryGet(key, out var item) || !names.Add(name))
                continue;
            writer.WritePropertyName(name);
            if (!TryWrite(writer, item, bounds, depth + 1))
                return false;
        }

        writer.WriteEndObject();
        return true;
    }

    private static void WriteScalar(Utf8JsonWriter writer, in CelValue value, RenderBounds bounds)
    {
        switch (value.Kind)
        {
            case CelKind.Null or CelKind.Error: writer.WriteNullValue(); break;
            case CelKind.Bool: writer.WriteBooleanValue(value.AsBool); break;
            case CelKind.Int: writer.WriteNumberValue(value.AsInt); break;
            case CelKind.Uint: writer.WriteNumberValue(value.AsUint); break;
            case CelKind.Double when double.IsFinite(value.AsDouble): writer.WriteNumberValue(value.AsDouble); break;
            case CelKind.Double: writer.WriteNullValue(); break;
            case CelKind.String: writer.WriteStringValue(TextTemplate.Cut(value.AsString, bounds)); break;
            default: writer.WriteStringValue(value.ToString()); break;
        }
    }
}
