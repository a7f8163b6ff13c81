using Reactor.Rules.Loading;
using Reactor.Rules.Model;

namespace Reactor.Rules.Tests.Loading;

/// <summary>What the other keys of rules, and steps, become.</summary>
public class RuleKeysTests
{
    private const string Config = """
        version: 1
        vms: [{name: a, qmp: "unix:/run/a.qmp"}]
        rules: [r.yaml]
        budgets: {restart: {max: 3, per: 1h}}
        targets: {oncall: {webhook: {url: "https://hooks.example.net/in"}}}
        routes: [{to: [oncall]}]
        windows: {sunday: {days: [sun], from: "02:00", to: "05:00", zone: UTC}}
        """;

    [Fact]
    public void Load_every_guard_is_read()
    {
        var rule = Load("""
            version: 1
            rules:
              - name: r
                scope: fleet
                mode: shadow
                except: ['vm.name == "a"', 'event.origin == "replay"']
                when: {event: GUEST_PANICKED, by: ['vm.host']}
                limit: {max: 3, per: 1h, by: ['vm.id']}
                muted_in: sunday
                inhibits: {rules: [s], same: {z: 'data.action', host: 'vm.host'}}
                ignore_own_effects: false
                allow: destructive
                overlap: skip
                then: [{alert: {summary: x}}]
              - name: s
                unchecked: true
                when: {event: VENDOR_THING, if: 'data.a.b > 1'}
                then: [{alert: {summary: x, wait: 2s, expires: 1d}}]
            """)[0];
        Assert.Equal((RuleScope.Fleet, RuleMode.Shadow, false, true, Overlap.Skip), (rule.Scope, rule.Mode, rule.IgnoresOwnEffects, rule.AllowsDestructive, rule.Overlap));
        Assert.Equal(["vm.name == \"a\"", "event.origin == \"replay\""], rule.Except.Select(e => e.Text));
        Assert.Equal((3, TimeSpan.FromHours(1), 1), (rule.Limit!.Max, rule.Limit.Per, rule.Limit.By!.Value.Length));
        Assert.Equal<string>(["sunday"], rule.MutedIn);
        Assert.Equal<string>(["s"], rule.Inhibits!.Rules);
        Assert.Equal([("host", "vm.host"), ("z", "data.action")], rule.Inhibits.Same.Select(s => (s.Name, s.ForInhibited["s"].Text)));
    }

    [Fact]
    public void Load_defaults_of_guards_are_the_documented_ones()
    {
        var rule = Load("version: 1\nrules: [{name: r, when: {event: STOP}, then: [{exec: {command: [/bin/x]}}]}]")[0];
        Assert.Equal((RuleScope.Vm, true, false, false, Overlap.QueueLatest), (rule.Scope, rule.IgnoresOwnEffects, rule.AllowsDestructive, rule.IsUnchecked, rule.Overlap));
        Assert.True(rule is { Except: [], MutedIn: [], Inhibits: null, Limit: null });
        Assert.True(rule.Then[0] is ExecAction { Timeout.TotalSeconds: 30, Budget: null, Stdin: null, ContinuesOnFailure: false, OnFailure: [] });
    }

