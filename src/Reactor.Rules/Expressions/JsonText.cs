using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Reactor.Rules.Expressions;

/// <summary>The text of JSON strings. Never throws: halves of surrogate pairs and bytes that are no UTF-8 become U+FFFD.</summary>
internal static class JsonText
{
    private const int MaxSharedLength = 40;
    private const int SharedBits = 10;
    private const int SharedCount = 1 << SharedBits;
    private const ulong Mixer = 0x9E3779B97F4A7C15;

    // What lands on another's place takes it: a guest that tells ever new texts costs what it would without.
    private static readonly string?[] s_shared = new string?[SharedCount];

    /// <summary>The text between the quotes of a valid JSON string.</summary>
    public static string Decode(ReadOnlySpan<byte> content)
    {
        if (!content.Contains((byte)'\\'))
            return Plain(content);
        var text = new StringBuilder(content.Length);
        while (!content.IsEmpty)
        {
            var escape = content.IndexOf((byte)'\\');
            if (escape < 0)
                escape = content.Length;
            text.Append(Encoding.UTF8.GetString(content[..escape]));
            content = content[escape..];
            if (!content.IsEmpty)
                content = content[AppendEscape(text, content)..];
        }

        return text.ToString();
    }

    // Most texts of events are of few: names of actions, devices, nodes. Those are made once.
    private static string Plain(ReadOnlySpan<byte> content)
    {
        if (content.Length is 0 or > MaxSharedLength)
            return Encoding.UTF8.GetString(content);
        ref var shared = ref s_shared[SlotOf(content)];
        var text = Volatile.Read(ref shared);
        if (text is not null && Ascii.Equals(content, text))
            return text;
        text = Encoding.UTF8.GetString(content);
        Volatile.Write(ref shared, text);
        return text;
    }

    private static int SlotOf(ReadOnlySpan<byte> content)
    {
        if (content.Length < sizeof(ulong))
        {
            var few = (uint)content.Length;
            foreach (var b in content)
                few = (few * 31) + b;
            return (int)(few % SharedCount);
        }

        var (first, last) = (BinaryPrimitives.ReadUInt64LittleEndian(content), BinaryPrimitives.ReadUInt64LittleEndian(content[^sizeof(ulong)..]));
        return (int)(((first ^ BitOperations.RotateLeft(last, 31)) + (uint)content.Length) * Mixer >> (64 - SharedBits));
    }

    // How many bytes were used.
    private static int AppendEscape(StringBuilder text, ReadOnlySpan<byte> content)
    {
        if (content[1] != 'u')
        {
            text.Append(content[1] switch
            {
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                (byte)'n' => '\n',
                (byte)'r' => '\r',
                (byte)'t' => '\t',
                var other => (char)other,
            });
            return 2;
        }

        var unit = Unit(content);
        if (char.IsHighSurrogate(unit) && content.Length >= 12 && content[6] == '\\' && content[7] == 'u' && char.IsLowSurrogate(Unit(content[6..])))
        {
            text.Append(unit).Append(Unit(content[6..]));
            return 12;
        }

        text.Append(char.IsSurrogate(unit) ? '\uFFFD' : unit);
        return 6;
    }

    private static char Unit(ReadOnlySpan<byte> escape) =>
        (char)ushort.Parse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
