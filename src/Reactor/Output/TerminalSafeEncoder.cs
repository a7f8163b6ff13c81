using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace Reactor.Output;

/// <summary>
/// Readable JSON that is safe on a terminal too: besides what JSON demands, characters that reorder or hide text are escaped. A guest chooses
/// what stands in an event, and the answer may be read without a pager.
/// </summary>
internal sealed class TerminalSafeEncoder : JavaScriptEncoder
{
    private static readonly JavaScriptEncoder s_readable = UnsafeRelaxedJsonEscaping;

    private TerminalSafeEncoder()
    {
    }

    public static TerminalSafeEncoder Instance { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => s_readable.MaxOutputCharactersPerInputCharacter;

    public override bool WillEncode(int unicodeScalar) => IsFormat(unicodeScalar) || s_readable.WillEncode(unicodeScalar);

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var rest = new ReadOnlySpan<char>(text, textLength);
        for (int i = 0; i < rest.Length;)
        {
            if (Rune.DecodeFromUtf16(rest[i..], out var rune, out int used) != System.Buffers.OperationStatus.Done || WillEncode(rune.Value))
            {
                return i;
            }
            i += used;
        }
        return -1;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        if (!IsFormat(unicodeScalar))
        {
            return s_readable.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
        }
        var to = new Span<char>(buffer, bufferLength);
        numberOfCharactersWritten = 0;
        Span<char> units = stackalloc char[2];
        foreach (char unit in units[..new Rune(unicodeScalar).EncodeToUtf16(units)])
        {
            if (!to[numberOfCharactersWritten..].TryWrite(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}", out int written))
            {
                numberOfCharactersWritten = 0;
                return false;
            }
            numberOfCharactersWritten += written;
        }
        return true;
    }

    private static bool IsFormat(int unicodeScalar) =>
        Rune.IsValid(unicodeScalar) && Rune.GetUnicodeCategory(new Rune(unicodeScalar)) == UnicodeCategory.Format;
}
