using Reactor.Reactions.Recovery;
using Reactor.Reactions.Simulation.Testing;
using Reactor.Rules.Loading;
using Reactor.Rules.Loading.TestFiles;

namespace Reactor.Reactions.Tests.Simulation;

/// <summary>What a rule test's links lead to is what the daemon makes of a connection.</summary>
public sealed class LinkTests
{
    private const string Rules = """
        version: 1
        rules:
          - name: gap
            when: {event: VM_GAP}
            then: [{log: {message: "{{ data.reason }} {{ data.from }} {{ data.to }}"}}]
          - name: link
            when: {event: [VM_LOST, VM_CONNECTED, VM_SILENT, VM_ANSWERS]}
            then: [{log: {message: "{{ event.name }}"}}]
          - name: ended
            when: {event: VM_LOST, if: 'data["process-ended"]'}
            then: [{log: {message: ended}}]
          - name: disk
            when: {event: BLOCK_IO_ERROR}
            then: [{log: {message: "{{ event.origin }} {{ data.device }} {{ has(data.nospace) ? data.nospace : false }}"}}]
          - name: slot
            when: {event: ACPI_DEVICE_OST}
            then: [{log: {message: "{{ event.origin }} {{ data.info.slot }} {{ data.info.status }}"}}]
          - name: asks
            when: {event: WATCHDOG}
            then:
              - gather: [query-block]
                on_failure: [{log: {message: "not answered"}}]
        """;

    [Fact]
    public void Connection_that_ends_and_comes_again_is_a_loss_a_gap_and_a_connection() => Passes("""
        input:
          - {at: 10s, link: down}
          - {at: 1m, link: up}
        expect:
          - {at: 11s, logs: [{rule: link, message: VM_LOST}]}
          - at: 61s
            logs:
              - {rule: gap, message: "link 2026-03-02T10:00:10.000000Z 2026-03-02T10:01:00.000000Z"}
              - {rule: link, message: VM_CONNECTED}
        """);

    [Fact]
    public void Connection_that_ends_after_a_shutdown_is_no_loss() => Passes("""
        input:
          - {at: 0s, event: SHUTDOWN, data: {guest: true, reason: guest-shutdown}}
          - {at: 10s, link: ended}
        expect:
          - {at: 1m, logs: []}
        """);

    [Fact]
    public void Process_that_ends_is_lost_with_it() => Passes("""
        input:
          - {at: 0s, link: ended}
        expect:
          - {at: 1m, logs: [{rule: link, message: VM_LOST}, {rule: ended}]}
        """);

    [Fact]
    public void Restart_of_the_daemon_is_a_gap_of_every_VM() => Passes("""
        input:
          - {at: 10s, engine: restart, down_for: 20s}
        expect:
          - {at: 1m, logs: [{rule: gap, message: "started 2026-03-02T10:00:10.000000Z 2026-03-02T10:00:30.000000Z"}, {rule: link, message: VM_CONNECTED}]}
        """);

    [Fact]
    public void Process_that_ends_while_the_daemon_is_down_is_lost_once_over_restarts() => Passes("""
        input:
          - {at: 10s, engine: restart, down_for: 20s}
          - {at: 20s, link: ended}
          - {at: 40s, engine: restart, down_for: 20s}
        expect:
          - {at: 35s, logs: [{rule: link, message: VM_LOST}, {rule: ended}]}
          - {at: 2m, logs: []}
        """);

    [Fact]
    public void Process_that_had_shut_down_and_ends_while_the_daemon_is_down_is_not_lost() => Passes("""
        input:
          - {at: 0s, event: SHUTDOWN, data: {guest: true, reason: guest-shutdown}}
          - {at: 10s, engine: restart, down_for: 20s}
          - {at: 20s, link: ended}
        expect:
          - {at: 1m, logs: []}
        """);

