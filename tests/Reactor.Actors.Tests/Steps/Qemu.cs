using System.Diagnostics;
using Reactor.Actors.Steps;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Steps;

/// <summary>A real QEMU, stopped before its first instruction, and a connection to it.</summary>
internal sealed class Qemu : IAsyncDisposable
{
    private const string Program = "qemu-system-x86_64";

    private readonly Process _process;
    private readonly TempFolder _folder;

    private Qemu(Process process, TempFolder folder)
    {
        _process = process;
        _folder = folder;
    }

    public static bool IsInstalled =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, Program)));

    public int Pid => _process.Id;

    public string Folder => _folder.Path;

    public static async Task<Qemu> StartAsync(params string[] arguments)
    {
        var folder = new TempFolder();
        string[] all =
        [
            "-nodefaults", "-no-user-config", "-display", "none", "-accel", "tcg", "-m", "16", "-S", "-qmp", "stdio",
            "-qmp", $"unix:{folder.File("q.sock")},server=on,wait=off", .. arguments,
        ];
        var start = new ProcessStartInfo(Program, all) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var qemu = new Qemu(Process.Start(start)!, folder);

        // It greets on its standard output once all its sockets listen.
        Assert.NotNull(await qemu._process.StandardOutput.ReadLineAsync().Guarded());
        return qemu;
    }

    public async Task<LiveVm> ConnectAsync()
    {
        var address = new UnixQmpAddress(_folder.File("q.sock"));
        var connection = await QmpConnection.ConnectAsync(address, QmpConnectionOptions.Default, new NoSink(), CancellationToken.None).Guarded();
        var view = new VmView { Id = "id-web1", Name = "web1", Host = "h1" };
        return new LiveVm(new VmIdentity(view, address.ToString(), connection.Peer?.Incarnation, connection.Greeting.Version), connection);
    }

    /// <summary>Says something on the monitor of its standard input.</summary>
    public void Write(string text) => _process.StandardInput.WriteLine(text);

    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync().Guarded();
        _process.Dispose();
        _folder.Dispose();
    }

    private sealed class NoSink : IQmpEventSink
    {
        public bool Wants(ReadOnlySpan<byte> eventName) => false;

        public void OnEvents(IReadOnlyList<QmpEvent> batch)
        {
        }
    }
}

/// <summary>A test that needs a real QEMU. Without one it is skipped, saying so; with REACTOR_REQUIRE_QEMU=1 it runs and fails instead.</summary>
internal sealed class QemuFactAttribute : FactAttribute
{
    public QemuFactAttribute()
    {
        if (!Qemu.IsInstalled && Environment.GetEnvironmentVariable("REACTOR_REQUIRE_QEMU") != "1")
            Skip = "qemu-system-x86_64 is not installed (REACTOR_REQUIRE_QEMU=1 makes this a failure)";
    }
}
