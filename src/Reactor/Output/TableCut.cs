using System.Text;
using Spectre.Console.Rendering;

namespace Reactor.Output;

/// <summary>Cuts a table's cells so that its lines fit the screen: the longest columns first, and none so far that a time is cut.</summary>
internal static class TableCut
{
    /// <summary>No column gets narrower than this: a time has as many characters.</summary>
    internal const int Narrowest = 24;

    /// <summary>Blanks between columns.</summary>
    public const int Gap = 2;

    /// <summary>
    /// Columns that stay where not all fit, however much they are cut: those go first in which nothing stands, then those that can be done without, from the right.
    /// </summary>
    /// <param name="lines">Cells, line by line, the head being the first.</param>
    /// <param name="isWhole">By column, whether it is never cut.</param>
    /// <param name="isSpare">By column, whether it can be done without.</param>
    /// <param name="width">Columns of the screen.</param>
    /// <returns>Their places.</returns>
    public static IReadOnlyList<int> Kept(IReadOnlyList<string[]> lines, IReadOnlyList<bool> isWhole, IReadOnlyList<bool> isSpare, int width)
    {
        List<int> kept = [.. Enumerable.Range(0, lines[0].Length)];
        var least = kept.ConvertAll(i => Math.Min(lines.Max(line => Width(line[i])), isWhole[i] ? int.MaxValue : Math.Max(Narrowest, Width(lines[0][i]))));
        var goes = Enumerable.Range(0, lines[0].Length).Reverse().Where(i => lines.Skip(1).All(line => line[i].Length == 0)).ToList();
        foreach (var column in goes.Concat(Enumerable.Range(0, lines[0].Length).Reverse().Where(i => isSpare[i]).Except(goes)))
        {
            if (kept.Count == 1 || kept.Sum(i => least[i] + Gap) - Gap <= width)
            {
                break;
            }
            kept.Remove(column);
        }
        return kept;
    }

    /// <summary>Cuts them.</summary>
    /// <param name="lines">Cells, line by line, the head being the first.</param>
    /// <param name="isWhole">By column, whether it is left as it is.</param>
    /// <param name="width">Columns of the screen.</param>
    /// <returns>Whether something was cut.</returns>
    public static bool Fit(IReadOnlyList<string[]> lines, IReadOnlyList<bool> isWhole, int width)
    {
        var widths = Enumerable.Range(0, lines[0].Length).Select(i => lines.Max(line => Width(line[i]))).ToArray();
        var least = widths.Select((widest, i) => isWhole[i] ? widest : Math.Max(Narrowest, Width(lines[0][i]))).ToArray();
        var isCut = false;
        for (var over = widths.Sum() + (Gap * (widths.Length - 1)) - width; over > 0; over--)
        {
            var widest = Enumerable.Range(0, widths.Length).MaxBy(i => widths[i] > least[i] ? widths[i] : 0);
            if (widths[widest] <= least[widest])
            {
                break;
            }
            widths[widest]--;
            isCut = true;
        }
        if (isCut)
        {
            foreach (var line in lines)
            {
                for (var i = 0; i < widths.Length; i++)
                {
                    line[i] = Cut(line[i], widths[i]);
                }
            }
        }
        return isCut;
    }

    private static string Cut(string cell, int width)
    {
        if (Width(cell) <= width)
        {
            return cell;
        }
        var (kept, room) = (new StringBuilder(), width - 1);
        foreach (var rune in cell.EnumerateRunes())
        {
            room -= Width(rune.ToString());
            if (room < 0)
            {
                break;
            }
            kept.Append(rune);
        }
        return kept.Append('\u2026').ToString();
    }

    // Some take two columns, some none.
    private static int Width(string text) => new Segment(text).CellCount();
}
