using Reactor.Reactions.Simulation.Testing;
using Reactor.Rules.Loading;
using Reactor.Rules.Loading.TestFiles;

namespace Reactor.Reactions.Tests.Simulation;

public sealed class SimulationTests
{
    private const string Config = """
        version: 1
        vms: []
        rules: [rules.yaml]
        targets:
          oncall: {webhook: {url: "https://a.example.net/in", retry: {attempts: 3, backoff: 10s..1m}}}
          backup: {webhook: {url: "https://b.example.net/in"}}
          log: {webhook: {url: "https://c.example.net/in", ordered: per-vm, retry: {attempts: 3, backoff: 10s..1m}}}
        routes: [{to: [oncall]}]
        budgets: {one: {max: 1, per: 1h}}
        """;

    private const string Rules = """
        version: 1
        rules:
          - name: panicked
            severity: critical
            when: {event: GUEST_PANICKED}
            then:
              - alert: {summary: "{{ vm.name }} panicked", resolved_by: [{event: RESET}]}
          - name: told
            when: {event: WATCHDOG}
            then:
              - send: {to: oncall, body: {text: "{{ vm.name }}"}}
                on_failure: [{send: {to: backup, body: {lost: "{{ vm.name }}"}}}]
          - name: marked
            when: {event: SUSPEND}
            then: [{set_fact: {name: asleep, value: "yes", for: 1m}}, {record: {to: sleeps, fields: {vm: vm.name}}}, {log: {message: "{{ vm.name }} sleeps"}}]
          - name: collected
            when: {event: POWERDOWN, not_followed_by: {event: SHUTDOWN}, within: 2m}
            then:
              - exec: {command: [/bin/collect, "{{ vm.name }}"]}
                on_failure: [{log: {message: "could not collect"}}]
          - name: paused-long
            when: {state: 'vm.status == "paused"', for: 10m}
            then: [{log: {message: "{{ vm.name }} is paused"}}]
        """;

    [Fact]
    public void Target_that_fails_is_tried_again_and_given_up_leads_to_on_failure() => Passes("""
        input:
          - {at: 0s, target: {oncall: "503"}}
          - {at: 1s, event: WATCHDOG, data: {action: none}}
        expect:
          - {at: 2s, actions: [{rule: told, send: {to: oncall, body: {text: vm1}}}]}
          - {at: 30s, actions: []}
          - {at: 32s, actions: [{rule: told, send: {to: backup, body: {lost: vm1}}}]}
        """);

    [Theory]
    [InlineData("silence: {match: {vm: vm1}, for: 1h}", true)]
    [InlineData("maintenance: {match: {vm: vm1}, for: 1h}", true)]
    [InlineData("silence: {match: {rule: panicked}, for: 1h}", false)]
    [InlineData("silence: {match: {vm: vm1}, for: 5s}", false)]
    public void Send_that_is_held_before_it_is_given_up_is_never_sent_and_leads_to_nothing_more(string hold, bool isHeld)
    {
        var lost = isHeld ? "" : "{rule: told, send: {to: backup, body: {lost: vm1}}}";
        Passes($$"""
            input:
              - {at: 0s, target: {oncall: "503"} }
              - {at: 1s, event: WATCHDOG, data: {action: none} }
              - { at: 2s, {{hold}} }
            expect:
              - {at: 2s, actions: [{rule: told, send: {to: oncall, body: {text: vm1} } }]}
              - {at: 2m, actions: [ {{lost}} ]}
            """);
    }

    [Fact]
    public void Target_that_takes_the_last_attempt_leads_to_nothing_more() => Passes("""
        input:
          - {at: 0s, target: {oncall: "503,timeout,200"}}
          - {at: 1s, event: WATCHDOG, data: {action: none}}
        expect:
          - {at: 10m, actions: [{rule: told, send: oncall}]}
        """);

    [Fact]
    public void Delivery_that_waits_for_its_next_attempt_survives_a_restart() => Passes("""
        input:
          - {at: 0s, target: {oncall: "503"}}
          - {at: 1s, event: WATCHDOG, data: {action: none}}
          - {at: 5s, engine: restart, down_for: 1m}
        expect:
          - {at: 65s, actions: [{rule: told, send: oncall}]}
          - {at: 3m, actions: [{rule: told, send: backup}]}
        """);

    // What `told` sends takes the answer that comes next: so it shows who was tried before.
    [Fact]
    public void End_of_an_alert_is_not_tried_while_its_beginning_waits() => Passes("""
        input:
          - {at: 0s, target: {oncall: "503,200,503"}}
          - {at: 1s, event: GUEST_PANICKED, data: {action: run}}
          - {at: 5s, event: RESET, data: {guest: true, reason: guest-reset}}
          - {at: 6s, event: WATCHDOG, data: {action: none}}
        expect:
          - {at: 7s, notifications: [{to: oncall, kind: firing}, {to: oncall, kind: resolved}], actions: [{rule: told, send: oncall}]}
          - {at: 10m, actions: []}
        """);

