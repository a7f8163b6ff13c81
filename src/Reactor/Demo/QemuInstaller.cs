using System.Diagnostics;
using Reactor.CommandLine;
using Reactor.Demo.Lab;

namespace Reactor.Demo;

/// <summary>Sees to it that QEMU is there: asks before it installs anything, and says what to run where it may not.</summary>
internal static class QemuInstaller
{
    private static readonly (string Program, string Package)[] Needed =
    [
        ("qemu-system-x86_64", "qemu-system-x86"),
        ("qemu-img", "qemu-utils"),
    ];

    /// <exception cref="CommandFailedException">QEMU is missing and was not installed.</exception>
    public static async Task EnsureAsync(Terminal terminal, bool assumeYes, CancellationToken cancellation)
    {
        var packages = Needed.Where(n => ExecutablePath.Find(n.Program) is null).Select(n => n.Package).ToArray();
        if (packages.Length == 0)
        {
            return;
        }
        var list = string.Join(' ', packages);
        if (ExecutablePath.Find("apt-get") is not { } apt)
        {
            throw new CommandFailedException($"the demo needs {list} (QEMU), and there is no apt-get here to install it: install QEMU for x86_64 with your system's own package manager and try again");
        }
        if (!Environment.IsPrivilegedProcess)
        {
            throw new CommandFailedException($"the demo needs QEMU, and installing it needs root. Run this, then the demo again:\n  sudo apt-get install --no-install-recommends {list}");
        }
        if (!assumeYes && terminal.Input is { } person)
        {
            await terminal.Error.WriteAsync($"The demo needs {list}. Install with apt-get now? [Y/n] ");
            var answer = (await person.ReadLineAsync(cancellation))?.Trim();
            if (answer is null || !(answer.Length == 0 || answer.StartsWith('y') || answer.StartsWith('Y')))
            {
                throw new CommandFailedException($"not installed. To do it yourself:\n  apt-get install --no-install-recommends {list}");
            }
        }
        await terminal.Error.WriteLineAsync($"installing {list}...");
        await RunAsync(apt, ["update"], cancellation);
        await RunAsync(apt, ["install", "-y", "--no-install-recommends", .. packages], cancellation);
    }

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancellation)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        info.Environment["DEBIAN_FRONTEND"] = "noninteractive";
        using var process = Process.Start(info)!;
        process.StandardInput.Close();
        var tail = new OutputTail(4 * 1024);
        await Task.WhenAll(tail.DrainAsync(process.StandardOutput), tail.DrainAsync(process.StandardError), process.WaitForExitAsync(cancellation));
        if (process.ExitCode != 0)
        {
            throw new CommandFailedException($"'apt-get {string.Join(' ', arguments)}' failed ({process.ExitCode}):\n{tail.Text}");
        }
    }
}
