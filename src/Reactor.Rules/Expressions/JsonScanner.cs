using System.Buffers;

namespace Reactor.Rules.Expressions;

/// <summary>
/// Goes over JSON in UTF-8, strictly as RFC 8259 has it, without building anything: what a reader that keeps tokens does in three times as
/// long. Never throws; bytes that are no UTF-8 within a string pass.
/// </summary>
internal ref struct JsonScanner(ReadOnlySpan<byte> json)
{
    private static readonly SearchValues<byte> s_ends = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (byte)c), (byte)'"', (byte)'\\']);

    private readonly ReadOnlySpan<byte> _json = json;

    /// <summary>Where it is.</summary>
    public int At { get; private set; }

    private readonly byte Current => At < _json.Length ? _json[At] : (byte)0;

    /// <summary>Takes this character after blanks; false where another comes.</summary>
    public bool Take(byte character)
    {
        SkipBlanks();
        if (Current != character || At >= _json.Length)
            return false;
        At++;
        return true;
    }

    /// <summary>Whether only blanks are left.</summary>
    public bool IsAtEnd()
    {
        SkipBlanks();
        return At == _json.Length;
    }

    public void SkipBlanks()
    {
        while (Current is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' && At < _json.Length)
            At++;
    }

    /// <summary>Skips a string at this place; false where there is none.</summary>
    /// <param name="content">Where its content is, between the quotes.</param>
    /// <param name="isEscaped">Whether the content has escapes.</param>
    public bool SkipText(out Range content, out bool isEscaped)
    {
        isEscaped = false;
        content = default;
        if (Current != '"')
            return false;
        var start = ++At;
        while (true)
        {
            var length = _json[At..].IndexOfAny(s_ends);
            if (length < 0)
                return false;
            At += length;
            if (_json[At] == '"')
            {
                content = start..At++;
                return true;
            }

            if (_json[At] != '\\' || !SkipEscape())
                return false;
            isEscaped = true;
        }
    }

    /// <summary>Skips a value of any kind at this place; false where there is none, or it nests deeper than this.</summary>
    public bool SkipValue(int depth)
    {
        switch (Current)
        {
            case (byte)'"':
                return SkipText(out _, out _);
            case (byte)'{':
                return depth > 0 && SkipObject(depth - 1);
            case (byte)'[':
                return depth > 0 && SkipArray(depth - 1);
            case (byte)'t':
                return SkipWord("true"u8);
            case (byte)'f':
                return SkipWord("false"u8);
            case (byte)'n':
                return SkipWord("null"u8);
            default:
                return SkipNumber();
        }
    }

    private bool SkipObject(int depth)
    {
        At++;
        if (Take((byte)'}'))
            return true;
        do
        {
            SkipBlanks();
            if (!SkipText(out _, out _) || !Take((byte)':'))
                return false;
            SkipBlanks();
            if (!SkipValue(depth))
                return false;
        }
        while (Take((byte)','));
        return Take((byte)'}');
    }

    private bool SkipArray(int depth)
    {
        At++;
        if (Take((byte)']'))
            return true;
        do
        {
            SkipBlanks();
            if (!SkipValue(depth))
                return false;
        }
        while (Take((byte)','));
        return Take((byte)']');
    }

    private bool SkipEscape()
    {
        At++;
        switch (Current)
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                At++;
                return true;
            case (byte)'u':
                for (var i = 1; i <= 4; i++)
                {
                    if (At + i >= _json.Length || !char.IsAsciiHexDigit((char)_json[At + i]))
                        return false;
                }

                At += 5;
                return true;
            default:
                return false;
        }
    }

    private bool SkipWord(ReadOnlySpan<byte> word)
    {
        if (!_json[At..].StartsWith(word))
            return false;
        At += word.Length;
        return true;
    }

    private bool SkipNumber()
    {
        if (Current == '-')
            At++;
        if (Current == '0')
            At++;
        else if (!SkipDigits())
            return false;
        if (Current == '.')
        {
            At++;
            if (!SkipDigits())
                return false;
        }

        if (Current is (byte)'e' or (byte)'E')
        {
            At++;
            if (Current is (byte)'+' or (byte)'-')
                At++;
            return SkipDigits();
        }

        return true;
    }

    private bool SkipDigits()
    {
        var start = At;
        while (Current is >= (byte)'0' and <= (byte)'9')
            At++;
        return At > start;
    }
}
