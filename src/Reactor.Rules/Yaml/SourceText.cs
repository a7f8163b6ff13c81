namespace Reactor.Rules.Yaml;

/// <summary>The text of one file, and where its lines start. Line breaks are LF, CR LF and CR, as editors count them.</summary>
public sealed class SourceText
{
    private readonly List<int> _lineStarts = [0];

    /// <summary>Takes a file's text; a byte order mark at its start is dropped.</summary>
    /// <param name="path">The path as the user gave it.</param>
    /// <param name="text">All of the text.</param>
    public SourceText(string path, string text)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(text);
        Path = path;
        Text = text.StartsWith('\uFEFF') ? text[1..] : text;
        for (int i = 0; i < Text.Length; i++)
        {
            if (Text[i] == '\n' || (Text[i] == '\r' && (i + 1 == Text.Length || Text[i + 1] != '\n')))
                _lineStarts.Add(i + 1);
        }
    }

    /// <summary>The path as the user gave it.</summary>
    public string Path { get; }

    /// <summary>The text, without a byte order mark.</summary>
    public string Text { get; }

    /// <summary>How many lines there are; a text that ends with a line break has an empty last one.</summary>
    public int LineCount => _lineStarts.Count;

    /// <summary>Line of an offset, from 1. Offsets outside the text are moved to its start or end.</summary>
    public int LineOf(int offset)
    {
        int found = _lineStarts.BinarySearch(Math.Clamp(offset, 0, Text.Length));
        return found >= 0 ? found + 1 : ~found;
    }

    /// <summary>Column of an offset in its line, from 1, in UTF-16 units.</summary>
    public int ColumnOf(int offset)
    {
        offset = Math.Clamp(offset, 0, Text.Length);
        return offset - _lineStarts[LineOf(offset) - 1] + 1;
    }

    /// <summary>Offset at which a line starts.</summary>
    /// <param name="line">From 1 to <see cref="LineCount"/>.</param>
    public int StartOfLine(int line) => _lineStarts[line - 1];

    /// <summary>Offset at which a line's text ends, before its line break.</summary>
    /// <param name="line">From 1 to <see cref="LineCount"/>.</param>
    public int EndOfLine(int line)
    {
        if (line == LineCount)
            return Text.Length;
        int end = _lineStarts[line] - 1;
        return end > _lineStarts[line - 1] && Text[end] == '\n' && Text[end - 1] == '\r' ? end - 1 : end;
    }

    /// <summary>A line's text without its line break.</summary>
    /// <param name="line">From 1 to <see cref="LineCount"/>.</param>
    public string Line(int line) => Text[StartOfLine(line)..EndOfLine(line)];

    /// <summary>The place of a range; what goes beyond the first line's end is cut off.</summary>
    public Place PlaceOf(int start, int length)
    {
        start = Math.Clamp(start, 0, Text.Length);
        int end = Math.Min(start + Math.Max(length, 0), EndOfLine(LineOf(start)));
        return new Place(this, start, Math.Max(1, end - start));
    }
}