    [Fact]
    public void Load_steps_and_facts_are_read()
    {
        var then = Load("""
            version: 1
            rules:
              - name: r
                when: {event: GUEST_PANICKED}
                then:
                  - set_fact: {name: panicked, value: "{{ data.action }}", for: 1h}
                  - clear_fact: {name: panicked}
                  - gather: [query-status, {command: query-block, arguments: {}}]
                  - name: go
                    if: 'gathered["query-status"].running'
                    continue: true
                    qmp:
                      only_if: {command: query-status, check: 'result.status == "paused" && !gathered["query-status"].running'}
                      run: [stop, {command: device_add, arguments: {driver: "{{ vm.name }}", deep: {a: [1]}}}]
                      expect: {event: DEVICE_DELETED, if: 'has(data.device)', fail_if: 'data.path == ""', within: 10s}
                      budget: restart
                      timeout: 5s
                    on_failure:
                      - exec: {command: [/bin/x, "{{ steps.go.error }}"], env: {VM: "{{ vm.name }}"}, stdin: '{"a": vm.id}', timeout: 1m}
                        on_failure: [{log: {message: "{{ steps.go }}"}}]
            """)[0].Then;
        Assert.True(then[0] is SetFactAction { Fact: "panicked", Value.Text: "{{ data.action }}", For.TotalHours: 1, Path: "then[0].set_fact" });
        Assert.True(then[1] is ClearFactAction { Fact: "panicked" });
        Assert.Equal([("query-status", true), ("query-block", true)], Assert.IsType<GatherAction>(then[2]).Commands.Select(c => (c.Name, c.Arguments is null)));
        var qmp = Assert.IsType<QmpAction>(then[3]);
        Assert.Equal(("go", true, "restart", TimeSpan.FromSeconds(5)), (qmp.Name, qmp.ContinuesOnFailure, qmp.Budget, qmp.Timeout));
        Assert.Equal(["stop", "device_add"], qmp.Run.Select(c => c.Name));
        Assert.Single(qmp.Run[1].Arguments!.Programs);
        Assert.Equal("query-status", qmp.OnlyIf!.Command.Name);
        Assert.Equal(("data.path == \"\"", TimeSpan.FromSeconds(10)), (qmp.Expect!.FailIf!.Text, qmp.Expect.Within));
        var exec = Assert.IsType<ExecAction>(Assert.Single(qmp.OnFailure));
        Assert.Equal(("then[3].on_failure[0].exec", "/bin/x"), (exec.Path, exec.Command[0].Text));
        Assert.Equal("{{ vm.name }}", exec.Environment["VM"].Text);
        Assert.Equal("then[3].on_failure[0].on_failure[0].log", Assert.Single(exec.OnFailure).Path);
    }

    [Theory]
    [InlineData("scripts", "/etc/reactor/rules/scripts")]
    [InlineData("../scripts/", "/etc/reactor/scripts/")]
    [InlineData("/srv/x", "/srv/x")]
    public void Load_folder_of_a_program_is_relative_to_its_file(string given, string meant)
    {
        var files = new MemoryFiles
        {
            ["reactor.yaml"] = Loaded.Config.Replace("r.yaml", "rules/r.yaml", StringComparison.Ordinal),
            ["rules/r.yaml"] = $"version: 1\nrules: [{{name: r, when: {{event: STOP}}, then: [{{exec: {{command: [/bin/x], cwd: {given}, user: nobody}}}}]}}]",
        };
        var exec = (ExecAction)ReactorLoader.Load("reactor.yaml", files).Rules!.Rules[0].Then[0];

        Assert.Equal((meant, "nobody"), (exec.Directory, exec.User));
    }

    [Theory]
    [InlineData(true, "error")]
    [InlineData(false, "warning")]
    public void Load_user_that_programs_can_not_be_run_as_is_told(bool isCertain, string severity)
    {
        var files = new MemoryFiles
        {
            ["reactor.yaml"] = Loaded.Config,
            ["r.yaml"] = "version: 1\nrules: [{name: r, when: {event: STOP}, then: [{exec: {command: [/bin/x], user: nbody}}, {exec: {command: [/bin/x], user: root}}]}]",
        };
        var load = ReactorLoader.Load("reactor.yaml", files, new LoadOptions { UserProblem = name => name == "root" ? null : new UserProblem($"there is no user {name}", "name another", isCertain) });

        var found = Assert.Single(load.Diagnostics);
        Assert.Equal((severity, "exec-user", "there is no user nbody", 2), (found.Severity.ToString().ToLowerInvariant(), found.Code, found.Message, found.Line));
        Assert.Equal(isCertain, load.HasErrors);
    }

    [Fact]
    public void Load_program_that_is_not_there_is_warned_of()
    {
        var files = new MemoryFiles
        {
            ["reactor.yaml"] = Loaded.Config,
            ["r.yaml"] = "version: 1\nrules: [{name: r, when: {event: STOP}, then: [{exec: {command: [/bin/x]}}, {exec: {command: [/bin/y]}}]}]",
        };
        var load = ReactorLoader.Load("reactor.yaml", files, new LoadOptions { ProgramProblem = path => path == "/bin/y" ? null : $"there is no file {path}" });

        var found = Assert.Single(load.Diagnostics);
        Assert.Equal(("warning", "exec-program", "there is no file /bin/x"), (found.Severity.ToString().ToLowerInvariant(), found.Code, found.Message));
    }

