using System.Text.Json.Nodes;
using Reactor.CommandLine;

namespace Reactor.Tests.CommandLine;

public sealed class EvalCommandTests
{
    private const string Panic = """{"timestamp": {"seconds": 1772445600, "microseconds": 5}, "event": "GUEST_PANICKED", "data": {"action": "run"}, "vm": "web1"}""";

    [Fact]
    public async Task Eval_without_event_gives_value_and_type()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("eval", "ost.status(1, 0) + \"!\""));
        Assert.StartsWith("\"", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("(string)", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_false_condition_shows_its_parts_and_what_they_read()
    {
        using var folder = new TestFolder();
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("eval", "data.action == \"pause\" && vm.name == \"web1\"", "--event", folder.Write("e.json", Panic)));
        Assert.Contains("false   (bool)", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("data.action == \"pause\"   false   data.action = \"run\"", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("vm.name == \"web1\"   true   vm.name = \"web1\"", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_event_that_is_no_file_is_told_what_is_wanted()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Failed, await terminal.RunAsync("eval", "data.action", "--event", "GUEST_PANICKED"));
        Assert.StartsWith("reactor: GUEST_PANICKED: there is no such file. One event as QMP prints it is wanted, such as {\"event\":", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_misspelled_member_is_marked_and_the_right_one_named()
    {
        using var folder = new TestFolder();
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Failed, await terminal.RunAsync("eval", "data.acton == \"run\"", "--event", folder.Write("e.json", Panic)));
        Assert.Contains("expression:1:1: error", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("\n    ^^^^^^^^^^\n", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean data.action?", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_event_is_asked_for_without_one_fails_and_says_why()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Failed, await terminal.RunAsync("eval", "data.action"));
        Assert.Contains("there is no event", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("give one with --event FILE, or --event - for standard input", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_what_needs_no_event_says_nothing_of_events_and_the_line_that_is_shown_is_one()
    {
        var (none, shown) = (new TestTerminal(), new TestTerminal { Input = "{\"event\": \"STOP\"}" });

        Assert.Equal(ExitCode.Failed, await none.RunAsync("eval", "1 / 0"));
        Assert.Equal(ExitCode.Fine, await shown.RunAsync("eval", "event.name", "--event", "-"));

        Assert.DoesNotContain("--event", none.Error, StringComparison.Ordinal);
        Assert.StartsWith("\"STOP\"", shown.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_that_converses_says_how_an_event_is_taken_there()
    {
        var terminal = new TestTerminal { Input = "data.action\n" };

        await terminal.RunAsync("eval", "--interactive");

        Assert.Contains("':event FILE' takes one from a file", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_place_refuses_what_may_not_stand_there()
    {
        using var folder = new TestFolder();
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Failed, await terminal.RunAsync("eval", "data.action == \"run\"", "--place", "state", "--event", folder.Write("e.json", Panic)));
        Assert.Equal(ExitCode.Usage, await terminal.RunAsync("eval", "1", "--place", "nowhere"));
    }

    [Fact]
    public async Task Eval_lists_and_macros_come_from_the_configuration()
    {
        using var folder = new TestFolder();
        folder.Write("reactor.yaml", "version: 1\nvms: [{name: web1, qmp: \"unix:/run/q.qmp\", labels: {env: prod}}]\nrules: [\"rules/*.yaml\"]\n");
        folder.Write("rules/a.yaml", "version: 1\nlists: {db_vms: [web1]}\nmacros: {is_prod: 'vm.labels.env == \"prod\"'}\nrules: []\n");
        var terminal = new TestTerminal();

        Assert.Equal(
            ExitCode.Fine,
            await terminal.RunAsync("eval", "is_prod && vm.name in db_vms", "--config", folder.Path, "--event", folder.Write("e.json", Panic)));
        Assert.Equal($"true   (bool){Environment.NewLine}", terminal.Out);
    }

    [Fact]
    public async Task Eval_json_gives_one_object()
    {
        using var folder = new TestFolder();
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("eval", "data.action", "--output", "json", "--event", folder.Write("e.json", Panic)));
        var row = JsonNode.Parse(terminal.Out)!;
        Assert.Equal("run", (string?)row["value"]);
        Assert.Equal("string", (string?)row["type"]);
    }

    [Fact]
    public async Task Eval_interactive_answers_piped_lines_until_quit()
    {
        using var folder = new TestFolder();
        var file = folder.Write("e.json", Panic);
        var terminal = new TestTerminal { Input = $"1 + 1\n:type [1]\n:event {file}\ndata.action\n:nonsense\n1 +\n:quit\n7\n" };

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("eval", "--interactive"));
        Assert.Contains("2   (int)", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("list(int)", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("\"run\"", terminal.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("7", terminal.Out, StringComparison.Ordinal);
        Assert.Contains(":nonsense", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("expression:1:", terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"return\": {}}")]
    [InlineData("{\"event\": ")]
    [InlineData("[1]")]
    [InlineData("{\"event\": \"RESET\"}\n{\"event\": \"RESET\"}")]
    public async Task Eval_event_file_that_holds_no_event_is_refused(string content)
    {
        using var folder = new TestFolder();
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Failed, await terminal.RunAsync("eval", "1", "--event", folder.Write("e.json", content)));
        Assert.Contains("One event as QMP prints it", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Eval_neither_expression_nor_interactive_is_a_wrong_command_line()
    {
        Assert.Equal(ExitCode.Usage, await new TestTerminal().RunAsync("eval"));
        Assert.Equal(ExitCode.Usage, await new TestTerminal().RunAsync("eval", "1", "--interactive"));
    }
}
