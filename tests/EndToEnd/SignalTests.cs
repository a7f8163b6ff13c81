using EndToEnd.Daemon;

namespace EndToEnd;

public sealed class SignalTests
{
    [Fact]
    public async Task Hang_up_is_answered_in_the_log_and_the_daemon_goes_on()
    {
        using var workspace = new Workspace().Vm("absent", "/nowhere/vm.qmp").Rules("none", "version: 1\nrules: []\n").Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);

        reactor.HangUp();
        await reactor.LoggedAsync("SIGHUP");

        Assert.Single(await ReactorProcess.RowsAsync(workspace, "vms"));
        await reactor.StopsWellAsync();
        Assert.Contains("stopped", reactor.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_right_after_the_start_is_as_orderly_as_any()
    {
        using var workspace = new Workspace().Vm("absent", "/nowhere/vm.qmp").Rules("none", "version: 1\nrules: []\n").Write();
        using var manager = new NotifiedManager(workspace.Path("notify.sock"));
        for (var i = 0; i < 5; i++)
        {
            // What ran is saved and told of then: that is to be written before the store is closed.
            await using var reactor = ReactorProcess.Launch(workspace, ("NOTIFY_SOCKET", manager.Path));
            Assert.StartsWith("READY=1\n", await manager.AnyAsync(), StringComparison.Ordinal);

            await reactor.StopsWellAsync();

            Assert.DoesNotContain("fatal", reactor.Log, StringComparison.Ordinal);
            Assert.StartsWith("STOPPING=1\n", Assert.Single(manager.Left()), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Stop_before_it_is_ready_is_as_orderly_as_any()
    {
        using var workspace = new Workspace().Vm("absent", "/nowhere/vm.qmp").Rules("none", "version: 1\nrules: []\n").Write();
        var rules = workspace.Path("rules/slow.yaml");
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [rules]))
        {
            await mkfifo.WaitForExitAsync();
        }
        await using var reactor = ReactorProcess.Launch(workspace);
        // It is there once the file is read, of which nothing has come yet.
        var pipe = await Task.Run(() => new FileStream(rules, FileMode.Open, FileAccess.Write)).WaitAsync(TimeSpan.FromSeconds(60));

        reactor.Terminate();
        await pipe.WriteAsync("version: 1\nrules: []\n"u8.ToArray());
        await pipe.DisposeAsync();

        await reactor.StopsWellAsync();
    }

    [Fact]
    public async Task Stop_while_its_parts_are_started_comes_once_all_have_and_is_as_orderly_as_any()
    {
        using var workspace = new Workspace().Vm("absent", "/nowhere/vm.qmp").Target("hook", "http://127.0.0.1:9/hook").Rules("none", "version: 1\nrules: []\n").Write();
        var key = workspace.Path("key");
        File.WriteAllText(workspace.Config, File.ReadAllText(workspace.Config).Replace("{env: REACTOR_HOOK_KEY}", $"{{file: {key}}}", StringComparison.Ordinal));
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [key]))
        {
            await mkfifo.WaitForExitAsync();
        }
        await using var reactor = ReactorProcess.Launch(workspace);
        // It is there once the secret is tried, which the start of the actors does.
        var pipe = await Task.Run(() => new FileStream(key, FileMode.Open, FileAccess.Write)).WaitAsync(TimeSpan.FromSeconds(60));

        reactor.Terminate();
        await pipe.WriteAsync(System.Text.Encoding.UTF8.GetBytes(workspace.Secret));
        await pipe.DisposeAsync();

        await reactor.StopsWellAsync();
        Assert.DoesNotContain(" error ", reactor.Log, StringComparison.Ordinal);
        Assert.Contains("stopped", reactor.Log, StringComparison.Ordinal);
    }
}
