using System.Text.Json.Nodes;
using System.Xml.Linq;
using Reactor.CommandLine;

namespace Reactor.Tests.CommandLine;

/// <summary>The tests that the rule language's document shows, and what the command says of its own.</summary>
public sealed class TestCommandTests : IDisposable
{
    private const string Config = """
        version: 1
        node: {name: h1}
        vms: []
        rules: ["rules/*.yaml"]
        secrets: {hook_key: {env: HOOK_KEY}}
        targets:
          oncall: {webhook: {url: "https://hooks.example.net/in", secrets: [hook_key]}}
        routes: [{to: [oncall]}]
        """;

    private const string Rules = """
        version: 1
        rules:
          - name: guest-panicked
            severity: critical
            when: {event: GUEST_PANICKED}
            then: [{alert: {summary: "{{ vm.name }} panicked", wait: 1m}}]
          - name: host-panic-storm
            severity: critical
            scope: fleet
            when: {event: GUEST_PANICKED, by: {host: host.name}, at_least: 5, distinct: vm.id, within: 1m}
            inhibits: {rules: [guest-panicked], same: {host: host.name}}
            then: [{alert: {summary: "VMs of {{ host.name }} panic"}}]
          - name: shutdown-hangs
            when: {event: POWERDOWN, not_followed_by: {event: SHUTDOWN}, within: 2m}
            then: [{exec: {command: [/usr/local/bin/collect-hang, "{{ vm.name }}"]}}]
          - name: vm-paused-no-space
            severity: error
            when: {event: BLOCK_IO_ERROR, if: 'has(data.nospace) && data.nospace && data.action == "stop"'}
            then: [{alert: {summary: "{{ vm.name }} has no space", resolved_by: [{event: RESUME}, {state: 'vm.status == "running"'}]}}]
        """;

    private const string Tests = """
        config: ../reactor.yaml
        rule_files: [../rules/*.yaml]
        start: "2026-03-02T10:00:00Z"
        fleet:
          hosts: {h1: {vms: {"vm{1..5}": {labels: {env: prod}}}}}
        tests:
          - name: five VMs on one host become one page, not six
            input:
              - {at: 0s, vm: "vm{1..5}", step: 10s, event: GUEST_PANICKED, data: {action: pause}}
            expect:
              - at: 2m
                alerts:
                  - {rule: host-panic-storm, labels: {host: h1}, state: firing}
                  - {rule: guest-panicked, count: 5, state: inhibited}
                notifications: [{rule: host-panic-storm, to: oncall, times: 1}]
          - name: absence survives a restart
            input:
              - {at: 0s, vm: vm1, event: POWERDOWN}
              - {at: 30s, engine: restart, down_for: 20s}
            expect:
              - {at: 119s, actions: []}
              - {at: 121s, actions: [{rule: shutdown-hangs, exec: {command: [/usr/local/bin/collect-hang, vm1]}}]}
          - name: a lost RESUME is recovered from state
            input:
              - {at: 0s, vm: vm1, event: BLOCK_IO_ERROR, data: {qom-path: /x, device: d0, operation: write, action: stop, nospace: true, reason: ENOSPC}}
              - {at: 10s, vm: vm1, link: down}
              - {at: 40s, vm: vm1, link: up, qmp: {query-status: {status: running, running: true}}}
            expect:
              - {at: 5s, alerts: [{rule: vm-paused-no-space, state: firing}]}
              - {at: 41s, alerts: [{rule: vm-paused-no-space, state: resolved, resolved_by: state}]}
        """;

    private readonly TestFolder _folder = new();

