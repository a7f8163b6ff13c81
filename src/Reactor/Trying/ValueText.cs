using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reactor.Cel;
using Reactor.Output;
using Reactor.Rules.Templates;

namespace Reactor.Trying;

/// <summary>Values of expressions, shown.</summary>
internal static class ValueText
{
    private const int Most = 400;

    /// <summary>For people: text in quotes, a failure by what failed.</summary>
    public static string Of(in CelValue value) => value.Kind switch
    {
        CelKind.String => Printable.Of($"\"{value.AsString}\"", Most),
        CelKind.Error => $"<{Printable.Of(value.AsError.Message, Most)}>",
        CelKind.List or CelKind.Map => Printable.Of(Json(value)?.ToJsonString(JsonLines.Options) ?? "null", Most),
        _ => Printable.Of(value.ToString(), Most),
    };

    /// <summary>For programs; null for a failure.</summary>
    public static JsonNode? Json(in CelValue value)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonLeaf.WriterOptions))
        {
            JsonLeaf.Write(writer, value);
        }
        return JsonNode.Parse(Encoding.UTF8.GetString(buffer.WrittenSpan), documentOptions: JsonLines.Deep);
    }

    /// <summary>The name of the value's own type.</summary>
    public static string Type(in CelValue value) => value.Kind switch
    {
        CelKind.Null => "null",
        _ => value.Kind.ToString().ToLowerInvariant(),
    };
}
