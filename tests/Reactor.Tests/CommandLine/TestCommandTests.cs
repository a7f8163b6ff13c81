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
            then: [{alert: {summary: "{{ vm.name }} panicked"}}]
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
}
