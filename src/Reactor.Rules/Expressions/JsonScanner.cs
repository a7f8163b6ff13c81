using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Reactor.Rules.Expressions;

/// <summary>
/// Goes over JSON in UTF-8, strictly as RFC 8259 has it, without building anything. Each method takes the position where something starts and
/// gives the one after it, or <see cref="None"/> where it isn't. Never throws; bytes that are no UTF-8 within a string pass.
/// </summary>
internal static class JsonScanner
{
    /// <summary>What is wanted isn't at this position; nor is anything at it.</summary>
    public const int None = -1;

    /// <summary>Skips blanks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipBlanks(ReadOnlySpan<byte> json, int at)
    {
        while ((uint)at < (uint)json.Length && json[at] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
            at++;
        return at;
    }

    /// <summary>Skips blanks, then this character, then blanks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipMark(ReadOnlySpan<byte> json, int at, byte mark)
    {
        at = SkipBlanks(json, at);
        return Is(json, at, mark) ? SkipBlanks(json, at + 1) : None;
    }

    /// <summary>Skips a string.</summary>
    public static int SkipText(ReadOnlySpan<byte> json, int at) => SkipText(json, at, out _);

    /// <summary>Skips a string; its content is between the quotes.</summary>
    public static int SkipText(ReadOnlySpan<byte> json, int at, out bool isEscaped)
    {
        isEscaped = false;
        if (!Is(json, at, (byte)'"'))
            return None;
        at++;
        while (true)
        {
            at = SkipPlain(json, at);
            if (Is(json, at, (byte)'"'))
                return at + 1;
            if (!Is(json, at, (byte)'\\'))
                return None;
            isEscaped = true;
            at = SkipEscape(json, at + 1);
            if (at < 0)
                return None;
        }
    }

    /// <summary>Skips a value of any kind that nests at most this deep.</summary>
    public static int SkipValue(ReadOnlySpan<byte> json, int at, int depth)
    {
        if ((uint)at >= (uint)json.Length)
            return None;
        return json[at] switch
        {
            (byte)'"' => SkipText(json, at),
            (byte)'{' => depth > 0 ? SkipObject(json, at, depth - 1) : None,
            (byte)'[' => depth > 0 ? SkipArray(json, at, depth - 1) : None,
            (byte)'t' => SkipWord(json, at, "true"u8),
            (byte)'f' => SkipWord(json, at, "false"u8),
            (byte)'n' => SkipWord(json, at, "null"u8),
            _ => SkipNumber(json, at),
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Is(ReadOnlySpan<byte> json, int at, byte character) => (uint)at < (uint)json.Length && json[at] == character;

    /// <summary>The next quote, backslash or control character, or the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipPlain(ReadOnlySpan<byte> json, int at)
    {
        ref var first = ref MemoryMarshal.GetReference(json);
        for (; at <= json.Length - Vector128<byte>.Count; at += Vector128<byte>.Count)
        {
            var bytes = Vector128.LoadUnsafe(ref first, (nuint)at);
            var ends = Vector128.Equals(bytes, Vector128.Create((byte)'"'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(bytes, Vector128.Create((byte)' '));
            var mask = ends.ExtractMostSignificantBits();
            if (mask != 0)
                return at + BitOperations.TrailingZeroCount(mask);
        }

        while (at < json.Length && json[at] is not ((byte)'"' or (byte)'\\' or < (byte)' '))
            at++;
        return at;
    }

    private static int SkipObject(ReadOnlySpan<byte> json, int at, int depth)
    {
        at = SkipBlanks(json, at + 1);
        if (Is(json, at, (byte)'}'))
            return at + 1;
        while (true)
        {
            at = SkipText(json, at);
            if (at < 0)
                return None;
            at = SkipMark(json, at, (byte)':');
            if (at < 0)
                return None;
            at = SkipValue(json, at, depth);
            if (at < 0)
                return None;
            at = SkipBlanks(json, at);
            if (!Is(json, at, (byte)','))
                return Is(json, at, (byte)'}') ? at + 1 : None;
            at = SkipBlanks(json, at + 1);
        }
    }

    private static int SkipArray(ReadOnlySpan<byte> json, int at, int depth)
    {
        at = SkipBlanks(json, at + 1);
        if (Is(json, at, (byte)']'))
            return at + 1;
        while (true)
        {
            at = SkipValue(json, at, depth);
            if (at < 0)
                return None;
            at = SkipBlanks(json, at);
            if (!Is(json, at, (byte)','))
                return Is(json, at, (byte)']') ? at + 1 : None;
            at = SkipBlanks(json, at + 1);
        }
    }

    private static int SkipEscape(ReadOnlySpan<byte> json, int at)
    {
        if ((uint)at >= (uint)json.Length)
            return None;
        if (json[at] is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t')
            return at + 1;
        if (json[at] != 'u' || at + 4 >= json.Length)
            return None;
        foreach (var digit in json.Slice(at + 1, 4))
        {
            if (!char.IsAsciiHexDigit((char)digit))
                return None;
        }

        return at + 5;
    }

    private static int SkipWord(ReadOnlySpan<byte> json, int at, ReadOnlySpan<byte> word) => json[at..].StartsWith(word) ? at + word.Length : None;

    private static int SkipNumber(ReadOnlySpan<byte> json, int at)
    {
        if (Is(json, at, (byte)'-'))
            at++;
        at = Is(json, at, (byte)'0') ? at + 1 : SkipDigits(json, at);
        if (at > 0 && Is(json, at, (byte)'.'))
            at = SkipDigits(json, at + 1);
        if (at > 0 && (Is(json, at, (byte)'e') || Is(json, at, (byte)'E')))
        {
            at++;
            at = SkipDigits(json, Is(json, at, (byte)'+') || Is(json, at, (byte)'-') ? at + 1 : at);
        }

        return at;
    }

    /// <summary>Skips one digit or more.</summary>
    private static int SkipDigits(ReadOnlySpan<byte> json, int at)
    {
        var start = at;
        while ((uint)at < (uint)json.Length && json[at] is >= (byte)'0' and <= (byte)'9')
            at++;
        return at > start ? at : None;
    }
}
