using Reactor.CommandLine;

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
