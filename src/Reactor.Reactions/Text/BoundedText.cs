using System.Text;

namespace Reactor.Reactions.Text;

/// <summary>Text that guests may have had a hand in, cut to a size in UTF-8.</summary>
internal static class BoundedText
{
    private const string Ellipsis = "…";

    /// <summary>The text itself where it fits, else its beginning and an ellipsis; never half a character.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxBytes">Size in UTF-8 that the result doesn't exceed; at least 3.</param>
    public static string Cut(string text, int maxBytes)
    {
        // A UTF-16 unit takes at most three bytes, so most texts are decided without counting.
        if (text.Length * 3L <= maxBytes || Encoding.UTF8.GetByteCount(text) <= maxBytes)
        {
            return text;
        }

        var room = maxBytes - Encoding.UTF8.GetByteCount(Ellipsis);
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            room -= rune.Utf8SequenceLength;
            if (room < 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return string.Concat(text.AsSpan(0, length), Ellipsis);
    }
}
