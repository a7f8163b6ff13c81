using System.Text;

namespace Reactor.Cel.Functions;

/// <summary>Strings counted in code points, as CEL counts them. An unpaired surrogate counts as one.</summary>
internal static class CodePoints
{
    public static int Count(string text)
    {
        var count = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsLowSurrogate(text[i]) && char.IsHighSurrogate(text[i - 1]))
                count--;
        }

        return count;
    }

    /// <summary>The UTF-16 position of a code point; the length for the position after the last; -1 outside.</summary>
    public static int ToUnits(string text, long position)
    {
        if (position < 0 || position > text.Length)
            return -1;
        var at = 0;
        for (; position > 0; position--)
        {
            if (at >= text.Length)
                return -1;
            at += LengthAt(text, at);
        }

        return at;
    }

    /// <summary>The code point position of a UTF-16 position.</summary>
    public static int FromUnits(string text, int units) => Count(text[..units]);

    public static int LengthAt(string text, int at) =>
        char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) ? 2 : 1;

    public static string Reverse(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var at = text.Length; at > 0;)
        {
            var length = at > 1 && char.IsLowSurrogate(text[at - 1]) && char.IsHighSurrogate(text[at - 2]) ? 2 : 1;
            at -= length;
            result.Append(text, at, length);
        }

        return result.ToString();
    }
}
