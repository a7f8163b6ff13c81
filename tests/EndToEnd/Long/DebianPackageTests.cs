using System.Diagnostics;
using EndToEnd.Daemon;

namespace EndToEnd.Long;

/// <summary>The package is built, and installed, upgraded and purged in a Debian of its own.</summary>
public sealed class DebianPackageTests
{
    [DebootstrapFact]
    public async Task Package_is_installed_upgraded_with_a_changed_configuration_and_purged()
    {
        using var workspace = new Workspace();
        var published = workspace.Path("published");
        await RunAsync("publish.sh", published);
        var package = (await RunAsync("deb/build.sh", published, workspace.Path("package"))).Trim();

        Assert.EndsWith("== all passed\n", await RunAsync("deb/test.sh", package), StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var info = new ProcessStartInfo(Path.Combine(Checkout.Root, "packaging", script), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(info)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{script}:\n{await output}\n{await error}");
        return await output;
    }
}
