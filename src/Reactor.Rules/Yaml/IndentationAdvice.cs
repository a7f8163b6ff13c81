using System.Text.RegularExpressions;
using Reactor.Rules.Diagnostics;

namespace Reactor.Rules.Yaml;

/// <summary>Says what is wrong with a line's indentation, where that is what the parser stumbled over.</summary>
internal static partial class IndentationAdvice
{
    /// <summary>A tab among the blanks that a line starts with, at or after an offset; null when there is none.</summary>
    public static YamlStoppedException? Tab(SourceText source, int from)
    {
        for (int line = source.LineOf(from); line <= source.LineCount; line++)
        {
            string text = source.Line(line);
            int tab = text.IndexOf('\t', StringComparison.Ordinal);
            if (tab >= 0 && !string.IsNullOrWhiteSpace(text) && string.IsNullOrWhiteSpace(text[..tab]))
                return Stopped(source.PlaceOf(source.StartOfLine(line) + tab, 1), "a tab is no indentation in YAML", "indent with spaces");
        }

        return null;
    }

    /// <summary>A blank that is no space (as from a web page) among those that a line starts with, or the line above it; null when there is none.</summary>
    public static YamlStoppedException? Blank(SourceText source, int offset)
    {
        int last = source.LineOf(offset);
        for (int line = last; line >= 1; line--)
        {
            string text = source.Line(line);
            if (string.IsNullOrWhiteSpace(text))
                continue;
            int at = text.AsSpan().IndexOfAnyExcept(' ', '\t');
            if (char.IsWhiteSpace(text[at]))
                return Stopped(source.PlaceOf(source.StartOfLine(line) + at, 1), $"the blank U+{(int)text[at]:X4} is no indentation in YAML", "indent with spaces");
            if (line < last)
                break;
        }

        return null;
    }

    /// <summary>A line that starts where none of the blocks around it has its entries; null when the offset isn't at a line's start.</summary>
    public static YamlStoppedException? Level(SourceText source, int offset, OpenBlocks blocks)
    {
        var place = LineValue.At(source, offset);
        string line = source.Line(place.Line);
        int indent = place.Column - 1;
        if (indent >= line.Length || !string.IsNullOrWhiteSpace(line[..indent]))
            return null;

        return StartsItem(line, indent) ? Item(place, indent, blocks) : Entry(place, indent, blocks);
    }

    private static YamlStoppedException? Item(Place place, int indent, OpenBlocks blocks)
    {
        if ((Nearest(blocks, indent, lists: true) ?? blocks.InnermostList) is not { } list)
        {
            return blocks.Innermost is null ? null : Stopped(
                place, "a key is expected here: the entries above are keys of a map, and `- ` starts an entry of a list", "a list stands below a key of its own");
        }

        return list.Indent == indent ? null : Stopped(
            place, $"this line is indented by {indent}; the entries of the list above by {list.Indent}", $"indent it by {list.Indent}");
    }

    private static YamlStoppedException? Entry(Place place, int indent, OpenBlocks blocks)
    {
        var above = Nearest(blocks, indent, lists: false);
        string start = $"this line is indented by {indent}; the entry above by ";
        return (blocks.Innermost, above) switch
        {
            ({ IsList: true } list, { } map) => Stopped(
                place, $"{start}{map.Indent}", $"indent it by {map.Indent}, or start a new entry of the list: by {list.Indent}, with `- `"),
            ({ IsList: true } list, null) => Stopped(
                place, "a `- ` is expected here: the lines above are entries of a list", $"start a new entry of the list: by {list.Indent}, with `- `"),
            ({ } open, { } map) when open.Indent != map.Indent => Stopped(
                place, $"{start}{map.Indent}, and what that is in by {open.Indent}", $"indent it by {map.Indent} or by {open.Indent}"),
            ({ } open, null) when open.Indent != indent => Stopped(place, $"{start}{open.Indent}", $"indent it by {open.Indent}"),
            (null, { } map) when map.Indent != indent => Stopped(place, $"{start}{map.Indent}", "indent both by the same"),
            _ => null,
        };
    }

    private static OpenBlocks.Block? Nearest(OpenBlocks blocks, int indent, bool lists) =>
        blocks.Ended.Where(b => b.IsList == lists).MinBy(b => Math.Abs(b.Indent - indent));

    /// <summary>A key in a line that goes on with the text of the line above, because it is indented further; null when it is another thing.</summary>
    public static YamlStoppedException? Continued(SourceText source, int colon)
    {
        int number = source.LineOf(colon), above = number - 1;
        var key = KeyOnly().Match(source.Line(number));
        while (above > 0 && string.IsNullOrWhiteSpace(source.Line(above)))
            above--;
        if (above == 0 || !key.Success || key.Length != source.ColumnOf(colon))
            return null;

        int indent = key.Groups["key"].Index;
        var place = LineValue.At(source, source.StartOfLine(number) + indent);
        var entry = KeyAndText().Match(source.Line(above));
        if (entry.Success && entry.Groups["key"].Index < indent)
        {
            int expected = entry.Groups["key"].Index;
            return Stopped(place, $"this line is indented by {indent}; the entry above, `{Shown.Word(entry.Groups["key"].Value)}`, by {expected}", $"indent it by {expected}");
        }

        var text = source.Line(above).Trim();
        string word = FirstWord().Match(text).Groups["word"].Value;
        return Stopped(
            place, "to YAML this line goes on with the text of the line above", word.Length > 0 ? $"is a `:` missing in line {above}, after `{word}`?" : null);
    }

    private static YamlStoppedException Stopped(Place place, string message, string? suggestion) => new(place, DiagnosticCodes.Syntax, message, suggestion);

    private static bool StartsItem(string line, int at) => line[at] == '-' && (at + 1 == line.Length || line[at + 1] == ' ');

    [GeneratedRegex(@"\A\s*(?:-\s+)*(?<key>[A-Za-z_][\w.-]*):", RegexOptions.CultureInvariant)]
    private static partial Regex KeyOnly();

    [GeneratedRegex(@"\A\s*(?:-\s+)*(?<key>[A-Za-z_][\w.-]*):\s+\S", RegexOptions.CultureInvariant)]
    private static partial Regex KeyAndText();

    [GeneratedRegex(@"\A(?:-\s+)*(?<word>[A-Za-z_][\w.-]*)(?:\s|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex FirstWord();
}
