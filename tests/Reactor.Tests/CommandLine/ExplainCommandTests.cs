using System.Text.Json.Nodes;
using Reactor.CommandLine;

namespace Reactor.Tests.CommandLine;

public sealed class ExplainCommandTests : IDisposable
{
    private const string Rules = """
        version: 1
        rules:
          - name: panicked
            when: {event: GUEST_PANICKED, if: 'data.action == "pause" && vm.name == "web1"'}
            then: [{alert: {summary: "panic", resolved_by: [{event: RESET}]}}]
          - name: panics-often
            when: {event: GUEST_PANICKED, at_least: 3, within: 10m}
            then: [{log: {message: "often"}}]
          - name: any-panic
            except: ['vm.name == "web2"']
            limit: {once_per: 1h}
            when: {event: GUEST_PANICKED}
            then: [{log: {message: "panic"}}]
          - name: stops
            when: {event: STOP}
            then: [{log: {message: "stop"}}]
        """;

    private readonly TestFolder _folder = new();

    public ExplainCommandTests()
    {
        _folder.Write("reactor.yaml", "version: 1\nvms: []\nrules: [\"rules/*.yaml\"]\n");
        _folder.Write("rules/a.yaml", Rules);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Explain_event_tells_for_each_rule_what_came_of_it_and_why()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await Run(terminal, Panic("web1")));
        Assert.Contains("panicked: does not match: no condition holds", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("data.action == \"pause\"   false   data.action = \"run\"", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("panics-often: counts; needs 2 more within 10m", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("any-panic: fires; at most 1 in 1h", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("1 other rule looks for other events", terminal.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("stops:", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_event_that_nobody_knows_says_so_and_counts_the_rules()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await Run(terminal, _folder.Write("e.json", """{"event": "STOPP", "data": {}}""")));
        Assert.Contains("no event STOPP is known: did you mean STOP?", terminal.Error, StringComparison.Ordinal);
        Assert.Contains("  4 rules look for other events", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_excepted_event_says_by_what()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await Run(terminal, Panic("web2"), "--rule", "any-panic"));
        Assert.Contains("any-panic: excepted: except[0] is true", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_event_that_ends_an_alert_says_so()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await Run(terminal, _folder.Write("e.json", """{"event": "RESET", "data": {"guest": true, "reason": "guest-reset"}}""")));
        Assert.Contains("panicked: looks for other events; ends its open alerts of this VM", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_json_gives_a_verdict_for_each_rule()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await Run(terminal, Panic("web1"), "--output", "json"));
        var rows = terminal.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToList();
        Assert.Equal(["condition_false", "counts", "fires", "other_event"], rows.Select(r => (string?)r["verdict"]));
        Assert.Equal("run", (string?)rows[0]["conditions"]![0]!["parts"]![0]!["reads"]!["data.action"]);
        Assert.All(rows, row => Assert.Null(row["fired"]));
    }

    [Fact]
    public async Task Explain_unknown_rule_names_the_nearest()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Usage, await Run(terminal, Panic("web1"), "--rule", "panicket"));
        Assert.Contains("did you mean panicked?", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_neither_file_nor_stored_event_says_so()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Failed, await Run(terminal, "no-such-event"));
        Assert.Contains("is no file", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_event_that_names_no_vm_is_of_the_only_one_or_of_the_named_one_and_never_of_a_made_up_one()
    {
        var (one, several, named, other) = (new TestTerminal(), new TestTerminal(), new TestTerminal(), new TestTerminal());
        var file = _folder.Write("stop.json", """{"event": "STOP"}""");

        _folder.Write("reactor.yaml", "version: 1\nvms: [{name: web7, qmp: \"unix:/a\"}]\nrules: [\"rules/*.yaml\"]\n");
        Assert.Equal(ExitCode.Fine, await Run(one, file));
        _folder.Write("reactor.yaml", "version: 1\nvms: [{name: web7, qmp: \"unix:/a\"}, {name: db1, qmp: \"unix:/b\", labels: {env: prod}}]\nrules: [\"rules/*.yaml\"]\n");
        Assert.Equal(ExitCode.Usage, await Run(several, file));
        Assert.Equal(ExitCode.Fine, await Run(named, file, "--vm", "db1"));
        Assert.Equal(ExitCode.Usage, await Run(other, file, "--vm", "db2"));

        Assert.Contains("web7 is taken, the only one", one.Error, StringComparison.Ordinal);
        Assert.Contains("2 are configured: name one with --vm NAME (there are web7, db1)", several.Error, StringComparison.Ordinal);
        Assert.StartsWith("STOP of db1", named.Out, StringComparison.Ordinal);
        Assert.Contains("did you mean db1?", other.Error, StringComparison.Ordinal);

        var value = new TestTerminal();
        Assert.Equal(ExitCode.Fine, await value.RunAsync("eval", "vm.labels.env", "--event", file, "--vm", "db1", "--config", _folder.Path));
        Assert.StartsWith("\"prod\"", value.Out, StringComparison.Ordinal);
    }

    private string Panic(string vm) => _folder.Write("e.json", $$$"""{"event": "GUEST_PANICKED", "data": {"action": "run"}, "vm": "{{{vm}}}"}""");

    private Task<int> Run(TestTerminal terminal, params string[] arguments) => terminal.RunAsync(["explain", .. arguments, "--config", _folder.Path]);
}
