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
        Assert.Equal(0, await reactor.StopAsync());
        Assert.Contains("stopped", reactor.Log, StringComparison.Ordinal);
    }
}
