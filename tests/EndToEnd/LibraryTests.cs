using EndToEnd.Daemon;

namespace EndToEnd;

public sealed class LibraryTests
{
    /// <summary>Each of them is megabytes of a daemon's memory, for nothing that it does.</summary>
    [Fact]
    public async Task Daemon_that_runs_has_loaded_nothing_of_what_reads_app_configs_or_streams_or_markup()
    {
        using var workspace = new Workspace().Vm("absent", "/nowhere/vm.qmp").Rules("none", "version: 1\nrules: []\n").Write();
        await using var reactor = await ReactorProcess.StartAsync(workspace);

        var maps = await File.ReadAllTextAsync($"/proc/{reactor.Id}/maps");

        Assert.Contains("/Akka.dll", maps, StringComparison.Ordinal);
        Assert.All(
            ["System.Private.Xml", "System.Configuration.ConfigurationManager", "Akka.Streams", "Newtonsoft.Json", "MimeKit"],
            library => Assert.DoesNotContain($"/{library}.dll", maps, StringComparison.Ordinal));
    }
}
