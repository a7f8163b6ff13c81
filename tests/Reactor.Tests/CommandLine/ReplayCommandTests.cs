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
        Assert.Contains("6 events: 2 firings of 2 rules; 3 lines that are no events, 1 bad ones, 0 events of other VMs", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("line 8: ", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_of_one_vm_passes_over_the_others()
    {
        var terminal = new TestTerminal { Input = Recording };

        Assert.Equal(ExitCode.Fine, await Run(terminal, "-", "--vm", "vm2", "--summary"));
        Assert.Contains("2 events: 1 firings of 1 rules", terminal.Out, StringComparison.Ordinal);
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
