using System.Text.Json.Nodes;
using Reactor.CommandLine;
using Reactor.Reloading;
using Reactor.Running;

namespace Reactor.Tests.CommandLine;

/// <summary>What tests share that give commands to the real daemon with one VM that is played, web1.</summary>
public abstract class PlayedDaemonCommands : IAsyncLifetime
{
    /// <summary>How long anything may take before a test gives up.</summary>
    protected static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(60);

    private ReactorHost? _host;

    private protected TestFolder Folder { get; } = new();

    private protected FakeMonitor Monitor { get; private set; } = null!;

    public abstract Task InitializeAsync();

    public virtual async Task DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
        await Monitor.DisposeAsync();
        Folder.Dispose();
    }

    /// <summary>Starts it, and waits until the VM is live.</summary>
    /// <param name="configuration">reactor.yaml; where it says SOCKET is the VM's monitor.</param>
    /// <param name="rules">A rule file.</param>
    protected async Task StartAsync(string configuration, string rules)
    {
        var socket = Folder.File("web1.qmp");
        Monitor = new FakeMonitor(socket);
        Folder.Write("reactor.yaml", configuration.Replace("SOCKET", $"unix:{socket}", StringComparison.Ordinal));
        Folder.Write("a.rules.yaml", rules);
        await StartHostAsync();
        await UntilAsync(async () => (await RowsAsync("vms")).Exists(vm => (string?)vm["state"] == "live"));
    }

    /// <summary>Starts it, with the files as they are.</summary>
    protected async Task StartHostAsync() => _host = await ReactorHost.StartAsync(Folder.Path, Reading.FromDisk(Folder.Path), HostSettings.Quiet, CancellationToken.None);

    /// <summary>Ends it; the VM goes on.</summary>
    protected async Task StopHostAsync()
    {
        await _host!.DisposeAsync();
        _host = null;
    }

    private protected Task<int> Run(TestTerminal terminal, params string[] arguments) => terminal.RunAsync([.. arguments, "--config", Folder.Path]);

    /// <summary>What a command prints that must succeed.</summary>
    protected async Task<string> TextAsync(params string[] arguments)
    {
        var terminal = new TestTerminal();
        Assert.True(await Run(terminal, arguments) == ExitCode.Fine, terminal.Error);
        return terminal.Out;
    }

    protected async Task<List<JsonObject>> RowsAsync(params string[] arguments) =>
        [.. (await TextAsync([.. arguments, "--output", "json"])).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];

    protected async Task<JsonObject> RowAsync(params string[] arguments) => Assert.Single(await RowsAsync(arguments));

    protected static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var guard = new CancellationTokenSource(HangGuard);
        while (!await condition())
        {
            await Task.Delay(10, guard.Token);
        }
    }
}
