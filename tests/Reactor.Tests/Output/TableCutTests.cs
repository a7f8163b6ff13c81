using System.Text.Json.Nodes;
using Reactor.Output;
using Reactor.Queries;

namespace Reactor.Tests.Output;

public sealed class TableCutTests
{
    private const string Time = "2026-03-02T10:00:00.000Z";

    private static readonly Column[] s_columns = [new("since", Cells.Text("since")), new("vm", Cells.Text("vm")), new("summary", Cells.Text("summary")), new("detail", Cells.Text("detail"))];

    private static readonly JsonObject[] s_rows = [Row(new string('s', 70), new string('d', 40)), Row("short", "also short")];

    [Fact]
    public void Table_that_is_too_wide_for_the_screen_is_cut_where_it_is_longest_and_says_so()
    {
        var terminal = new TestTerminal();

        TableWriter.Write(terminal.Terminal with { IsScreen = true, Width = 100 }, s_columns, s_rows);

        var lines = terminal.Out.TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Equal(100, lines.Max(line => line.Length));
        Assert.Contains($"{Time}  web1  {new string('s', 32)}\u2026  {new string('d', 32)}", lines[1], StringComparison.Ordinal);
        Assert.Contains("--output json", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Table_that_fits_is_whole()
    {
        var terminal = new TestTerminal();

        TableWriter.Write(terminal.Terminal with { IsScreen = true, Width = 144 }, s_columns, s_rows);

        Assert.Contains(new string('s', 70), terminal.Out, StringComparison.Ordinal);
        Assert.Equal("", terminal.Error);
    }

    [Fact]
    public void Table_that_is_piped_is_whole_however_wide()
    {
        var terminal = new TestTerminal();

        TableWriter.Write(terminal.Terminal with { Width = 60 }, s_columns, s_rows);

        Assert.Equal(3, terminal.Out.TrimEnd().Split('\n').Length);
        Assert.Contains($"{new string('s', 70)}  {new string('d', 40)}", terminal.Out, StringComparison.Ordinal);
        Assert.Equal("", terminal.Error);
    }

    [Fact]
    public void Time_is_whole_on_the_narrowest_screen_and_a_row_is_a_line()
    {
        var terminal = new TestTerminal();

        TableWriter.Write(terminal.Terminal with { IsScreen = true, Width = 20 }, s_columns, s_rows);

        var lines = terminal.Out.TrimEnd().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.StartsWith(Time, lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Id_is_whole_and_the_others_make_room_for_it()
    {
        const string Id = "hypervisor-17.example.net:18153-1013498/1795727428894.1/20001";
        var terminal = new TestTerminal();

        TableWriter.Write(
            terminal.Terminal with { IsScreen = true, Width = 100 }, [Column.Id(), .. s_columns[1..3]], [new() { ["id"] = Id, ["vm"] = "web1", ["summary"] = new string('s', 50) }]);

        Assert.Equal($"{Id}  web1  {new string('s', 30)}\u2026", terminal.Out.TrimEnd().Split('\n')[^1]);
    }

    [Fact]
    public void Column_that_keeps_its_head_lets_others_be_cut()
    {
        List<string[]> lines = [[new string('h', 60), "detail"], ["short", new string('d', 50)]];

        Assert.True(TableCut.Fit(lines, [false, false], 92));

        Assert.Equal(new string('d', 29) + "\u2026", lines[1][1]);
    }

    [Fact]
    public void Characters_that_take_two_columns_are_counted_so()
    {
        List<string[]> lines = [["name"], [string.Concat(Enumerable.Repeat("\u65e5\U0001F600", 20))]];

        Assert.True(TableCut.Fit(lines, [false], 30));

        Assert.Equal(string.Concat(Enumerable.Repeat("\u65e5\U0001F600", 7)) + "\u2026", lines[1][0]);
    }

    [Fact]
    public void Columns_that_are_empty_then_those_that_can_be_done_without_are_left_out_where_cutting_is_not_enough()
    {
        Column[] columns =
        [
            new("vm", Cells.Text("vm")), new("uuid", Cells.Text("uuid")) { IsWhole = true, IsSpare = true }, new("host", Cells.Text("host")) { IsSpare = true },
            new("silent", Cells.Text("silent")), new("error", Cells.Text("error")),
        ];
        JsonObject[] rows = [new() { ["vm"] = "web1", ["uuid"] = new string('u', 36), ["host"] = "h1", ["error"] = new string('e', 40) }];
        var (wide, narrow) = (new TestTerminal(), new TestTerminal());

        TableWriter.Write(wide.Terminal with { IsScreen = true, Width = 76 }, columns, rows);
        TableWriter.Write(narrow.Terminal with { IsScreen = true, Width = 60 }, columns, rows);

        Assert.Equal($"web1  {new string('u', 36)}  h1    {new string('e', 25)}\u2026", wide.Out.TrimEnd().Split('\n')[1]);
        Assert.Equal("cut to fit the screen, without silent: --output json has all of it\n", wide.Error);
        Assert.Equal($"web1  {new string('e', 40)}", narrow.Out.TrimEnd().Split('\n')[1]);
        Assert.Equal("cut to fit the screen, without uuid, host, silent: --output json has all of it\n", narrow.Error);
    }

    [Fact]
    public void Vms_fit_a_screen_of_60_columns()
    {
        var terminal = new TestTerminal();
        JsonObject row = new()
        {
            ["name"] = "web1", ["source"] = "discovered", ["state"] = "backoff", ["status"] = "running", ["uuid"] = "b3a3a3c2-1111-4222-8333-444455556666", ["qemu_version"] = "10.0.2", ["host"] = "h1.example.net",
            ["labels"] = new JsonObject { ["env"] = "prod" }, ["last_event"] = "GUEST_PANICKED", ["last_event_at"] = Time, ["dropped"] = 0, ["last_error"] = "unix:/run/qemu/web1.qmp: there is no socket",
        };

        TableWriter.Write(terminal.Terminal with { IsScreen = true, Width = 60 }, AllQueries.Vms.Columns, [row]);

        Assert.All(terminal.Out.Split('\n'), line => Assert.InRange(line.Length, 0, 60));
        Assert.StartsWith("VM    CONNECTION  STATUS ", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("unix:/run/qemu/", terminal.Out, StringComparison.Ordinal);
    }

    private static JsonObject Row(string summary, string detail) => new() { ["since"] = Time, ["vm"] = "web1", ["summary"] = summary, ["detail"] = detail };
}
