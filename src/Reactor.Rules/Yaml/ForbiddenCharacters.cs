using System.Globalization;
using Reactor.Rules.Diagnostics;

namespace Reactor.Rules.Yaml;

/// <summary>
/// Characters that may not stand in a file: what YAML 1.2.2 (section 5.1) calls not printable, and the line breaks of older
/// YAML that no editor counts as such. The parser would take a NUL for the end of the file and say nothing.
/// </summary>
internal static class ForbiddenCharacters
{
    /// <summary>Reports the first one; true when there is one.</summary>
    public static bool Report(SourceText source, DiagnosticBag diagnostics)
    {
        string text = source.Text;
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (IsForbidden(text[i]))
            {
                diagnostics.Error(
                    source.PlaceOf(i, 1),
                    DiagnosticCodes.Syntax,
                    $"the character U+{(int)text[i]:X4}{Name(text[i])} may not stand in a file",
                    text[i] == 0 ? "is this a text file?" : $"in double quotes it is written \\u{((int)text[i]).ToString("x4", CultureInfo.InvariantCulture)}");
                return true;
            }
        }

        return false;
    }

    private static bool IsForbidden(char c) =>
        c is not ('\t' or '\n' or '\r') && (char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF');

    private static string Name(char c) => c switch
    {
        '\0' => " (NUL)",
        '\u0085' => " (next line)",
        '\u2028' => " (line separator)",
        '\u2029' => " (paragraph separator)",
        '\uFEFF' => " (byte order mark)",
        _ when char.IsSurrogate(c) => " (half of a surrogate pair)",
        _ => "",
    };
}
