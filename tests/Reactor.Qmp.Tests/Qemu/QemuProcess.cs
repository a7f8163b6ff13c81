using System.Diagnostics;

namespace Reactor.Qmp.Tests.Qemu;

/// <summary>
/// A real QEMU with a monitor on <see cref="Address"/>. It is ready once this returns: it greets on its standard output after
/// all its sockets listen.
/// </summary>
internal sealed class QemuProcess : IDisposable
{
    public const string Program = "qemu-system-x86_64";

    private readonly Process _process;
    private readonly TempFolder _folder;

    private QemuProcess(Process process, TempFolder folder)
    {
        _process = process;
        _folder = folder;
    }

    public static bool IsInstalled => OnPath(Program);

    public int Pid => _process.Id;

    public UnixQmpAddress Address => new(_folder.File("q.sock"));

    /// <summary>Starts it. <c>@</c> in an argument stands for its folder.</summary>
    public static async Task<QemuProcess> StartAsync(params string[] arguments)
    {
        if (!OnPath(Program))
            throw new InvalidOperationException($"these tests need a real QEMU: {Program} is not on PATH (Debian: apt-get install qemu-system-x86)");

        var folder = new TempFolder();
        string[] all =
        [
            "-nodefaults", "-no-user-config", "-display", "none", "-accel", "tcg", "-S", "-qmp", "stdio",
            "-qmp", "unix:@/q.sock,server=on,wait=off", .. arguments,
        ];
        var start = new ProcessStartInfo(Program, all.Select(a => a.Replace("@", folder.Path, StringComparison.Ordinal)))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var qemu = new QemuProcess(Process.Start(start)!, folder);
        string? greeting = await qemu._process.StandardOutput.ReadLineAsync().Guarded();
        if (greeting is not null)
            return qemu;
        string error = await qemu._process.StandardError.ReadToEndAsync().Guarded();
        qemu.Dispose();
        throw new InvalidOperationException($"{Program} didn't start: {error}");
    }

    public string File(string name) => _folder.File(name);

    public Task<QmpConnection> ConnectAsync(IQmpEventSink? sink = null, QmpAddress? address = null, QmpConnectionOptions? options = null) =>
        QmpConnection.ConnectAsync(address ?? Address, options ?? QmpConnectionOptions.Default, sink ?? new RecordingSink(), CancellationToken.None).Guarded();

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync().Guarded();
    }

    /// <summary>kill -STOP.</summary>
    public async Task FreezeAsync()
    {
        using Process kill = Process.Start("kill", ["-STOP", Pid.ToString()]);
        await kill.WaitForExitAsync().Guarded();
        Assert.Equal(0, kill.ExitCode);
    }

    public Task WaitForExitAsync() => _process.WaitForExitAsync().Guarded();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _folder.Dispose();
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => System.IO.File.Exists(Path.Combine(folder, program)));
}
