using System.Diagnostics;
using System.Globalization;
using EndToEnd.Daemon;

namespace EndToEnd;

/// <summary>The daemon as a service manager sees it.</summary>
public sealed class ServiceTests
{
    [Fact]
    public async Task Manager_is_told_of_start_reloads_good_and_bad_and_of_the_end()
    {
        using var workspace = new Workspace().Vm("absent", "/nowhere/vm.qmp").Rules("none", "version: 1\nrules: []\n").Write();
        using var manager = new NotifiedManager(workspace.Path("notify.sock"));
        await using var reactor = await ReactorProcess.StartAsync(workspace, ("NOTIFY_SOCKET", manager.Path));
        Assert.Equal("READY=1\nSTATUS=0 of 1 VM live, 0 rules", await manager.NextAsync());

        var before = Stopwatch.GetTimestamp() / 1000;
        reactor.HangUp();
        var reloading = await manager.NextAsync();
        Assert.StartsWith("RELOADING=1\n", reloading, StringComparison.Ordinal);
        var at = long.Parse(Value(reloading, "MONOTONIC_USEC"), CultureInfo.InvariantCulture);
        Assert.InRange(at, before, Stopwatch.GetTimestamp() / 1000);
        Assert.Equal("READY=1\nSTATUS=0 of 1 VM live, 0 rules", await manager.NextAsync());

        File.WriteAllText(workspace.Path("rules/none.yaml"), "version: 1\nrules: nonsense\n");
        reactor.HangUp();
        Assert.StartsWith("RELOADING=1\n", await manager.NextAsync(), StringComparison.Ordinal);
        Assert.Equal("READY=1\nSTATUS=0 of 1 VM live, 0 rules; the configuration files are bad, what was loaded before runs on", await manager.NextAsync());

        await reactor.StopsWellAsync();
        var last = manager.Left().ToList();
        Assert.StartsWith("STOPPING=1\n", last[^1], StringComparison.Ordinal);
        Assert.Equal(last.Count(message => message.StartsWith("RELOADING", StringComparison.Ordinal)), last.Count(message => message.StartsWith("READY", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Manager_that_waits_for_signs_of_life_gets_them_from_the_runtime()
    {
        using var workspace = new Workspace().Vm("absent", "/nowhere/vm.qmp").Rules("none", "version: 1\nrules: []\n").Write();
        using var manager = new NotifiedManager(workspace.Path("notify.sock"));
        await using var reactor = await ReactorProcess.StartAsync(workspace, ("NOTIFY_SOCKET", manager.Path), ("WATCHDOG_USEC", "400000"));
        Assert.StartsWith("READY=1\n", await manager.AnyAsync(), StringComparison.Ordinal);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("WATCHDOG=1\nSTATUS=0 of 1 VM live, 0 rules", await manager.AnyAsync());
        }

        await reactor.StopsWellAsync();
    }

    private static string Value(string message, string name) =>
        message.Split('\n').Single(line => line.StartsWith(name + "=", StringComparison.Ordinal))[(name.Length + 1)..];
}
