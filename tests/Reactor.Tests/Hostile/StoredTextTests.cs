using System.Text;
using System.Text.Json.Nodes;
using Reactor.CommandLine;
using Reactor.Reactions.Commits;
using Reactor.Rules.Loading;
using Reactor.Running;
using Reactor.Store;

namespace Reactor.Tests.Hostile;

/// <summary>What a guest brought in, read back from the store and from the daemon.</summary>
public sealed class StoredTextTests : IAsyncLifetime
{
    // As deep as a QMP message may be, less the message itself.
    private static readonly string s_deep = string.Concat(Enumerable.Repeat("[", 62)) + "1" + string.Concat(Enumerable.Repeat("]", 62));

    private readonly TestFolder _folder = new();

    public async Task InitializeAsync()
    {
        _folder.Write("reactor.yaml", "version: 1\n");
        await using var store = await SqliteStore.OpenAsync(_folder.File("reactor.db"), new StoreOptions(), CancellationToken.None);
        var at = new DateTimeOffset(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
        string data = $$"""{"x": {{s_deep}}}""", hostile = "\u202e\u009b31m\u001b[2J\u007f\n";
        await store.AppendAsync(
            [
                new Commit
                {
                    Partition = 0,
                    AppliedSequence = 1,
                    ApproximateBytes = 1,
                    Events = [new EventRow("e1", "v1", "web1", "STOP", at, null, "live", Encoding.UTF8.GetBytes(data), 1)],
                    Records = [new RecordRow("seen", null, "v1", "web1", at, "e1", "f1", new JsonObject { ["a"] = hostile, ["b"] = new JsonObject { ["c"] = 1 } }.ToJsonString())],
                },
            ]);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Events_nested_as_deep_as_QMP_allows_come_out_as_they_went_in(bool running)
    {
        await using var host = running ? await StartAsync() : null;

        var terminal = await AskAsync(ExitCode.Fine, "events", "--name", "STOP", "--output", "json");

        Assert.Contains(s_deep, terminal.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("json")]
    [InlineData("table")]
    public async Task Records_carry_nothing_that_steers_a_terminal(string output)
    {
        var terminal = await AskAsync(ExitCode.Fine, "records", "seen", "--output", output);

        Assert.DoesNotContain(terminal.Out.Replace("\n", "", StringComparison.Ordinal), c => char.IsControl(c) || c == '\u202e');
    }

    [Fact]
    public async Task Records_a_map_takes_one_line_of_a_table() =>
        Assert.Contains("{\"c\":1}", (await AskAsync(ExitCode.Fine, "records", "seen")).Out, StringComparison.Ordinal);

    [Fact]
    public async Task Records_tables_are_listed_with_their_fields_as_words() =>
        Assert.EndsWith("  a, b\n", (await AskAsync(ExitCode.Fine, "records")).Out, StringComparison.Ordinal);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Records_unknown_table_names_those_that_there_are(bool running)
    {
        await using var host = running ? await StartAsync() : null;

        var terminal = await AskAsync(ExitCode.Failed, "records", "sene");

        Assert.Contains("there is no record table 'sene': there are seen", terminal.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_store_is_gone_under_the_daemon_says_so()
    {
        await using var host = await StartAsync();
        foreach (var name in (string[])["reactor.db", "reactor.db-wal", "reactor.db-shm"])
        {
            File.Delete(_folder.File(name));
        }

        var terminal = await AskAsync(ExitCode.Failed, "events");

        Assert.Contains("the daemon refused: ", terminal.Error, StringComparison.Ordinal);
        Assert.Contains(_folder.File("reactor.db"), terminal.Error, StringComparison.Ordinal);
    }

    private async Task<TestTerminal> AskAsync(int expected, params string[] arguments)
    {
        var terminal = new TestTerminal();
        int code = await terminal.RunAsync([.. arguments, "--config", _folder.Path]);
        Assert.True(expected == code, $"{code}: {terminal.Error}");
        return terminal;
    }

    private Task<ReactorHost> StartAsync() =>
        ReactorHost.StartAsync(ReactorLoader.Load(_folder.Path, new DiskSourceFiles()), HostSettings.Quiet, CancellationToken.None);
}