    [Fact]
    public void End_of_an_alert_is_tried_once_its_beginning_is_given_up_over_a_restart_too() => Passes("""
        input:
          - {at: 0s, target: {oncall: "503,503,503,200,503"}}
          - {at: 1s, event: GUEST_PANICKED, data: {action: run}}
          - {at: 5s, event: RESET, data: {guest: true, reason: guest-reset}}
          - {at: 6s, engine: restart, down_for: 1s}
          - {at: 32s, event: WATCHDOG, data: {action: none}}
        expect:
          - {at: 33s, actions: [{rule: told, send: oncall}]}
          - {at: 5m, actions: [{rule: told, send: backup}]}
        """);

    [Fact]
    public void Target_that_keeps_the_order_is_not_tried_with_the_next_of_the_vm_while_one_waits() => Passes("""
        input:
          - {at: 0s, target: {log: "503,200,503"}}
          - {at: 1s, event: WATCHDOG, data: {action: none}}
          - {at: 5s, event: WATCHDOG, data: {action: none}}
        expect:
          - {at: 6s, actions: [{rule: logged, send: log}, {rule: logged, send: log}]}
          - {at: 35s, actions: []}
          - {at: 42s, actions: [{rule: logged, send: backup}]}
        """, rules: """
        version: 1
        rules:
          - name: logged
            when: {event: WATCHDOG}
            then: [{send: {to: log}, on_failure: [{send: {to: backup}}]}]
        """);

    [Fact]
    public void Silence_holds_the_notification_until_it_ends() => Passes("""
        input:
          - {at: 0s, silence: {match: {rule: panicked}, for: 10m}}
          - {at: 1m, event: GUEST_PANICKED, data: {action: run}}
        expect:
          - {at: 2m, alerts: [{rule: panicked, state: silenced}], notifications: []}
          - {at: 11m, alerts: [{rule: panicked, state: firing}], notifications: [{rule: panicked, to: oncall, kind: firing}]}
        """);

    [Fact]
    public void Alerts_are_acknowledged_and_ended_by_hand() => Passes("""
        input:
          - {at: 0s, event: GUEST_PANICKED, data: {action: run}}
          - {at: 1m, acknowledge: {rule: panicked, vm: vm1}}
          - {at: 3m, resolve: {severity: critical}}
        expect:
          - {at: 2m, alerts: [{rule: panicked, state: acknowledged}], notifications: [{rule: panicked, to: oncall, kind: firing}]}
          - {at: 4m, alerts: [{rule: panicked, state: resolved, resolved_by: hand}], notifications: [{rule: panicked, to: oncall, kind: resolved}]}
        """);