    [Fact]
    public void Something_that_is_missed_is_a_gap_on_the_same_connection_and_asked_for() => Passes("""
        input:
          - at: 10s
            link: missed
            qmp: {query-block: [{device: d0, locked: false, removable: false, type: unknown, io-status: nospace}], query-status: {status: io-error}}
        expect:
          - at: 1m
            logs:
              - {rule: gap, message: "overflow 2026-03-02T10:00:10.000000Z 2026-03-02T10:00:10.000000Z"}
              - {rule: disk, message: "recovered d0 true"}
        """);

    [Fact]
    public void Silence_is_told_and_its_end_and_no_question_is_answered_meanwhile() => Passes("""
        input:
          - {at: 10s, link: silent}
          - {at: 20s, event: WATCHDOG, data: {action: none}}
          - {at: 5m, link: answers}
        expect:
          - {at: 4m, logs: [{rule: link, message: VM_SILENT}, {rule: asks, message: not answered}]}
          - {at: 6m, logs: [{rule: link, message: VM_ANSWERS}]}
        """);

    [Fact]
    public void VM_that_is_silent_when_the_daemon_starts_is_connected_once_it_answers() => Passes("""
        input:
          - {at: 10s, link: silent}
          - {at: 20s, engine: restart, down_for: 20s}
          - {at: 2m, link: answers}
        expect:
          - {at: 1m, logs: [{rule: link, message: VM_SILENT}]}
          - {at: 3m, logs: [{rule: gap, message: "link 2026-03-02T10:00:20.000000Z 2026-03-02T10:02:00.000000Z"}, {rule: link, message: VM_CONNECTED}]}
        """);

    [Fact]
    public void All_that_the_daemon_asks_is_compared() => Passes("""
        input:
          - {at: 0s, event: ACPI_DEVICE_OST, data: {info: {slot: "0", slot-type: DIMM, source: 3, status: 0}}}
          - {at: 10s, link: down}
          - {at: 20s, event: ACPI_DEVICE_OST, data: {info: {slot: "1", slot-type: DIMM, source: 3, status: 1}}}
          - at: 1m
            link: up
            qmp: {query-block: [{device: d0, locked: false, removable: false, type: unknown, io-status: failed}], query-status: {status: io-error}}
        expect:
          - {at: 1s, logs: [{rule: slot, message: "live 0 0"}]}
          - {at: 30s, logs: [{rule: link, message: VM_LOST}]}
          - at: 2m
            logs:
              - {rule: gap}
              - {rule: link, message: VM_CONNECTED}
              - {rule: slot, message: "recovered 1 1"}
              - {rule: disk, message: "recovered d0 false"}
        """);

    [Fact]
    public void Answers_to_no_silence_are_an_error() =>
        Assert.Contains("vm1 isn't silent", Text(Run("""
            input:
              - {at: 10s, link: answers}
            expect:
              - {at: 1m, logs: []}
            """)), StringComparison.Ordinal);

    [Fact]
    public void Queries_that_a_test_may_answer_are_those_that_the_daemon_puts() =>
        Assert.Equal(StateQuestion.All.SelectMany(question => question.Commands).Order(StringComparer.Ordinal), LinkChanges.Queries.Order(StringComparer.Ordinal));

    private static void Passes(string test)
    {
        var outcome = Run(test);
        Assert.True(outcome.Passed, Text(outcome));
    }

    private static string Text(RuleTestOutcome outcome) => string.Join('\n', outcome.Failures.SelectMany(f => f.Lines.Prepend($"at {f.At}")));

    private static RuleTestOutcome Run(string test)
    {
        var indented = string.Join('\n', test.Split('\n').Select(line => "    " + line));
        var files = new TextFiles(
            ("reactor.yaml", "version: 1\nvms: []\nrules: [rules.yaml]\ntargets: {}\n"),
            ("rules.yaml", Rules),
            ("test.yaml", $"config: reactor.yaml\nstart: \"2026-03-02T10:00:00Z\"\nfleet: {{hosts: {{h1: {{vms: {{vm1: {{}}}}}}}}}}\ntests:\n  - name: it\n{indented}\n"));
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
