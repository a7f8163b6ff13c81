using System.Text.Json.Nodes;
using Reactor.CommandLine;
using Reactor.Queries;
using Spectre.Console;

namespace Reactor.Output;

/// <summary>Prints rows as aligned columns. Cells are plain text: nothing in them is markup.</summary>
internal static class TableWriter
{
    /// <param name="terminal">Where to.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="rows">The rows; none: that is said.</param>
    /// <param name="longestCell">Characters of a cell; what is longer is cut.</param>
    public static void Write(Terminal terminal, IReadOnlyList<Column> columns, IReadOnlyCollection<JsonObject> rows, int longestCell = Printable.DefaultLength)
    {
        if (rows.Count == 0)
        {
            terminal.Error.WriteLine("none");
            return;
        }
        List<string[]> lines = [[.. columns.Select(column => column.Header.ToUpperInvariant())], .. rows.Select(row => columns.Select(column => Printable.Of(column.Cell(row), longestCell)).ToArray())];
        var left = "";
        if (terminal.IsScreen)
        {
            var kept = TableCut.Kept(lines, [.. columns.Select(column => column.IsWhole)], [.. columns.Select(column => column.IsSpare)], terminal.Width);
            left = string.Join(", ", columns.Where((column, i) => !kept.Contains(i)).Select(column => column.Header));
            lines = lines.ConvertAll(line => kept.Select(i => line[i]).ToArray());
            columns = [.. kept.Select(i => columns[i])];
        }
        var isCut = terminal.IsScreen && TableCut.Fit(lines, [.. columns.Select(column => column.IsWhole)], terminal.Width);
        var table = new Table { Border = TableBorder.None, ShowHeaders = true, UseSafeBorder = true };
        foreach (var head in lines[0])
        {
            table.AddColumn(new TableColumn(new Text(head, new Style(decoration: Decoration.Bold))) { Padding = new Padding(0, 0, TableCut.Gap, 0), NoWrap = true });
        }
        foreach (var line in lines.Skip(1))
        {
            table.AddRow(line.Select(cell => new Text(cell)));
        }
        terminal.Out.Write(Render(terminal, table));
        if (isCut || left.Length > 0)
        {
            terminal.Error.WriteLine($"cut to fit the screen{(left.Length > 0 ? $", without {left}" : "")}: --output json has all of it");
        }
    }

    private static string Render(Terminal terminal, Table table)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(text),
            Ansi = terminal.Colours ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = terminal.Colours ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        // Where it doesn't fit a line goes on in the next: better than cells in pieces.
        console.Profile.Width = Terminal.Unlimited;
        console.Write(table);
        // The last column is padded like all others: nobody wants to copy that.
        return string.Join(Environment.NewLine, text.ToString().Split(Environment.NewLine).Select(line => line.TrimEnd(' ')));
    }
}
