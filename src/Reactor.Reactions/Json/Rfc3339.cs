using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Reactor.Reactions.Json;

/// <summary>Times as payloads show them: RFC 3339, UTC, always six decimals.</summary>
internal static class Rfc3339
{
    // What the runtime writes has seven decimals.
    private const int RuntimeLength = 28;
    private const int Length = RuntimeLength - 1;

    /// <summary>Such as <c>2026-03-02T10:00:00.123456Z</c>; what is finer than a microsecond is cut off.</summary>
    public static string Format(DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[RuntimeLength];
        return Encoding.ASCII.GetString(Write(text, time));
    }

    /// <summary>Writes it as a member, several of which each body has.</summary>
    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        Span<byte> text = stackalloc byte[RuntimeLength];
        writer.WriteString(name, Write(text, time));
    }

    private static ReadOnlySpan<byte> Write(Span<byte> text, DateTimeOffset time)
    {
        Utf8Formatter.TryFormat(time.UtcDateTime, text, out _, 'O');
        text[Length - 1] = (byte)'Z';
        return text[..Length];
    }
}
