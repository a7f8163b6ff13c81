using System.Text.Json.Nodes;
using EndToEnd.Daemon;

namespace EndToEnd;

/// <summary>Log lines of the daemon, from the first to the last, for whom they are asked for.</summary>
public sealed class LogTests
{
    [Fact]
    public async Task For_programs_every_line_is_an_object_also_of_a_start_that_fails()
    {
        using var workspace = new Workspace().Vm("absent", "/nowhere/vm.qmp").Rules("none", "version: 1\nrules: [{name: r, when: {event: STOP}, then: [{alert: {summary: x}}]}]\n").Write();
        await using (var reactor = await ReactorProcess.StartAsync(workspace, ["--log-format", "json"]))
        {
            await reactor.StopsWellAsync();
            var lines = Objects(reactor.Log);
            Assert.Contains(lines, line => (string)line["event"]! == "Ready" && (int)line["fields"]!["vms"]! == 1);
            Assert.Contains(lines, line => (string)line["event"]! == "Finding" && (string)line["fields"]!["code"]! == "no-target");
            Assert.Equal("Stopped", (string)lines[^1]["event"]!);
            Assert.DoesNotContain(workspace.Secret, reactor.Log, StringComparison.Ordinal);
        }
        File.WriteAllText(workspace.Path("rules/none.yaml"), "version: 1\nrules: nonsense\n");

        var failed = await ReactorProcess.RunAsync(workspace, "run", "--strict", "--log-format", "json", "--config", workspace.Config);

        Assert.Equal(78, failed.Code);
        Assert.Equal("fatal", (string)Objects(failed.Error)[^1]["level"]!);
    }

    [Fact]
    public async Task For_the_journal_every_line_has_a_priority_and_what_is_below_the_level_is_not_logged()
    {
        using var workspace = new Workspace().Vm("absent", "/nowhere/vm.qmp").Rules("none", "version: 1\nrules: []\n").Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace, ["--log-format", "systemd"]);
        File.WriteAllText(workspace.Path("rules/none.yaml"), "version: 1\nrules: nonsense\n");
        await reactor.LoggedAsync("nothing is reloaded");
        await reactor.StopsWellAsync();
        Assert.All(reactor.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches("^<[2-7]>", line));

        var quiet = await ReactorProcess.RunAsync(workspace, "run", "--strict", "--log-format", "systemd", "--log-level", "error", "--config", workspace.Config);

        Assert.All(quiet.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches("^<[23]>", line));
    }

    [Fact]
    public async Task For_programs_a_finding_is_one_line_with_its_place_at_a_start_and_on_a_reload_alike()
    {
        using var workspace = new Workspace().Vm("absent", "/nowhere/vm.qmp").Rules("none", "version: 1\nrules: []\n").Write();
        await using (var first = await ReactorProcess.StartAsync(workspace, ["--log-format", "json"]))
        {
            // Saved by now: reloads come one after the other.
            Assert.Equal(0, (await ReactorProcess.RunAsync(workspace, "reload", "--config", workspace.Config)).Code);
            File.WriteAllText(workspace.Path("rules/none.yaml"), "version: 1\nrules: nonsense\n");
            await first.LoggedAsync("nothing is reloaded");
            await first.StopsWellAsync();
            IsOneFinding(first.Log);
        }

        await using var second = await ReactorProcess.StartAsync(workspace, ["--log-format", "json"]);
        await second.LoggedAsync("nothing is reloaded");
        await second.StopsWellAsync();
        IsOneFinding(second.Log);

        void IsOneFinding(string log)
        {
            var line = Assert.Single(Objects(log), line => (string)line["event"]! == "Finding");
            Assert.Equal("error", (string)line["level"]!);
            var fields = line["fields"]!.AsObject();
            Assert.Equal(["file", "line", "column", "code", "message", "suggestion"], fields.Select(field => field.Key));
            Assert.Equal((workspace.Path("rules/none.yaml"), 2, 1), ((string)fields["file"]!, (int)fields["line"]!, (int)fields["column"]!));
            Assert.Contains((string)fields["message"]!, (string)line["message"]!, StringComparison.Ordinal);
        }
    }

    private static List<JsonObject> Objects(string log) => [.. log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
}
