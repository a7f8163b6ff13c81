namespace Reactor.Tests.CommandLine;

/// <summary>A daemon with more rules than one page of them has.</summary>
public sealed class ManyRulesTests : PlayedDaemonCommands
{
    private const int Rules = 1_050;

    public override Task InitializeAsync() => StartAsync(
        "version: 1\nvms: [{name: web1, qmp: \"SOCKET\"}]\nrules: [\"*.rules.yaml\"]\n",
        $"version: 1\nrules:\n{string.Concat(Enumerable.Range(0, Rules).Select(i => $"  - {{name: r-{i:0000}, when: {{event: STOP}}, then: [{{log: {{message: x}}}}]}}\n"))}");

    [Fact]
    public async Task Rules_gives_all_unless_it_is_told_how_many()
    {
        var names = Enumerable.Range(0, Rules).Select(i => $"r-{i:0000}").ToList();

        Assert.Equal(names, (await RowsAsync("rules")).Select(rule => (string)rule["name"]!));
        Assert.Equal(names[..3], (await RowsAsync("rules", "--limit", "3")).Select(rule => (string)rule["name"]!));
        Assert.Equal(names[1_040..], (await RowsAsync("rules", "--after", "r-1039")).Select(rule => (string)rule["name"]!));
    }
}
