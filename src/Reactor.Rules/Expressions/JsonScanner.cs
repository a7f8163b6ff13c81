using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Reactor.Rules.Expressions;

/// <summary>
/// Goes over JSON in UTF-8, strictly as RFC 8259 has it, without building anything. Each method takes the position where something starts and
/// gives the one after it, or <see cref="None"/> where it isn't. Never throws; bytes that are no UTF-8 within a string pass.
/// </summary>
internal ref struct JsonScanner(ReadOnlySpan<byte> json)
{
    /// <summary>What is wanted isn't at this position; nor is anything at it.</summary>
    public const int None = -1;

    // Bytes that are looked at together.
    private const int WindowBytes = 64;
    private const int HalfWindow = WindowBytes / 2;

    // Where the bytes are of which `_ends` tells which would end a plain stretch of a string; at first none.
    private int _window = -WindowBytes;
    private ulong _ends;

    /// <summary>The bytes. Methods that are called often take them as an argument, which stays in registers.</summary>
    public ReadOnlySpan<byte> Json { get; } = json;

    /// <summary>The byte at a position; 0, which is none of JSON's, where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte At(ReadOnlySpan<byte> json, int at) => (uint)at < (uint)json.Length ? json[at] : (byte)0;

    /// <summary>Skips blanks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipBlanks(ReadOnlySpan<byte> json, int at)
    {
        // Mostly there is one, or none.
        if (At(json, at) == ' ')
            at++;
        return At(json, at) > ' ' ? at : SkipMoreBlanks(json, at);
    }

    /// <summary>Skips blanks, then this character, then blanks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SkipMark(ReadOnlySpan<byte> json, int at, byte mark)
    {
        if (At(json, at) != mark)
        {
            at = SkipMoreBlanks(json, at);
            if (At(json, at) != mark)
                return None;
        }

        return SkipBlanks(json, at + 1);
    }

    /// <summary>Skips a number.</summary>
    public static int SkipNumber(ReadOnlySpan<byte> json, int at)
    {
        if (At(json, at) == '-')
            at++;
        at = At(json, at) == '0' ? at + 1 : SkipDigits(json, at);
        return At(json, at) is (byte)'.' or (byte)'e' or (byte)'E' ? SkipFraction(json, at) : at;
    }

    /// <summary>Skips a string; its content is between the quotes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int SkipText(ReadOnlySpan<byte> json, int at, out bool isEscaped)
    {
        isEscaped = false;
        if (At(json, at) != '"')
            return None;
        at = SkipPlain(at + 1);
        if (At(json, at) == '"')
            return at + 1;
        isEscaped = true;
        return SkipEscaped(at);
    }

    /// <summary>Skips a value of any kind that nests at most this deep.</summary>
    public int SkipValue(int at, int depth)
    {
        var json = Json;
        return At(json, at) switch
        {
            (byte)'"' => SkipText(json, at, out _),
            (byte)'{' => depth > 0 ? SkipObject(at, depth - 1) : None,
            (byte)'[' => depth > 0 ? SkipArray(at, depth - 1) : None,
            (byte)'t' => SkipWord(json, at, "true"u8),
            (byte)'f' => SkipWord(json, at, "false"u8),
            (byte)'n' => SkipWord(json, at, "null"u8),
            _ => SkipNumber(json, at),
        };
    }

    private int SkipObject(int at, int depth)
    {
        var json = Json;
        at = SkipBlanks(json, at + 1);
        if (At(json, at) == '}')
            return at + 1;
        while (true)
        {
            at = SkipText(json, at, out _);
            if (at < 0)
                return None;
            at = SkipMark(json, at, (byte)':');
            if (at < 0)
                return None;
            at = SkipValue(at, depth);
            if (at < 0)
                return None;
            at = SkipBlanks(json, at);
            if (At(json, at) != ',')
                return At(json, at) == '}' ? at + 1 : None;
            at = SkipBlanks(json, at + 1);
        }
    }

    private int SkipArray(int at, int depth)
    {
        var json = Json;
        at = SkipBlanks(json, at + 1);
        if (At(json, at) == ']')
            return at + 1;
        while (true)
        {
            at = SkipValue(at, depth);
            if (at < 0)
                return None;
            at = SkipBlanks(json, at);
            if (At(json, at) != ',')
                return At(json, at) == ']' ? at + 1 : None;
            at = SkipBlanks(json, at + 1);
        }
    }

    /// <summary>The next quote, backslash or control character, or what is behind the end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SkipPlain(int at)
    {
        while (true)
        {
            if ((uint)(at - _window) >= WindowBytes && !LookAt(at))
                return at;
            var ends = _ends >> (at - _window);
            if (ends != 0)
                return at + BitOperations.TrailingZeroCount(ends);
            at = _window + WindowBytes;
        }
    }

    // From an escape on, if it is one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int SkipEscaped(int at)
    {
        var json = Json;
        while (At(json, at) == '\\')
        {
            at = SkipEscape(json, at + 1);
            if (at < 0)
                return None;
            at = SkipPlain(at);
        }

        return At(json, at) == '"' ? at + 1 : None;
    }

    /// <summary>Looks at a window that has this position; false behind the end. Strings are short: one window serves several.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool LookAt(int at)
    {
        var length = Json.Length;
        if (at >= length)
            return false;
        _window = Math.Min(at, Math.Max(0, length - WindowBytes));
        if (length >= HalfWindow)
        {
            var second = Math.Min(HalfWindow, length - HalfWindow);
            _ends = EndsIn(_window) | (EndsIn(_window + second) << second);
            return true;
        }

        _ends = 0;
        for (var i = 0; i < length; i++)
            _ends |= Json[i] is (byte)'"' or (byte)'\\' or < (byte)' ' ? 1UL << i : 0;
        return true;
    }

    private readonly ulong EndsIn(int start)
    {
        var bytes = Vector256.Create(Json.Slice(start, HalfWindow));
        return (Vector256.Equals(bytes, Vector256.Create((byte)'"'))
            | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
            | Vector256.LessThan(bytes, Vector256.Create((byte)' '))).ExtractMostSignificantBits();
    }

    private static int SkipMoreBlanks(ReadOnlySpan<byte> json, int at)
    {
        while (At(json, at) is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r')
            at++;
        return at;
    }

    private static int SkipEscape(ReadOnlySpan<byte> json, int at)
    {
        if (At(json, at) is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t')
            return at + 1;
        if (At(json, at) != 'u' || at + 4 >= json.Length)
            return None;
        foreach (var digit in json.Slice(at + 1, 4))
        {
            if (!char.IsAsciiHexDigit((char)digit))
                return None;
        }

        return at + 5;
    }

    private static int SkipWord(ReadOnlySpan<byte> json, int at, ReadOnlySpan<byte> word) => json[at..].StartsWith(word) ? at + word.Length : None;

    private static int SkipFraction(ReadOnlySpan<byte> json, int at)
    {
        if (At(json, at) == '.')
            at = SkipDigits(json, at + 1);
        if (at > 0 && At(json, at) is (byte)'e' or (byte)'E')
        {
            at++;
            at = SkipDigits(json, At(json, at) is (byte)'+' or (byte)'-' ? at + 1 : at);
        }

        return at;
    }

    /// <summary>Skips one digit or more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int SkipDigits(ReadOnlySpan<byte> json, int at)
    {
        var start = at;
        while ((uint)at < (uint)json.Length && json[at] is >= (byte)'0' and <= (byte)'9')
            at++;
        return at > start ? at : None;
    }
}
