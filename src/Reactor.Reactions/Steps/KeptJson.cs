using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Reactor.Cel;
using Reactor.Rules.Expressions;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Steps;

/// <summary>Named JSON values that a run keeps, and what expressions see of them.</summary>
internal static class KeptJson
{
    /// <summary>Stands for what had no room.</summary>
    public static readonly byte[] Truncated = """{"truncated":true}"""u8.ToArray();

    public static ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> None { get; } =
        ImmutableSortedDictionary.Create<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);

    /// <summary>A map of them all, read when asked.</summary>
    public static CelValue Map(ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> values)
    {
        if (values.IsEmpty)
        {
            return CelValue.From(CelMap.Of());
        }

        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonLeaf.WriterOptions);
        Write(writer, values);
        writer.Flush();
        return CelValue.From(new JsonCelMap(buffer.WrittenMemory));
    }

    /// <summary>The value of one JSON value.</summary>
    public static CelValue Value(ReadOnlyMemory<byte> json)
    {
        var wrapped = new byte[json.Length + 6];
        """{"r":"""u8.CopyTo(wrapped);
        json.Span.CopyTo(wrapped.AsSpan(5));
        wrapped[^1] = (byte)'}';
        return new JsonCelMap(wrapped).TryGetField("r", out var value) ? value : CelValue.Null;
    }

    public static void Write(Utf8JsonWriter writer, ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> values)
    {
        writer.WriteStartObject();
        foreach (var (name, json) in values)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json.Span, skipInputValidation: true);
        }

        writer.WriteEndObject();
    }

    public static long Size(ImmutableSortedDictionary<string, ReadOnlyMemory<byte>> values)
    {
        long size = 0;
        foreach (var (name, json) in values)
        {
            size += name.Length + json.Length;
        }

        return size;
    }
}
