using System.Text;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Loading;

namespace Reactor.Reactions.Tests.Partitions;

/// <summary>From the text of files to commits, by the real loader and engine.</summary>
public class PartitionFromFilesTests
{
    private const string Configuration = """
        version: 1
        vms:
          - {name: vm1, qmp: "unix:/run/qemu/vm1.qmp"}
        rules: ["rules.yaml"]
        secrets:
          hook_key: {env: HOOK_KEY}
        targets:
          oncall: {webhook: {url: "https://hooks.example.net/in", secrets: [hook_key]}}
          team: {webhook: {url: "https://hooks.example.net/team"}}
        routes:
          - {if: 'rule.severity == "critical"', to: [oncall]}
          - {to: [team]}
        """;

    private const string Rules = """
        version: 1
        rules:
          - name: guest-panicked
            severity: critical
            labels: {team: virt}
            when: {event: GUEST_PANICKED}
            then:
              - alert:
                  id: panic
                  summary: "{{ vm.name }} panicked ({{ data.action }})"
                  labels: {host: "{{ host.name }}"}
                  resolved_by: [{event: [RESET, RESUME]}]
          - name: quorum-child-bad
            when: {event: QUORUM_REPORT_BAD, by: {node: 'data["node-name"]'}}
            limit: {once_per: 10m}
            then:
              - send: {to: team}
          - name: ost
            when: {event: ACPI_DEVICE_OST}
            then:
              - record:
                  to: ost
                  key: [slot]
                  fields: {slot: 'data.info.slot', status: 'data.info.status', text: 'ost.status(data.info.source, data.info.status)'}
          - name: paused
            when: {event: STOP}
            then:
              - webhook:
                  url: "https://hooks.example.net/{{ vm.name }}"
                  body: {vm: "{{ vm.name }}", count: "{{ match.count }}"}
                  secret: hook_key
              - log: {message: "{{ vm.name }} is paused"}
        """;

    [Fact]
    public void Apply_rules_from_files_do_what_they_say()
    {
        var loaded = ReactorLoader.Load("/etc/reactor/reactor.yaml", new OneFolder(Configuration, Rules));
        Assert.False(loaded.HasErrors, loaded.FormatDiagnostics());
        var core = new PartitionCore(0, loaded.Rules!, loaded.Configuration!);

        var commit = core.Apply(
            [
                Make.Event("GUEST_PANICKED", """{"action":"pause"}""", 1),
                Make.Event("QUORUM_REPORT_BAD", """{"node-name":"c2","sector-num":128,"sectors-count":1,"type":"read"}""", 2),
                Make.Event("QUORUM_REPORT_BAD", """{"node-name":"c2","sector-num":129,"sectors-count":1,"type":"read"}""", 3),
                Make.Event("ACPI_DEVICE_OST", """{"info":{"slot":"0","slot-type":"DIMM","source":3,"status":1}}""", 4),
                Make.Event("STOP", ordinal: 5),
                Make.Event("RESET", """{"guest":false,"reason":"host-qmp-system-reset"}""", 6),
            ],
            Make.Start);

        Assert.Equal(
            ["oncall firing panic", "team firing", "rule/paused/then[0].webhook firing", "oncall resolved panic"],
            commit.Deliveries.Select(d => $"{d.Target} {d.Kind}{(d.Rule == "guest-panicked" ? " panic" : "")}"));
        var alert = Assert.Single(commit.Alerts);
        Assert.Equal(("panic", AlertState.Resolved, "vm1 panicked (pause)", "h1"), (alert.Id, alert.State, alert.Summary, alert.Labels["host"]));
        var record = Assert.Single(commit.Records);
        Assert.Equal("[\"id-vm1\",\"0\"]", record.Key);
        Assert.StartsWith("""{"slot":"0","status":1,"text":""", record.Fields, StringComparison.Ordinal);
        Assert.Equal("vm1 is paused", Assert.Single(commit.LogLines).Message);
        var webhook = Assert.Single(commit.Deliveries, d => d.Inline is not null);
        Assert.Equal("""{"vm":"vm1","count":1}""", Encoding.UTF8.GetString(webhook.Body.Span));
        Assert.Equal("https://hooks.example.net/vm1", webhook.Inline!.Url);
        Assert.Equal(4, commit.Firings.Length);
        Assert.Equal(1, core.Counters.Limited);
        Assert.Equal(6, commit.Events.Length);
    }
}
