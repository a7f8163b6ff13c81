using System.Text.Json.Nodes;
using Reactor.Output;
using Reactor.Queries;

namespace Reactor.Tests.Output;

public sealed class TableWriterTests
{
    private static readonly Column[] Columns = [new("name", Cells.Text("name")), new("data", Cells.Json("data"))];

    [Fact]
    public void Write_text_that_looks_like_markup_prints_it_as_it_is()
    {
        var terminal = new TestTerminal();

        TableWriter.Write(terminal.Terminal, Columns, [new JsonObject { ["name"] = "[red]x[/]", ["data"] = new JsonObject { ["a"] = "[b]" } }]);

        Assert.Contains("[red]x[/]", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("""{"a":"[b]"}""", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_escape_sequence_of_a_guest_never_reaches_the_terminal()
    {
        var terminal = new TestTerminal();

        TableWriter.Write(terminal.Terminal, Columns, [new JsonObject { ["name"] = "\x1b]0;owned\x07" }]);

        Assert.DoesNotContain('\x1b', terminal.Out);
        Assert.DoesNotContain('\x07', terminal.Out);
    }

    [Fact]
    public void Write_no_rows_says_none_and_leaves_the_output_empty()
    {
        var terminal = new TestTerminal();

        TableWriter.Write(terminal.Terminal, Columns, []);

        Assert.Equal("", terminal.Out);
        Assert.Contains("none", terminal.Error, StringComparison.Ordinal);
    }
}
