using System.Text.Json.Nodes;

namespace Reactor.Tests.CommandLine;

/// <summary>What <c>reactor status</c> tells of bounds that the real daemon met.</summary>
public sealed class MetBoundCommandTests : PlayedDaemonCommands
{
    private const string Rule = """
        version: 1
        rules:
          - name: told
            when: {event: BLOCK_IO_ERROR}
            then: [{exec: {command: [/bin/true, "{{ data.reason }}"]}}]
        """;

    public override Task InitializeAsync() => StartAsync("version: 1\nvms: [{name: web1, qmp: \"SOCKET\"}]\nrules: [\"*.rules.yaml\"]\n", Rule);

    [Fact]
    public async Task Bound_that_a_rule_met_is_told_with_what_to_do_and_goes_on_over_a_reload()
    {
        await Monitor.SayAsync(PlayedDaemon.Event("BLOCK_IO_ERROR", $$"""{"reason": "{{new string('x', 100_000)}}"}"""));
        await UntilAsync(async () => (long)Partitions(await RowAsync("status"))["steps_cut"]! == 1);

        Folder.Write("a.rules.yaml", Rule.Replace("told", "other", StringComparison.Ordinal));
        await TextAsync("reload");

        Assert.Equal(1, (long)Partitions(await RowAsync("status"))["steps_cut"]!);
        Assert.Contains("programs that were not given all that was said, since it would have been too long: 1. To do: the log tells which", await TextAsync("status"), StringComparison.Ordinal);
    }

    private static JsonObject Partitions(JsonObject status) => status["partitions"]!.AsObject();
}