    [Theory]
    [InlineData("/bin/y -c 'echo hi'", "each argument stands by itself: command: [/bin/y, ...]")]
    [InlineData("/bin/x -c", "this step fails until it is there, and the daemon's user may run it")]
    public void Load_command_line_in_the_place_of_a_program_is_told_to_be_taken_apart(string program, string advice)
    {
        var files = new MemoryFiles
        {
            ["reactor.yaml"] = Loaded.Config,
            ["r.yaml"] = $"version: 1\nrules: [{{name: r, when: {{event: STOP}}, then: [{{exec: {{command: [\"{program}\"]}}}}]}}]",
        };
        var load = ReactorLoader.Load("reactor.yaml", files, new LoadOptions { ProgramProblem = path => path == "/bin/y" ? null : $"there is no file {path}" });

        Assert.Equal(advice, Assert.Single(load.Diagnostics).Suggestion);
    }

    [Theory]
    [InlineData("rule.severity == 'error'", "critical", "alert-severity")]
    [InlineData("rule.severity == 'critical'", "critical", "alert-severity no-target")]
    [InlineData("rule.severity == 'critical' || alert.id == 'r'", "error", "")]
    [InlineData("alert.severity == 'critical'", "critical", "")]
    [InlineData("alert.severity == 'warning'", "critical", "no-target")]
    [InlineData("alert.labels.a == 'b' && rule.labels.severity == ''", "critical", "")]
    [InlineData("has(alert.labels.a)", "critical", "expression")]
    [InlineData("data.x == 1", "critical", "expression")]
    public void Load_route_sees_the_alert(string condition, string severity, string codes)
    {
        var files = new MemoryFiles
        {
            ["reactor.yaml"] = Loaded.Config.Replace("routes: [{to: [oncall]}]", $"routes: [{{if: \"{condition}\", to: [oncall]}}]", StringComparison.Ordinal),
            ["r.yaml"] = $"version: 1\nrules: [{{name: r, severity: error, when: {{event: STOP}}, then: [{{alert: {{severity: {severity}, summary: x}}}}]}}]",
        };

        var load = ReactorLoader.Load("reactor.yaml", files);

        Assert.Equal(codes, string.Join(' ', load.Diagnostics.Select(found => found.Code).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Load_alert_is_resolved_by_events_and_states()
    {
        var alert = Assert.IsType<AlertAction>(Load("""
            version: 1
            rules:
              - name: r
                when: {event: QUORUM_REPORT_BAD}
                then:
                  - alert:
                      summary: x
                      wait: 2s
                      expires: 1d
                      resolved_by:
                        - {event: QUORUM_FAILURE, if: 'data["sector-num"] == first.data["sector-num"]'}
                        - {state: 'vm.status == "running"', for: 1m}
            """)[0].Then[0]);
        Assert.Equal((TimeSpan.FromSeconds(2), TimeSpan.FromDays(1)), (alert.Wait, alert.Expires));
        Assert.Equal("data[\"sector-num\"] == first.data[\"sector-num\"]", Assert.IsType<EventResolver>(alert.ResolvedBy[0]).Clause.If!.Text);
        Assert.Equal(TimeSpan.FromMinutes(1), Assert.IsType<StateResolver>(alert.ResolvedBy[1]).For);
    }

    [Fact]
    public void Load_meaning_is_the_same_however_it_is_written_and_whatever_lists_hold()
    {
        const string Same = """
            version: 1
            lists: {l: [LIST]}
            rules: [{name: r, when: {event: STOP, if: 'COND'}, limit: LIMIT, then: [{qmp: {run: [RUN]}}]}]
            """;
        string Print(string list, string condition, string limit, string run) => Load(Same
            .Replace("LIST", list, StringComparison.Ordinal).Replace("COND", condition, StringComparison.Ordinal)
            .Replace("LIMIT", limit, StringComparison.Ordinal).Replace("RUN", run, StringComparison.Ordinal))[0].Fingerprint;

        string one = Print("a", "vm.name in l", "{once_per: 1h}", "cont");
        Assert.Equal(one, Print("b, c", "(vm[\"name\"] in l)", "{max: 1, per: 60m}", "{command: cont, arguments: {}}"));
        Assert.NotEqual(one, Print("a", "vm.name in l", "{max: 2, per: 60m}", "cont"));
        Assert.NotEqual(one, Print("a", "vm.name in l", "{once_per: 1h}", "stop"));
    }

    private static System.Collections.Immutable.ImmutableArray<Rule> Load(string text)
    {
        var result = ReactorLoader.Load("reactor.yaml", new MemoryFiles { ["reactor.yaml"] = Config, ["r.yaml"] = text });
        Assert.Equal("", result.FormatDiagnostics());
        return result.Rules!.Rules;
    }
}
