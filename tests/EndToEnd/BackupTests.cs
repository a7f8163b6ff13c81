using System.Globalization;
using EndToEnd.Daemon;
using EndToEnd.Peers;

namespace EndToEnd;

/// <summary>The store is copied under a daemon that writes it, and a daemon starts from the copy.</summary>
public sealed class BackupTests
{
    [Fact]
    public async Task Backup_under_load_is_a_store_from_which_a_daemon_goes_on_and_the_load_is_not_disturbed()
    {
        const int Events = 3000;
        using var workspace = new Workspace();
        var backedUp = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var peer = new ScriptedPeer(workspace.Path("vm.qmp"), ScriptedPeer.NegotiatedThen(async (stream, ending) =>
        {
            // At least so many, and as long as copies are made.
            for (var i = 1; i <= Events || !backedUp.Task.IsCompleted; i++)
            {
                await stream.WriteAsync(ScriptedPeer.Line($$"""{"timestamp": {"seconds": 1772445600, "microseconds": 1}, "event": "RTC_CHANGE", "data": {"offset": {{i}}, "qom-path": "/rtc"} }"""), ending);
                await Task.Delay(1, ending);
            }
            await stream.WriteAsync(ScriptedPeer.Line("""{"timestamp": {"seconds": 1772445600, "microseconds": 1}, "event": "STOP"}"""), ending);
        }));
        workspace.Vm("vm1", workspace.Path("vm.qmp")).Rules("kept", """
            version: 1
            rules:
              - name: kept
                when: {event: RTC_CHANGE}
                then: [{record: {to: kept, fields: {offset: data.offset}}}]
              - name: over
                when: {event: STOP}
                then: [{log: {message: "all were sent"}}]
            """).Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);

        for (var i = 0; i < 3; i++)
        {
            var before = await LastAsync(workspace);
            var backup = await ReactorProcess.RunAsync(workspace, "backup", workspace.Path($"copy{i}.db"), "--config", workspace.Config);
            Assert.True(backup.Code == 0, backup.Error);
            Assert.Contains("checked", backup.Output, StringComparison.Ordinal);
            using var copied = new Workspace { StorePath = workspace.Path($"copy{i}.db") };
            copied.Vm("vm1", "/nowhere/vm.qmp").Rules("none", "version: 1\nrules: []\n").Write();
            Assert.True(await LastAsync(copied) >= before, "what was durable before is in the copy");
        }
        backedUp.SetResult();
        await reactor.LoggedAsync("all were sent");
        await reactor.StopsWellAsync();
        Assert.DoesNotContain(" warn ", reactor.Log, StringComparison.Ordinal);
        var again = await ReactorProcess.RunAsync(workspace, "backup", workspace.Path("copy0.db"), "--config", workspace.Config);
        Assert.Equal(1, again.Code);
        Assert.Contains("is there already", again.Error, StringComparison.Ordinal);

        File.Delete(workspace.Store);
        File.Move(workspace.Path("copy2.db"), workspace.Store);
        await using var restored = await ReactorProcess.StartAsync(workspace);
        Assert.True(await LastAsync(workspace) > 0);
        await restored.StopsWellAsync();
    }

    private static async Task<long> LastAsync(Workspace workspace)
    {
        var rows = await ReactorProcess.RowsAsync(workspace, "records", "kept", "--limit", "1");
        return rows.Count == 0 ? 0 : rows.Max(row => long.Parse((row["fields"]?["offset"] ?? row["offset"])!.ToString(), CultureInfo.InvariantCulture));
    }
}
