using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Reactor.CommandLine;
using Reactor.Reactions.Commits;
using Reactor.Store;
using Reactor.Store.Reading;

namespace Reactor.Tests.CommandLine;

/// <summary>Commands that ask a store with events in it: more than a page of them.</summary>
public sealed class StoredEventsTests : IAsyncLifetime, IDisposable
{
    private const int Noise = StoreReader.MostRows + 5;

    private static readonly DateTimeOffset s_start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public Task DisposeAsync() => Task.CompletedTask;

    public async Task InitializeAsync()
    {
        _folder.Write("reactor.yaml", """
            version: 1
            vms:
              - {name: db1, qmp: "unix:/nowhere/db1.qmp", labels: {env: prod}}
            rules: [rules.yaml]
            store: {sqlite: {path: reactor.db}}
            """);
        _folder.Write("rules.yaml", """
            version: 1
            rules:
              - name: child-flaky
                when: {event: QUORUM_REPORT_BAD, by: {node: 'data["node-name"]'}, at_least: 3, within: 10m}
                then: [{log: {message: "{{ vm.name }} {{ match.count }}"}}]
              - name: prod-panic
                when: {event: GUEST_PANICKED, if: 'vm.labels.env == "prod" && data.action == "pause"'}
                then: [{log: {message: "panic"}}]
            """);
        await using var store = await SqliteStore.OpenAsync(_folder.File("reactor.db"), new StoreOptions { Synchronous = StoreSynchronous.Normal });
        const string Bad = """{"type":"read","node-name":"c1","sector-num":1,"sectors-count":1}""";
        await store.AppendAsync(
        [
            new Commit
            {
                Partition = 1,
                AppliedSequence = 1,
                Events =
                [
                    Event("old/1", "QUORUM_REPORT_BAD", "db1", -3600, Bad),
                    .. Enumerable.Range(0, Noise).Select(i => Event($"noise/{i}", "RTC_CHANGE", "web1", 0.001 * i, """{"offset":1,"qom-path":"/x"}""")),
                    .. Enumerable.Range(0, 3).Select(i => Event($"bad/{i}", "QUORUM_REPORT_BAD", "db1", 60 + i, Bad)),
                    Event("7-1/1.1/9", "GUEST_PANICKED", "db1", 70, """{"action":"pause"}"""),
                    Event("7-1/1.1/10", "GUEST_PANICKED", "other", 71, """{"action":"pause"}"""),
                ],
            },
        ]);
    }

    [Fact]
    public async Task Replay_since_takes_every_stored_event_since_then_page_after_page()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await Run(terminal, "replay", "--since", "2026-03-02T10:00:00Z"));

        Assert.Contains("10:01:02.000000Z  fired           child-flaky", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("db1 3", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("10:01:10.000000Z  fired           prod-panic", terminal.Out, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{Noise + 5} events: 2 firings of 2 rules"), terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_since_of_one_vm_and_a_later_time_takes_those_alone()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await Run(terminal, "replay", "--since", "2026-03-02T10:01:01Z", "--vm", "db*", "--summary"));

        Assert.Contains("3 events: 1 firing of 1 rule;", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_id_of_a_stored_event_explains_it_as_it_was()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await Run(terminal, "explain", "7-1/1.1/9"));
        Assert.Contains("prod-panic: fires", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("1 other rule looks for other events", terminal.Out, StringComparison.Ordinal);

        var other = new TestTerminal();
        Assert.Equal(ExitCode.Fine, await Run(other, "explain", "7-1/1.1/10", "--rule", "prod-panic"));
        Assert.Contains("prod-panic: does not match", other.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_id_that_is_not_stored_says_so()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Failed, await Run(terminal, "explain", "7-1/1.1/11"));
        Assert.Contains("7-1/1.1/11 is no file. No event, firing, delivery, step or alert has an id that begins with 7-1/1.1/11", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_id_of_an_alert_explains_the_event_that_opened_it()
    {
        await using (var store = await SqliteStore.OpenAsync(_folder.File("reactor.db"), new StoreOptions { Synchronous = StoreSynchronous.Normal }))
        {
            await store.AppendAsync(
            [
                new Commit
                {
                    Partition = 1, AppliedSequence = 2,
                    Firings = [new FiringRow("f_panic1", "prod-panic", "critical", "id-db1", "db1", "7-1/1.1/9", "GUEST_PANICKED", s_start.AddSeconds(70), "{}", 0), new FiringRow("f_gone01", "prod-panic", "critical", "id-db1", "db1", "7-1/1.1/8", "GUEST_PANICKED", s_start.AddSeconds(69), "{}", 0)],
                    Alerts = [Alert("a_panic1", "f_panic1"), Alert("a_gone01", "f_gone01")],
                },
            ]);
        }
        var (whole, beginning, gone, json) = (new TestTerminal(), new TestTerminal(), new TestTerminal(), new TestTerminal());

        Assert.Equal(ExitCode.Fine, await Run(whole, "explain", "a_panic1"));
        Assert.Equal(ExitCode.Fine, await Run(beginning, "explain", "a_pan"));
        Assert.Equal(ExitCode.Failed, await Run(gone, "explain", "a_gone01"));
        Assert.Equal(ExitCode.Fine, await Run(json, "explain", "a_panic1", "--output", "json"));

        Assert.Contains("prod-panic: fired when it came (f_panic1); by itself now: fires", whole.Out, StringComparison.Ordinal);
        Assert.Equal(whole.Out, beginning.Out);
        Assert.Equal(
            [null, ("f_panic1", s_start.AddSeconds(70), false)],
            json.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Fired(JsonNode.Parse(line)!["fired"])));

        static (string, DateTimeOffset, bool)? Fired(JsonNode? fired) => fired is null ? null : ((string)fired["id"]!, (DateTimeOffset)fired["at"]!, (bool)fired["shadow"]!);
        Assert.Contains("What a_gone01 followed from, the event 7-1/1.1/8, is not stored any more", gone.Error, StringComparison.Ordinal);
    }

    private static AlertRow Alert(string uid, string firing) => new()
    {
        Uid = uid, Rule = "prod-panic", Id = "prod-panic", Key = """{"vm":"id-db1"}""", VmId = "id-db1", VmName = "db1", State = AlertState.Firing, Severity = "critical", Summary = "panic",
        StartsAt = s_start.AddSeconds(70), RefreshedAt = s_start.AddSeconds(70), FiringId = firing,
    };

    private static EventRow Event(string id, string name, string vm, double seconds, string data) =>
        new(id, "id-" + vm, vm, name, s_start.AddSeconds(seconds), null, "live", Encoding.UTF8.GetBytes(data), 0);

    private Task<int> Run(TestTerminal terminal, params string[] arguments) => terminal.RunAsync([.. arguments, "--config", _folder.Path]);
}
