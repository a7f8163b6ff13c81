namespace Reactor.Rules.Yaml;

/// <summary>
/// For each character of a scalar's value, where it stands in the file. Built by reading the raw text again, line by line, and
/// finding each line's characters in the value; between lines the value has only what folding made (spaces and line breaks).
/// </summary>
internal sealed class ScalarMap
{
    // _starts[i] is the offset of value[i]; the last element is the end of the value.
    private readonly int[] _starts;
    private readonly int[] _ends;

    private ScalarMap(int[] starts, int[] ends) => (_starts, _ends) = (starts, ends);

    /// <summary>Offset in the file of a character of the value.</summary>
    public int OffsetOf(int index) => _starts[Math.Clamp(index, 0, _starts.Length - 1)];

    /// <summary>Offset in the file after a character of the value.</summary>
    public int EndOf(int index) => _ends[Math.Clamp(index, 0, _ends.Length - 1)];

    /// <summary>Maps a scalar that stands at <paramref name="start"/> to <paramref name="end"/> of a text.</summary>
    public static ScalarMap Create(string text, int start, int end, string value, ScalarStyle style)
    {
        start = Math.Clamp(start, 0, text.Length);
        end = Math.Clamp(end, start, text.Length);
        int[] starts = new int[value.Length + 1];
        int[] ends = new int[value.Length + 1];
        int at = 0, last = start;
        foreach (var line in RawLines.Of(text, start, end, style))
        {
            if (line.Characters.Count == 0)
                continue;
            int found = Find(value, at, line.Characters);
            if (found < 0)
                break;
            for (; at < found; at++)
                (starts[at], ends[at]) = (last, last + 1);
            foreach (var c in line.Characters)
            {
                (starts[at], ends[at]) = (c.Start, c.End);
                at++;
                last = c.End;
            }
        }

        // What is left: the final line break of a block, or a text that could not be followed.
        for (; at < starts.Length; at++)
            (starts[at], ends[at]) = (last, last + 1);
        return new ScalarMap(starts, ends);
    }

    private static int Find(string value, int from, List<RawCharacter> characters)
    {
        for (int at = from; at + characters.Count <= value.Length; at++)
        {
            int i = 0;
            while (i < characters.Count && value[at + i] == characters[i].Value)
                i++;
            if (i == characters.Count)
                return at;
            if (value[at] is not (' ' or '\n'))
                return -1;
        }

        return -1;
    }
}

/// <summary>A character of a value, and the range of the file that stands for it.</summary>
/// <param name="Value">The character.</param>
/// <param name="Start">Where it starts.</param>
/// <param name="End">Where it ends.</param>
internal readonly record struct RawCharacter(char Value, int Start, int End);

/// <summary>A line of a scalar as it stands in the file, indentation and escapes undone.</summary>
/// <param name="Characters">What it adds to the value.</param>
internal readonly record struct RawLine(List<RawCharacter> Characters);
