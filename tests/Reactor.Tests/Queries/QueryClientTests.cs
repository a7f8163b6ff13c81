using System.Text.Json.Nodes;
using Reactor.CommandLine;
using Reactor.Reactions.Commits;
using Reactor.Store;

namespace Reactor.Tests.Queries;

public sealed class QueryClientTests
{
    [Theory]
    [InlineData("vms")]
    [InlineData("events")]
    [InlineData("alerts")]
    [InlineData("records")]
    [InlineData("deliveries")]
    public async Task Ask_neither_daemon_nor_store_says_what_is_missing(string query)
    {
        using var folder = new TestFolder();
        var config = folder.Write("reactor.yaml", "version: 1\n");
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Failed, await terminal.RunAsync(query, "--config", config));
        Assert.Contains("no reactor is running", terminal.Error, StringComparison.Ordinal);
        Assert.Contains(folder.File("reactor.db"), terminal.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.File("reactor.db")), "reading made a store");
    }

    [Fact]
    public async Task Ask_file_that_is_no_store_says_so()
    {
        using var folder = new TestFolder();
        var config = folder.Write("reactor.yaml", "version: 1\n");
        folder.Write("reactor.db", "not a database, not at all, but long enough to be looked at");
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Failed, await terminal.RunAsync("events", "--config", config));
        Assert.Contains(folder.File("reactor.db"), terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 2_500)]
    [InlineData("--limit 3", 3)]
    [InlineData("--after vm-2000", 499)]
    public async Task Ask_for_vms_gives_all_that_there_are_unless_it_is_told_how_many(string options, int count)
    {
        using var folder = new TestFolder();
        var config = folder.Write("reactor.yaml", "version: 1\n");
        await WriteAsync(folder, new Commit { Partition = 0, AppliedSequence = 1, ApproximateBytes = 1, Vms = [.. Enumerable.Range(0, 2_500).Select(Vm)] });
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync(["vms", "--config", config, "--output", "json", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]));

        var names = terminal.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => (string)JsonNode.Parse(line)!["name"]!).ToList();
        Assert.Equal(count, names.Distinct().Count());
        Assert.Equal(count, names.Count);
    }

    [Theory]
    [InlineData("vm-2499", false)]
    [InlineData("vm-2500", true)]
    public async Task Ask_for_events_of_a_vm_that_is_on_a_later_page_does_not_tell_that_there_is_none(string vm, bool isTold)
    {
        using var folder = new TestFolder();
        var config = folder.Write("reactor.yaml", "version: 1\n");
        await WriteAsync(folder, new Commit { Partition = 0, AppliedSequence = 1, ApproximateBytes = 1, Vms = [.. Enumerable.Range(0, 2_500).Select(Vm)] });
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("events", "--config", config, "--vm", vm));

        Assert.Equal(isTold, terminal.Error.Contains($"there is no VM {vm} now", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("2026-03-02T10:00:00Z", 2)]
    [InlineData("2026-03-02T09:59:59Z", 1)]
    [InlineData("2026-03-02T08:00:00Z", 0)]
    public async Task Ask_for_events_until_a_time_gives_those_that_are_not_newer(string until, int count)
    {
        using var folder = new TestFolder();
        var config = folder.Write("reactor.yaml", "version: 1\n");
        var at = new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
        await WriteAsync(folder, new Commit { Partition = 0, AppliedSequence = 1, ApproximateBytes = 1, Events = [Event("e1", at.AddHours(-1)), Event("e2", at)] });
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("events", "--config", config, "--output", "json", "--until", until));

        Assert.Equal(count, terminal.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory]
    [InlineData("vms", "reactor is not running: this is what it last knew\n")]
    [InlineData("events", "reactor is not running: this is what it last knew\n")]
    [InlineData("alerts", "reactor is not running: this is what it last knew\n")]
    [InlineData("deliveries", "reactor is not running: this is what it last knew\n")]
    [InlineData("targets", "reactor is not running: this is what it last knew. How targets are a running one knows\n")]
    public async Task Ask_a_store_whose_daemon_is_not_running_says_so(string query, string said)
    {
        using var folder = new TestFolder();
        var config = folder.Write("reactor.yaml", "version: 1\n");
        await WriteAsync(folder, new Commit { Partition = 0, AppliedSequence = 1, ApproximateBytes = 1 });
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync(query, "--config", config));

        Assert.Equal($"{said}none\n", terminal.Error);
    }

    [Fact]
    public async Task Ask_for_targets_while_no_daemon_runs_lists_those_of_the_files_and_those_of_the_store()
    {
        using var folder = new TestFolder();
        var config = folder.Write("reactor.yaml", "version: 1\ntargets: {a: {webhook: {url: 'http://127.0.0.1:1/'}}, phone: {alertmanager: {url: 'http://127.0.0.1:1/'}}}\n");
        await WriteAsync(folder, new Commit { Partition = 0, AppliedSequence = 1, ApproximateBytes = 1, Deliveries = [Delivery("gone"), Delivery("phone")] });
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("targets", "--config", config, "--output", "json"));

        var rows = terminal.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!);
        Assert.Equal([("a", "webhook", 0), ("gone", null, 1), ("phone", "alertmanager", 1)], rows.Select(row => ((string?)row["name"], (string?)row["kind"], (int)row["pending"]!)));
    }

    private static DeliveryRow Delivery(string target) => new()
    {
        WebhookId = $"msg_{target}", FiringId = "f_1", Rule = "r", ActionPath = "then[0].alert", Target = target, Kind = "firing", VmName = "web1", EventName = "STOP", CreatedAt = DateTimeOffset.UnixEpoch, Body = "{}"u8.ToArray(),
    };

    private static async Task WriteAsync(TestFolder folder, Commit commit)
    {
        await using var store = await SqliteStore.OpenAsync(folder.File("reactor.db"), new StoreOptions());
        await store.AppendAsync([commit]);
    }

    private static VmStateRow Vm(int number) =>
        new($"id-{number}", $"vm-{number:0000}", null, "h1", "unix:/nowhere", null, null, "running", new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero));

    private static EventRow Event(string id, DateTimeOffset at) => new(id, "v1", "web1", "STOP", at, null, "live", "{}"u8.ToArray(), 1);

    [Fact]
    public async Task Ask_rules_are_wrong_the_store_is_read_all_the_same()
    {
        using var folder = new TestFolder();
        var config = folder.Write("reactor.yaml", "version: 1\nrules: [\"rules/*.yaml\"]\n");
        folder.Write("rules/bad.yaml", "version: 1\nrules: [{name: x}]\n");
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Failed, await terminal.RunAsync("events", "--config", config));
        Assert.Contains("no reactor is running", terminal.Error, StringComparison.Ordinal);
    }
}
