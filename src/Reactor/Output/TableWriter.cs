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
        var table = new Table { Border = TableBorder.None, ShowHeaders = true, UseSafeBorder = true };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column.Header.ToUpperInvariant(), new Style(decoration: Decoration.Bold))) { Padding = new Padding(0, 0, 2, 0) });
        }
        foreach (var row in rows)
        {
            table.AddRow(columns.Select(c => new Text(Printable.Of(c.Cell(row), longestCell))));
        }
        terminal.Out.Write(Render(terminal, table));
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
        console.Profile.Width = terminal.Width;
        console.Write(table);
        // The last column is padded like all others: nobody wants to copy that.
        return string.Join(Environment.NewLine, text.ToString().Split(Environment.NewLine).Select(line => line.TrimEnd(' ')));
    }
}