    public TestCommandTests()
    {
        _folder.Write("reactor.yaml", Config);
        _folder.Write("rules/a.yaml", Rules);
        _folder.Write("tests/a.yaml", Tests);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("five")]
    [InlineData("absence")]
    [InlineData("lost")]
    public async Task Test_example_of_the_document_passes(string name)
    {
        var terminal = new TestTerminal();
        var code = await terminal.RunAsync("test", _folder.File("tests/a.yaml"), "--run", name);

        Assert.True(code == ExitCode.Fine, terminal.Out + terminal.Error);
        Assert.Contains("1 passed, 0 failed", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_without_files_runs_those_beside_the_configuration_and_counts_them()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("test", "--config", _folder.Path));
        Assert.EndsWith($"3 passed, 0 failed{Environment.NewLine}", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_failed_expectation_shows_what_is_missing_and_what_came_instead()
    {
        _folder.Write("tests/a.yaml", Tests.Replace("count: 5, state: inhibited", "count: 4, state: inhibited", StringComparison.Ordinal).Replace("to: oncall, times: 1", "to: oncall, times: 2", StringComparison.Ordinal));
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Failed, await terminal.RunAsync("test", _folder.File("tests/a.yaml")));
        Assert.Contains("FAIL", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("at 2m (line 11)", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("  + {\"rule\":\"guest-panicked\"", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("  - line 15: {\"rule\":\"host-panic-storm\",\"to\":\"oncall\"}", terminal.Out, StringComparison.Ordinal);
        Assert.EndsWith($"2 passed, 1 failed{Environment.NewLine}", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_data_in_quotes_is_told_to_be_a_text()
    {
        _folder.Write("tests/a.yaml", Tests.Replace("nospace: true", "nospace: \"true\"", StringComparison.Ordinal));
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.BadConfiguration, await terminal.RunAsync("test", _folder.File("tests/a.yaml")));
        Assert.Contains("nospace of the data of BLOCK_IO_ERROR is true or false, not the text true [wrong-type]", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_faulty_file_reports_every_fault_with_its_place_and_runs_nothing()
    {
        _folder.Write("tests/a.yaml", Tests
            .Replace("data: {action: pause}", "data: {acton: pause}", StringComparison.Ordinal)
            .Replace("event: POWERDOWN}", "event: POWERDWN}", StringComparison.Ordinal)
            .Replace("vm: vm1, link: down", "vm: vm9, link: down", StringComparison.Ordinal)
            .Replace("rule: shutdown-hangs", "rule: shutdown-hang", StringComparison.Ordinal)
            .Replace("to: oncall", "to: onkall", StringComparison.Ordinal)
            .Replace("nospace: true", "nospace: maybe", StringComparison.Ordinal));
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.BadConfiguration, await terminal.RunAsync("test", _folder.File("tests/a.yaml")));
        foreach (var fault in (string[])[":9:", "no member acton", "needs the member action", ":18:", "did you mean POWERDOWN?", "there is no VM vm9", "did you mean shutdown-hangs?", "unknown target onkall", "nospace of the data of BLOCK_IO_ERROR is true or false"])
        {
            Assert.Contains(fault, terminal.Error, StringComparison.Ordinal);
        }
        Assert.Empty(terminal.Out);
    }

    [Fact]
    public async Task Test_json_gives_an_object_for_each_test_and_the_counts()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("test", _folder.File("tests/a.yaml"), "--output", "json"));
        var rows = terminal.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(4, rows.Count);
        Assert.True((bool)rows[0]["passed"]!);
        Assert.Equal(3, (int)rows[3]["passed"]!);
    }

    [Fact]
    public async Task Test_junit_file_holds_a_case_for_each_test_and_its_failure()
    {
        _folder.Write("tests/a.yaml", Tests.Replace("state: resolved, resolved_by: state", "state: firing", StringComparison.Ordinal));
        var path = _folder.File("junit.xml");

        Assert.Equal(ExitCode.Failed, await new TestTerminal().RunAsync("test", _folder.File("tests/a.yaml"), "--junit", path));
        var cases = XDocument.Load(path).Descendants("testcase").ToList();
        Assert.Equal(3, cases.Count);
        Assert.Contains("at 41s", (string?)Assert.Single(cases.Elements("failure")).Attribute("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_coverage_names_what_no_test_used()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("test", _folder.File("tests/a.yaml"), "--coverage"));
        Assert.Contains("shutdown-hangs: not used: when.not_followed_by", terminal.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("guest-panicked: not used", terminal.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("(100 %)", terminal.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--run", "[")]
    [InlineData("--run", "no such test")]
    public async Task Test_wrong_or_empty_selection_is_a_wrong_command_line(string option, string value) =>
        Assert.Equal(ExitCode.Usage, await new TestTerminal().RunAsync("test", _folder.File("tests/a.yaml"), option, value));

    [Fact]
    public async Task Test_no_files_beside_the_configuration_says_so()
    {
        using var folder = new TestFolder();
        folder.Write("reactor.yaml", "version: 1\nvms: []\n");
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Usage, await terminal.RunAsync("test", "--config", folder.Path));
        Assert.Contains("there are no tests", terminal.Error, StringComparison.Ordinal);
    }
}
