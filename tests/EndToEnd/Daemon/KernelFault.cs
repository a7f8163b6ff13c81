using System.Diagnostics;
using System.Globalization;

namespace EndToEnd.Daemon;

/// <summary>A call of the kernel that fails from now on, until this is disposed: strace answers it in the kernel's place.</summary>
internal sealed class KernelFault : IAsyncDisposable
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(60);

    private readonly Process _tracer;
    private readonly Task _rest; // What it says further is read: a full pipe would stop it.

    private KernelFault(Process tracer) => (_tracer, _rest) = (tracer, tracer.StandardError.ReadToEndAsync());

    /// <summary>In all threads of a process, also those that it starts.</summary>
    public static Task<KernelFault> OfProcessAsync(int process, string call, string error) => InjectAsync(["-f", "-p", Text(process)], call, error);

    /// <summary>In the threads of a process that have a name.</summary>
    public static Task<KernelFault> OfThreadsAsync(int process, string name, string call, string error) =>
        InjectAsync(Directory.EnumerateDirectories($"/proc/{process}/task").Where(thread => NameOf(thread) == name).SelectMany(thread => new[] { "-p", Path.GetFileName(thread) }), call, error);

    public async ValueTask DisposeAsync()
    {
        if (!_tracer.HasExited)
        {
            // So that it lets go of them: what a tracer leaves that is killed is undefined.
            using var kill = Process.Start("kill", [Text(_tracer.Id)]);
            await kill.WaitForExitAsync().WaitAsync(HangGuard);
        }
        await _tracer.WaitForExitAsync().WaitAsync(HangGuard);
        await _rest.WaitAsync(HangGuard);
        _tracer.Dispose();
    }

    private static async Task<KernelFault> InjectAsync(IEnumerable<string> whom, string call, string error)
    {
        var tracer = Process.Start(new ProcessStartInfo(
            "strace", [.. whom, "-e", $"trace={call}", "-e", $"inject={call}:error={error}", "-e", "signal=none", "-o", "/dev/null"]) { RedirectStandardError = true })!;
        var line = await tracer.StandardError.ReadLineAsync().WaitAsync(HangGuard);
        Assert.Contains("attached", line, StringComparison.Ordinal);
        return new KernelFault(tracer);
    }

    private static string NameOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "comm")).TrimEnd();
        }
        catch (IOException)
        {
            return ""; // It has ended since.
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
