using System.Diagnostics;
using EndToEnd.Daemon;

namespace EndToEnd.Long;

/// <summary>The scripts below <c>packaging/</c>.</summary>
internal static class PackagingScript
{
    /// <summary>Runs one to its good end, and gives what it printed.</summary>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var (code, output, error) = await EndAsync(script, arguments);
        Assert.True(code == 0, $"{script}:\n{output}\n{error}");
        return output;
    }

    /// <summary>Runs one to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> EndAsync(string script, params string[] arguments)
    {
        var info = new ProcessStartInfo(Path.Combine(Checkout.Root, "packaging", script), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(info)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}
