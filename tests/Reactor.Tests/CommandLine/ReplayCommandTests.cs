using System.Text.Json.Nodes;
using Reactor.CommandLine;

namespace Reactor.Tests.CommandLine;

public sealed class ReplayCommandTests : IDisposable
{
    private const string Rules = """
        version: 1
        rules:
          - name: child-flaky
            when: {event: QUORUM_REPORT_BAD, by: {node: 'data["node-name"]'}, at_least: 3, within: 10m}
            then: [{send: {to: oncall}}]
          - name: hangs
            when: {event: POWERDOWN, not_followed_by: {event: SHUTDOWN}, within: 2m}
            then: [{log: {message: "{{ vm.name }} hangs"}}]
        """;

    private readonly TestFolder _folder = new();

    public ReplayCommandTests()
    {
        _folder.Write("reactor.yaml", "version: 1\nvms: []\nrules: [\"rules/*.yaml\"]\ntargets: {oncall: {webhook: {url: \"https://hooks.example.net/in\"}}}\n");
        _folder.Write("rules/a.yaml", Rules);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Replay_recording_tells_what_would_have_fired_and_when()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await Run(terminal, _folder.Write("r.jsonl", Recording)));
        Assert.Contains("2026-03-02T10:00:02.000000Z  fired           child-flaky", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("\"to\":\"oncall\"", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("2026-03-02T10:02:03.000001Z  fired           hangs", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("vm2 hangs", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("6 events: 2 firings of 2 rules; 3 lines that are no events, 1 bad one, 0 events of other VMs", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("line 8: ", terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pause", "qmp             restarts")]
    [InlineData("run", "then[0].qmp is left out, and the run ends: its only_if does not hold")]
    public async Task Replay_vm_answers_for_the_state_that_its_events_led_to(string action, string expected)
    {
        _folder.Write("rules/a.yaml", """
            version: 1
            rules:
              - name: restarts
                allow: destructive
                when: {event: GUEST_PANICKED}
                then: [{qmp: {only_if: {command: query-status, check: 'result.status == "guest-panicked"'}, run: [system_reset]}}]
            """);
        var terminal = new TestTerminal { Input = $$$"""{"event": "GUEST_PANICKED", "data": {"action": "{{{action}}}"}, "vm": "vm1"}""" + "\n" };

        Assert.Equal(ExitCode.Fine, await Run(terminal, "-"));
        Assert.Contains(expected, terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_of_one_vm_passes_over_the_others()
    {
        var terminal = new TestTerminal { Input = Recording };

        Assert.Equal(ExitCode.Fine, await Run(terminal, "-", "--vm", "vm2", "--summary"));
        Assert.Contains("2 events: 1 firing of 1 rule;", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("4 events of other VMs", terminal.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("fired           ", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_json_gives_one_object_a_line_and_the_same_every_time()
    {
        var terminal = new TestTerminal();
        var again = new TestTerminal();
        var file = _folder.Write("r.jsonl", Recording);

        await Run(terminal, file, "--output", "json");
        await Run(again, file, "--output", "json");
        var rows = terminal.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToList();
        Assert.Equal(terminal.Out, again.Out);
        Assert.Equal(2, rows.Count(r => (string?)r["type"] == "fired"));
        Assert.Equal(6, (int)rows[^1]["events"]!);
    }

    [Fact]
    public async Task Replay_older_event_after_a_newer_one_counts_as_of_its_time()
    {
        var terminal = new TestTerminal();
        string Bad(int seconds) => $$$"""{"timestamp": {"seconds": {{{1772445600 + seconds}}}, "microseconds": 0}, "event": "QUORUM_REPORT_BAD", "data": {"type": "read", "node-name": "c1", "sector-num": 1, "sectors-count": 1}}""";

        Assert.Equal(ExitCode.Fine, await Run(terminal, _folder.Write("r.jsonl", $"{Bad(100)}\n{Bad(0)}\n{Bad(101)}\n")));
        Assert.Contains("10:01:41.000000Z  fired", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_neither_recording_nor_since_is_a_wrong_command_line()
    {
        Assert.Equal(ExitCode.Usage, await Run(new TestTerminal()));
        Assert.Equal(ExitCode.Usage, await Run(new TestTerminal(), "-", "--since", "1h"));
        Assert.Equal(ExitCode.Usage, await Run(new TestTerminal(), "--since", "yesterday"));
    }

    [Fact]
    public async Task Replay_since_without_a_store_says_so()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Failed, await Run(terminal, "--since", "1h"));
        Assert.Contains("reactor.db", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_end_tells_what_still_waits_and_run_on_lets_it_come()
    {
        var (ends, goesOn, json) = (new TestTerminal(), new TestTerminal(), new TestTerminal());
        var file = _folder.Write("r.jsonl", Event(0, "POWERDOWN", "", "vm1"));

        await Run(ends, file);
        await Run(goesOn, file, "--run-on", "121s");
        await Run(json, file, "--output", "json");

        Assert.Contains("hangs: under way for 1 key", ends.Out, StringComparison.Ordinal);
        Assert.Contains("the next deadline is 2026-03-02T10:02:00.000000Z: --run-on 2m1s goes on to it", ends.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("fired  ", ends.Out, StringComparison.Ordinal);
        Assert.Contains("10:02:00.000001Z  fired           hangs", goesOn.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("still wait", goesOn.Out, StringComparison.Ordinal);
        var waiting = json.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).Single(r => (string?)r["type"] == "waiting");
        Assert.Equal(1, (int)waiting["keys"]!["hangs"]!);
        Assert.Equal(ExitCode.Usage, await Run(new TestTerminal(), file, "--run-on", "soon"));
    }

    [Fact]
    public async Task Replay_lines_that_name_no_vm_are_of_the_named_one_where_several_are_configured()
    {
        var (refused, named) = (new TestTerminal(), new TestTerminal());
        _folder.Write("reactor.yaml", "version: 1\nvms: [{name: web1, qmp: \"unix:/a\"}, {name: db1, qmp: \"unix:/b\"}]\nrules: [\"rules/*.yaml\"]\ntargets: {oncall: {webhook: {url: \"https://hooks.example.net/in\"}}}\n");
        var file = _folder.Write("r.jsonl", """{"event": "POWERDOWN"}""");

        Assert.Equal(ExitCode.Usage, await Run(refused, file));
        Assert.Equal(ExitCode.Fine, await Run(named, file, "--vm", "db1", "--run-on", "3m"));

        Assert.Contains("line 1 doesn't say which VM it is of, and 2 are configured", refused.Error, StringComparison.Ordinal);
        Assert.Contains("db1 hangs", named.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello", "'h' begins no JSON value (at byte 1)")]
    [InlineData("{\"event\":", "it ends in the middle")]
    [InlineData("{\"event\": \"STOP\"} x", "something follows after its end")]
    [InlineData("{event: 1}", "a member's name in double quotes is expected")]
    public async Task Replay_bad_line_is_told_in_plain_words(string line, string expected)
    {
        var terminal = new TestTerminal { Input = line };

        await Run(terminal, "-");

        Assert.Contains(expected, terminal.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", terminal.Error, StringComparison.Ordinal);
    }

    private static string Recording => string.Join('\n',
    [
        """{"QMP": {"version": {"qemu": {"micro": 0, "minor": 2, "major": 8}, "package": ""}, "capabilities": []}}""",
        """{"return": {}}""",
        Event(0, "QUORUM_REPORT_BAD", ", \"data\": {\"type\": \"read\", \"node-name\": \"c1\", \"sector-num\": 1, \"sectors-count\": 1}", "vm1"),
        Event(1, "QUORUM_REPORT_BAD", ", \"data\": {\"type\": \"read\", \"node-name\": \"c1\", \"sector-num\": 2, \"sectors-count\": 1}", "vm1"),
        Event(2, "QUORUM_REPORT_BAD", ", \"data\": {\"type\": \"read\", \"node-name\": \"c1\", \"sector-num\": 3, \"sectors-count\": 1}", "vm1"),
        Event(3, "POWERDOWN", "", "vm2"),
        "",
        """{"event": 7}""",
        Event(200, "STOP", "", "vm1"),
        Event(201, "STOP", "", "vm2"),
    ]);

    private static string Event(int seconds, string name, string data, string vm) =>
        $$$"""{"timestamp": {"seconds": {{{1772445600 + seconds}}}, "microseconds": 0}, "event": "{{{name}}}"{{{data}}}, "vm": "{{{vm}}}"}""";

    private Task<int> Run(TestTerminal terminal, params string[] arguments) => terminal.RunAsync(["replay", .. arguments, "--config", _folder.Path]);
}
