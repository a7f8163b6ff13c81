using System.Text;

namespace Reactor.Reactions.Payloads;

/// <summary>Text as e-mail carries it, in ASCII.</summary>
internal static class MailEncoding
{
    private const string Hex = "0123456789ABCDEF";
    private const string WordStart = "=?utf-8?B?";
    private const string WordEnd = "?=";

    // A word of RFC 2047 has at most 75 characters: 45 bytes in base64, and what is around them.
    private const int MaxWordBytes = 45;

    // RFC 2045, section 6.7: at most 76 characters, the soft line break included.
    private const int MaxLine = 75;

    /// <summary>A header's text as encoded words (RFC 2047), one a line. Always encoded: nothing in it can be taken for structure.</summary>
    public static string Words(string text)
    {
        var words = new List<string>();
        var piece = new List<byte>(MaxWordBytes);
        var buffer = new byte[4];
        foreach (var rune in text.EnumerateRunes())
        {
            var length = rune.EncodeToUtf8(buffer);
            if (piece.Count + length > MaxWordBytes)
            {
                End();
            }

            piece.AddRange(buffer.AsSpan(0, length));
        }

        End();
        return string.Join("\r\n ", words);

        void End()
        {
            words.Add(WordStart + Convert.ToBase64String(piece.ToArray()) + WordEnd);
            piece.Clear();
        }
    }

    /// <summary>A body's lines (ended by <c>\n</c>) in quoted-printable (RFC 2045, section 6.7).</summary>
    public static string QuotedPrintable(string text)
    {
        var encoded = new StringBuilder(text.Length * 2);
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            Line(encoded, Encoding.UTF8.GetBytes(line));
            encoded.Append("\r\n");
        }

        return encoded.ToString();
    }

    private static void Line(StringBuilder encoded, byte[] bytes)
    {
        var column = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var width = IsPlain(bytes[i], column == 0, i == bytes.Length - 1) ? 1 : 3;
            if (column + width > MaxLine)
            {
                encoded.Append("=\r\n");
                column = 0;
                width = IsPlain(bytes[i], true, i == bytes.Length - 1) ? 1 : 3;
            }

            if (width == 1)
            {
                encoded.Append((char)bytes[i]);
            }
            else
            {
                encoded.Append('=').Append(Hex[bytes[i] >> 4]).Append(Hex[bytes[i] & 15]);
            }

            column += width;
        }
    }

    // A dot that begins a line would be doubled on the way, `From ` altered; a blank that ends one would be lost.
    private static bool IsPlain(byte unit, bool isFirst, bool isLast) => unit switch
    {
        (byte)' ' => !isLast,
        (byte)'=' => false,
        (byte)'.' or (byte)'F' => !isFirst,
        _ => unit is > 0x20 and < 0x7f,
    };
}
