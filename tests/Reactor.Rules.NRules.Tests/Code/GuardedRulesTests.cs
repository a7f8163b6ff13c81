using Reactor.Reactions.Simulation.Testing;
using Reactor.Rules.Loading;
using Reactor.Rules.Loading.TestFiles;
using Reactor.Rules.NRules.Code;

namespace Reactor.Rules.NRules.Tests.Code;

/// <summary>What rules in C# report goes the way of what rule files report: limits, holds, targets that fail, restarts.</summary>
public sealed class GuardedRulesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reactor-guarded-rules-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Silence_holds_what_it_reports_until_it_ends() => Passes(typeof(TestedRules.Told), """
        input:
          - {at: 0s, silence: {match: {rule: told}, for: 1h}}
          - {at: 1s, vm: vm1, event: STOP}
        expect:
          - {at: 30m, alerts: [{rule: told, state: silenced}], notifications: []}
          - {at: 61m, alerts: [{rule: told, state: firing}], notifications: [{rule: told, to: oncall, times: 1}]}
        """);

    [Fact]
    public void Rule_of_a_file_inhibits_it_where_it_says_of_both_the_same() => Passes(typeof(TestedRules.Inhibited), """
        input:
          - {at: 0s, vm: "vm{1..3}", event: STOP}
          - {at: 1s, vm: other, event: STOP}
        expect:
          - at: 5m
            alerts: [{rule: host-stopped, state: firing}, {rule: inhibited, key: {host.name: h1}, state: inhibited}, {rule: inhibited, key: {host.name: h2}, state: firing}]
            notifications: [{rule: host-stopped, to: oncall, times: 1}, {rule: inhibited, to: oncall, times: 1}]
        """);

    [Fact]
    public void Window_mutes_it_until_it_is_over() => Passes(typeof(TestedRules.Muted), """
        input: [{at: 0s, vm: vm1, event: STOP}]
        expect:
          - {at: 1h, alerts: [{rule: muted, state: muted}], notifications: []}
          - {at: 121m, alerts: [{rule: muted, state: firing}], notifications: [{rule: muted, to: oncall, times: 1}]}
        """);

    [Fact]
    public void Limit_lets_one_match_act_in_its_span() => Passes(typeof(TestedRules.Limited), """
        input:
          - {at: 0m, vm: vm1, event: STOP}
          - {at: 5m, vm: vm2, event: STOP}
          - {at: 16m, vm: vm3, event: STOP}
        expect:
          - {at: 6m, actions: [{rule: limited, send: {to: oncall, body: stopped}, times: 1}]}
          - {at: 17m, actions: [{rule: limited, send: {to: oncall, body: stopped}, times: 1}]}
        """);

    [Fact]
    public void Shadow_does_nothing() => Passes(typeof(TestedRules.Shadowed), """
        input: [{at: 0s, vm: vm1, event: STOP}]
        expect: [{at: 1m, alerts: [], notifications: [], actions: []}]
        """);

    [Fact]
    public void Alert_is_acknowledged_resolved_and_told_over_a_restart_and_a_target_that_fails() => Passes(typeof(TestedRules.Told), """
        input:
          - {at: 0s, target: {oncall: "503,503,200"}}
          - {at: 1s, vm: vm1, event: STOP}
          - {at: 2s, engine: restart, down_for: 5s}
          - {at: 2m, acknowledge: {rule: told}}
          - {at: 3m, resolve: {rule: told}}
        expect:
          - {at: 1m, alerts: [{rule: told, state: firing}], notifications: [{rule: told, to: oncall, times: 1}]}
          - {at: 150s, alerts: [{rule: told, state: acknowledged}]}
          - {at: 4m, alerts: [{rule: told, state: resolved, resolved_by: hand}], notifications: [{rule: told, kind: resolved, times: 1}]}
        """);

    [Fact]
    public void Alert_expires_when_it_says_and_not_before() => Passes(typeof(TestedRules.Expiring), """
        input: [{at: 0s, vm: vm1, event: STOP}]
        expect:
          - {at: 59m, alerts: [{rule: expiring, state: firing}]}
          - {at: 61m, alerts: [{rule: expiring, state: resolved, resolved_by: expiry}]}
        """);

    private void Passes(Type rule, string test)
    {
        Write("plugin.dll", "");
        Write("rules.yaml", rule != typeof(TestedRules.Inhibited) ? "version: 1\nrules: []\n" : """
            version: 1
            rules:
              - name: host-stopped
                scope: fleet
                when: {event: STOP, by: {host: 'vm.host'}, at_least: 3, distinct: 'vm.id', within: 1m}
                inhibits: {rules: [inhibited], same: {host: 'vm.host'}}
                then: [{alert: {summary: "{{ vm.host }} is stopped"}}]
            """);
        Write("reactor.yaml", """
            version: 1
            vms: [{name: any, qmp: "unix:/run/any.qmp"}]
            rules: rules.yaml
            code_rules: plugin.dll
            targets: {oncall: {webhook: {url: "http://127.0.0.1:9/"}}}
            routes: [{to: [oncall]}]
            windows: {mornings: {days: [mon], from: "10:00", to: "12:00", zone: UTC}}
            """);
        Write("test.yaml", $$"""
            config: reactor.yaml
            start: "2026-03-02T10:00:00Z"
            fleet: {hosts: {h1: {vms: {"vm{1..3}": {} } }, h2: {vms: {other: {} } } } }
            tests:
              - name: it
            {{string.Join('\n', test.Split('\n').Select(line => "    " + line))}}
            """);
        var load = RuleTestLoader.Load(File("test.yaml"), new DiskSourceFiles(), new LoadOptions { CodeRules = (_, vocabulary) => [new CodeRuleCompiler(vocabulary).Compile(rule)] });
        Assert.Equal("", load.FormatDiagnostics());

        var outcome = new RuleTestRunner(load.File!, load.Rules!, load.Configuration!).Run(Assert.Single(load.File!.Tests));

        Assert.True(outcome.Failures.IsEmpty, string.Join('\n', outcome.Failures.SelectMany(f => f.Lines)));
    }

    private string File(string name) => Path.Combine(_folder.FullName, name);

    private void Write(string name, string text) => System.IO.File.WriteAllText(File(name), text);
}
