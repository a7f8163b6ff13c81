using System.Text.Json.Nodes;
using Reactor.Tests.CommandLine;

namespace Reactor.Tests.Reloading;

/// <summary>What 'reactor rules' counts, over reloads of the real daemon.</summary>
public sealed class RuleCountTests : PlayedDaemonCommands
{
    private const string Stopped = "  - {name: stopped, when: {event: STOP}, then: [{log: {message: x}}]}\n";
    private const string Edited = "  - {name: stopped, when: {event: STOP}, then: [{log: {message: other}}]}\n";
    private const string Other = "  - {name: other, when: {event: RESUME}, then: [{log: {message: x}}]}\n";

    public override Task InitializeAsync() => StartAsync("version: 1\nvms: [{name: web1, qmp: \"SOCKET\"}]\nrules: [\"*.rules.yaml\"]\n", Rules(Other, Stopped));

    [Fact]
    public async Task Counts_of_a_rule_go_on_over_reloads_begin_anew_where_it_was_edited_and_never_get_less_in_all()
    {
        await StopAsync();
        await StopAsync();
        await CountedAsync(matched: 2, earlier: 0);

        await ReloadAsync(Rules(Other.Replace("message: x", "message: y", StringComparison.Ordinal), Stopped));
        await CountedAsync(matched: 2, earlier: 0);
        await StopAsync();
        await CountedAsync(matched: 3, earlier: 0);

        await ReloadAsync(Rules(Other, Edited));
        await CountedAsync(matched: 0, earlier: 3);
        await StopAsync();
        await CountedAsync(matched: 1, earlier: 3);

        await ReloadAsync(Rules(Other));
        await ReloadAsync(Rules(Other, Edited));
        await CountedAsync(matched: 1, earlier: 3);
    }

    private static string Rules(params string[] rules) => $"version: 1\nrules:\n{string.Concat(rules)}";

    private Task StopAsync() => Monitor.SayAsync("""{"event": "STOP"}""");

    private async Task ReloadAsync(string rules)
    {
        Folder.Write("a.rules.yaml", rules);
        await TextAsync("reload");
    }

    private async Task CountedAsync(int matched, int earlier)
    {
        JsonObject row = [];
        await UntilAsync(async () => (int)(row = await RowAsync("rules", "--rule", "stopped"))["matched"]! >= matched);
        Assert.Equal((matched, earlier), ((int)row["matched"]!, (int)row["earlier"]!["matched"]!));
    }
}
