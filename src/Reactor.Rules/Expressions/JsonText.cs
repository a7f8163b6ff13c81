using System.Globalization;
using System.Text;

namespace Reactor.Rules.Expressions;

/// <summary>The text of JSON strings. Never throws: halves of surrogate pairs and bytes that are no UTF-8 become U+FFFD.</summary>
internal static class JsonText
{
    /// <summary>The text between the quotes of a valid JSON string.</summary>
    public static string Decode(ReadOnlySpan<byte> content)
    {
        if (!content.Contains((byte)'\\'))
            return Encoding.UTF8.GetString(content);
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
