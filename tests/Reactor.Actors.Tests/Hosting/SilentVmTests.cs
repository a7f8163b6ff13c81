using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Hosting;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Tests.Steps;
using Reactor.Rules.Loading;
using Reactor.Store;

namespace Reactor.Actors.Tests.Hosting;

/// <summary>A real QEMU that is stopped by a signal.</summary>
public sealed class SilentVmTests : IDisposable
{
    private const string Rules = """
        version: 1
        rules:
          - {name: connected, when: {event: VM_CONNECTED}, then: [{log: {message: "connected"}}]}
          - {name: silent, when: {event: VM_SILENT}, then: [{log: {message: "is silent"}}]}
          - {name: answers, when: {event: VM_ANSWERS}, then: [{log: {message: "answers again by its event"}}]}
          - {name: resumed, when: {event: RESUME}, then: [{log: {message: "has resumed ({{ event.origin }})"}}]}
          - {name: absent, when: {event: VM_CONNECTED, not_followed_by: {event: RESUME}, within: 2s}, then: [{log: {message: "has not resumed in time, blind {{ match.blind }}"}}]}
          - {name: gap, when: {event: VM_GAP}, then: [{log: {message: "has a gap"}}]}
        """;

    private readonly TempFolder _folder = new();
    private readonly RecordingLoggers _logs = new();

    public void Dispose()
    {
        _logs.Dispose();
        _folder.Dispose();
    }

    [QemuFact]
    public async Task Stopped_process_is_silent_and_goes_on_with_nothing_lost()
    {
        await using var qemu = await Qemu.StartAsync();
        using var host = await StartAsync($"unix:{Path.Combine(qemu.Folder, "q.sock")}");
        await _logs.UntilAsync("connected");

        Signal(qemu.Pid, "STOP");
        qemu.Write("""{"execute": "qmp_capabilities"}{"execute": "cont"}""");
        await _logs.UntilAsync("is silent");
        await _logs.UntilAsync("has not resumed in time, blind false"); // Silence is no gap: nothing waits for its end.
        Assert.Equal(0, _logs.Count("has resumed"));
        Signal(qemu.Pid, "CONT");

        await _logs.UntilAsync("answers again by its event");
        await _logs.UntilAsync("has resumed (live)");
        await host.StopAsync().Guarded();
        Assert.Equal((1, 1, 0), (_logs.Count("is silent"), _logs.Count("answers again by its event"), _logs.Count("has a gap")));
    }

    private static void Signal(int pid, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    private async Task<IHost> StartAsync(string address)
    {
        await File.WriteAllTextAsync(_folder.File("reactor.yaml"), $$"""
            version: 1
            node: {name: h1}
            vms:
              - {name: web1, qmp: "{{address}}"}
            rules: [r.yaml]
            store: {sqlite: {path: reactor.db} }
            """);
        await File.WriteAllTextAsync(_folder.File("r.yaml"), Rules);
        var loaded = ReactorLoader.Load(_folder.File("reactor.yaml"), new DiskSourceFiles());
        Assert.False(loaded.HasErrors, loaded.FormatDiagnostics());
        var store = await SqliteStore.OpenAsync(_folder.File("reactor.db"), new StoreOptions());
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<ILoggerFactory>(_logs);
        builder.Services.AddReactorRuntime(new ReactorRuntimeOptions
        {
            Configuration = loaded.Configuration!, Rules = loaded.Rules!, Store = store, StoreFolder = _folder.File("."), Version = "0.1.0", Random = new Random(1),
            Vms = new VmOptions { Heartbeat = TimeSpan.FromMilliseconds(200), SilentAfter = TimeSpan.FromMilliseconds(500) },
        });
        var host = builder.Build();
        await host.StartAsync().Guarded();
        return host;
    }
}
