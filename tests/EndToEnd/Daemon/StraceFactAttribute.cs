using System.ComponentModel;
using System.Diagnostics;

namespace EndToEnd.Daemon;

/// <summary>A test that traces the daemon's calls of the kernel.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class StraceFactAttribute : FactAttribute
{
    private static readonly string? s_problem = Problem();

    public StraceFactAttribute() => Skip = s_problem;

    private static string? Problem()
    {
        try
        {
            using var tried = Process.Start(new ProcessStartInfo("strace", ["-o", "/dev/null", "true"]) { RedirectStandardError = true })!;
            var error = tried.StandardError.ReadToEnd();
            tried.WaitForExit();
            return tried.ExitCode == 0 ? null : $"strace may not trace here: {error.Trim()}";
        }
        catch (Win32Exception)
        {
            return Environment.GetEnvironmentVariable("REACTOR_REQUIRE_QEMU") == "1" ? null : "strace is not installed (REACTOR_REQUIRE_QEMU=1 makes this a failure)";
        }
    }
}
