using System.Globalization;
using System.Text;

namespace Reactor.Actors.Vms;

/// <summary>Makes names of what others call VMs: visible text in one line, not too long.</summary>
internal static class VmNameText
{
    private const int MaxLength = 128;

    /// <summary>The name of a socket's file, without what follows its last dot.</summary>
    public static string OfFile(string path)
    {
        var file = Path.GetFileName(path);
        return Clean(Path.GetFileNameWithoutExtension(file)) ?? Clean(file) ?? path;
    }

    /// <summary>The text, what can't be seen replaced; null where nothing is left.</summary>
    public static string? Clean(string? text)
    {
        if (text is null)
            return null;
        var clean = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            var isHidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse || rune == Rune.ReplacementChar;
            var next = isHidden ? "_" : rune.ToString();
            if (clean.Length + next.Length > MaxLength)
                break;
            clean.Append(next);
        }

        return clean.ToString().Trim() is { Length: > 0 } name ? name : null;
    }
}
