using System.Globalization;
using System.Text;

namespace Reactor.Rules.Diagnostics;

/// <summary>The part of a line that is shown, and where the mark goes under it.</summary>
/// <param name="Text">The part, safe to show, without indentation.</param>
/// <param name="Mark">Column of the mark, from 0.</param>
/// <param name="Length">Length of the mark, at least 1.</param>
internal readonly record struct Excerpt(string Text, int Mark, int Length)
{
    private const int MaxWidth = 160;
    private const int Before = 60;

    public static Excerpt Of(string line, int column, int length)
    {
        column = Math.Clamp(column, 0, line.Length);
        int indent = line.Length - line.TrimStart().Length;
        int from = Math.Min(indent, column);
        bool cut = column - from > MaxWidth - Before;
        if (cut)
            from = column - Before;
        int to = Math.Min(line.TrimEnd().Length, from + MaxWidth);
        int end = Math.Clamp(column + length, column, Math.Max(column, to));

        var text = new StringBuilder(cut ? "..." : "");
        int mark = text.Length, markEnd = mark;
        for (int i = from; i <= Math.Max(to, column); i++)
        {
            if (i == column)
                mark = markEnd = text.Length;
            if (i == end)
                markEnd = text.Length;
            if (i < to)
                AppendSafe(text, line[i]);
        }

        if (to < line.TrimEnd().Length)
            text.Append("...");
        return new Excerpt(text.ToString(), mark, Math.Max(1, markEnd - mark));
    }

    private static void AppendSafe(StringBuilder text, char c)
    {
        if (c == '\t')
            text.Append(' ');
        else if (Shown.IsUnsafe(c) && !char.IsSurrogate(c))
            text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        else
            text.Append(c);
    }
}