    [Fact]
    public void Alert_that_is_not_open_can_not_be_acknowledged() => Assert.Contains(
        "no alert is open that is to be acknowledged: rule: panicked",
        Lines(Run("""
            input:
              - {at: 1m, acknowledge: {rule: panicked}}
            expect:
              - {at: 2m, alerts: []}
            """)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("notifications: [{rule: collected}]")]
    [InlineData("alerts: [{rule: panicked, vm: vm1, state: firing}, {rule: collected}]")]
    [InlineData("actions: [{rule: collected, log: x}]")]
    public void What_did_not_come_is_told_with_the_rules_that_fired_instead(string expected) => Assert.EndsWith(
        "\nfired so far: panicked (2 times, last at 10s of vm1), marked (at 30s of vm1)",
        Lines(Run($$$"""
            input:
              - {at: 0s, event: GUEST_PANICKED, data: {action: run}}
              - {at: 10s, event: GUEST_PANICKED, data: {action: run}}
              - {at: 30s, event: SUSPEND}
            expect:
              - {at: 2m, {{{expected}}} }
            """)),
        StringComparison.Ordinal);

    [Fact]
    public void What_did_not_come_is_told_with_that_no_rule_fired() => Assert.EndsWith(
        "\nno rule has fired so far",
        Lines(Run("""
            input:
              - {at: 0s, event: RESUME}
            expect:
              - {at: 2m, alerts: [{rule: panicked}]}
            """)),
        StringComparison.Ordinal);

    [Fact]
    public void What_came_unexpected_alone_needs_no_more_words() => Assert.DoesNotContain(
        "fired so far",
        Lines(Run("""
            input:
              - {at: 0s, event: GUEST_PANICKED, data: {action: run}}
            expect:
              - {at: 2m, alerts: []}
            """)),
        StringComparison.Ordinal);

    [Fact]
    public void Maintenance_holds_programs_for_good() => Passes("""
        input:
          - {at: 0s, maintenance: {match: {vm: vm1}, for: 10m}}
          - {at: 1m, event: POWERDOWN}
        expect:
          - {at: 20m, actions: []}
        """);

    [Fact]
    public void Program_that_fails_leads_to_on_failure() => Passes("""
        input:
          - {at: 0s, exec: {/bin/collect: {exit_code: 3, stderr: nothing}}}
          - {at: 1s, event: POWERDOWN}
        expect:
          - {at: 3m, actions: [{rule: collected, exec: [/bin/collect, vm1]}, {rule: collected, log: could not collect}]}
        """);

    [Fact]
    public void Program_whose_budget_is_spent_is_not_run() => Passes(
        """
        input:
          - {at: 0s, event: WAKEUP}
          - {at: 1m, event: WAKEUP}
          - {at: 1h, event: WAKEUP}
        expect:
          - {at: 59s, actions: [{exec: {command: [/bin/wake]}}], logs: []}
          - {at: 2m, actions: [{log: {message: budget_exceeded}}]}
          - {at: 2h, actions: [{exec: {command: [/bin/wake]}}]}
        """,
        rules: """
        version: 1
        rules:
          - name: woken
            when: {event: WAKEUP}
            then:
              - name: wake
                exec: {command: [/bin/wake], budget: one}
                on_failure: [{log: {message: "{{ steps.wake.error_class }}"}}]
        """);

    [Fact]
    public void Shutdown_in_time_closes_the_absence() => Passes("""
        input:
          - {at: 0s, event: POWERDOWN}
          - {at: 2m, event: SHUTDOWN, data: {guest: true, reason: guest-shutdown}}
        expect:
          - {at: 5m, actions: []}
        """);

    [Fact]
    public void Shutdown_while_the_daemon_is_down_is_recovered_from_state() => Passes("""
        input:
          - {at: 0s, event: POWERDOWN}
          - {at: 30s, engine: restart, down_for: 1m}
          - {at: 40s, event: SHUTDOWN, data: {guest: true, reason: guest-shutdown}}
        expect:
          - {at: 5m, actions: []}
        """);

    [Fact]
    public void Facts_records_and_logs_are_there_and_facts_end() => Passes("""
        input: [{at: 0s, event: SUSPEND}]
        expect:
          - at: 30s
            facts: [{vm: vm1, name: asleep, value: "yes"}]
            records: [{table: sleeps, fields: {vm: vm1}}]
            logs: [{rule: marked, message: vm1 sleeps}]
            actions: [{set_fact: asleep}, {record: sleeps}, {log: vm1 sleeps}]
          - {at: 61s, facts: [], logs: []}
        """);

    [Fact]
    public void State_that_lasts_is_reported_once() => Passes("""
        input: [{at: 0s, event: STOP}]
        expect:
          - {at: 10m, actions: []}
          - {at: 601s, actions: [{rule: paused-long, log: vm1 is paused}]}
          - {at: 2h, actions: []}
        """);

    [Fact]
    public void Reload_without_a_rule_ends_its_alerts() => Passes("""
        input:
          - {at: 0s, event: GUEST_PANICKED, data: {action: run}}
          - {at: 1m, reload: others.yaml}
        expect:
          - {at: 30s, alerts: [{rule: panicked, state: firing}]}
          - {at: 2m, alerts: [{rule: panicked, state: resolved, resolved_by: rule_removed}]}
        """);

    [Fact]
    public void Panic_while_the_link_is_down_is_recovered() => Passes("""
        input:
          - {at: 0s, event: RESUME}
          - {at: 10s, link: down}
          - {at: 20s, event: GUEST_PANICKED, data: {action: pause}}
          - {at: 1m, link: up}
        expect:
          - {at: 30s, alerts: []}
          - {at: 61s, alerts: [{rule: panicked, state: firing}]}
        """);

    [Fact]
    public void Panic_that_stands_over_a_gap_is_unverified_until_it_is_told_again() => Passes("""
        input:
          - {at: 0s, event: GUEST_PANICKED, data: {action: pause}}
          - {at: 10s, link: down}
          - {at: 1m, link: up}
          - {at: 3m, event: GUEST_PANICKED, data: {action: pause}}
          - {at: 4m, engine: restart, down_for: 20s}
        expect:
          - {at: 30s, alerts: [{rule: panicked, unverified: false}], notifications: [{rule: panicked, to: oncall}]}
          - {at: 2m, alerts: [{rule: panicked, unverified: true, matches: 1}], notifications: []}
          - {at: 3m, alerts: [{rule: panicked, unverified: false, matches: 2}]}
          - {at: 5m, alerts: [{rule: panicked, unverified: true}], notifications: []}
        """);

    [Fact]
    public void Test_gives_the_same_every_time()
    {
        const string Test = """
            input:
              - {at: 0s, event: GUEST_PANICKED, data: {action: run}}
            expect:
              - {at: 1m, alerts: [], notifications: []}
            """;

        Assert.Equal(Lines(Run(Test)), Lines(Run(Test)));
    }

    [Fact]
    public void Entry_that_says_less_does_not_take_what_another_needs() => Passes("""
        input:
          - {at: 0s, event: GUEST_PANICKED, data: {action: run}}
          - {at: 1s, event: WATCHDOG, data: {action: none}}
          - {at: 2s, event: SUSPEND}
        expect:
          - {at: 1m, actions: [{vm: vm1}, {rule: marked}, {rule: marked, times: 2}]}
        """);

    [Fact]
    public void Notification_of_a_group_is_one_entry_that_tells_of_all_its_alerts() => Passes(
        """
        input:
          - {at: 0s, vm: vm1, event: GUEST_PANICKED, data: {action: run}}
          - {at: 1s, vm: vm2, event: GUEST_PANICKED, data: {action: run}}
          - {at: 10s, engine: restart, down_for: 5s}
          - {at: 20s, vm: vm1, event: RESET, data: {guest: true, reason: guest-reset}}
        expect:
          - {at: 5s, notifications: []}
          - at: 6s
            notifications: [{rule: panicked, to: oncall, kind: firing, group: {rule: panicked}, alerts: 2}]
          - {at: 1h, notifications: [{kind: firing, alerts: 2, body: {data: {group: {firing: 1, resolved: 1}}}}]}
          - at: 5h
            alerts: [{vm: vm2, state: firing}]
            notifications: [{kind: repeat, alerts: 1}]
        """,
        "routes: [{to: [oncall], group_by: [rule], repeat: 4h}]");

    [Fact]
    public void Alert_that_follows_a_failure_is_resolved_by_the_state_that_is_asked_for() => Passes(
        """
        input:
          - {at: 0s, exec: {/bin/mend: {exit_code: 1}}}
          - {at: 0s, event: STOP}
          - {at: 1s, event: WATCHDOG, data: {action: none}}
          - {at: 1m, event: RESUME}
        expect:
          - {at: 30s, alerts: [{rule: mended, state: firing}]}
          - {at: 2m, alerts: [{rule: mended, state: resolved, resolved_by: state}]}
        """,
        rules: "version: 1\nrules: [{name: mended, when: {event: WATCHDOG}, then: [{exec: {command: [/bin/mend]}, on_failure: [{alert: {summary: x, resolved_by: [{state: 'vm.status == \"running\"'}]}}]}]}]\n");

    private static void Passes(string test, string? routes = null, string rules = Rules)
    {
        var outcome = Run(test, routes, rules);
        Assert.True(outcome.Passed, Lines(outcome));
    }

    private static string Lines(RuleTestOutcome outcome) => string.Join('\n', outcome.Failures.SelectMany(f => f.Lines.Prepend($"at {f.At}")));

    private static RuleTestOutcome Run(string test, string? routes = null, string rules = Rules)
    {
        var indented = string.Join('\n', test.Split('\n').Select(line => "    " + line));
        var files = new TextFiles(
            ("reactor.yaml", routes is null ? Config : Config.Replace("routes: [{to: [oncall]}]", routes, StringComparison.Ordinal)),
            ("rules.yaml", rules),
            ("others.yaml", "version: 1\nrules: [{name: other, when: {event: STOP}, then: [{log: {message: x}}]}]\n"),
            ("test.yaml", $"config: reactor.yaml\nfleet: {{hosts: {{h1: {{vms: {{vm1: {{}}{(routes is null ? "" : ", vm2: {}")}}}}}}}}}\ntests:\n  - name: it\n{indented}\n"));
        var load = RuleTestLoader.Load("test.yaml", files);
        Assert.False(load.HasErrors, load.FormatDiagnostics());
        return new RuleTestRunner(load.File!, load.Rules!, load.Configuration!).Run(Assert.Single(load.File!.Tests));
    }

    private sealed class TextFiles(params (string Path, string Text)[] files) : ISourceFiles
    {
        public SourceFile Read(string path) => files.FirstOrDefault(f => f.Path == path) is { Text: { } text }
            ? new SourceFile(path, text)
            : throw new SourceFileException("there is no such file");

        public IReadOnlyList<string> Glob(string pattern) => [.. files.Where(f => f.Path == pattern).Select(f => f.Path)];

        public bool IsFolder(string path) => false;

        public string FullPath(string path) => "/" + path;
    }
}
