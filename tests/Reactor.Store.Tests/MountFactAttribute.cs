using System.ComponentModel;
using System.Diagnostics;

namespace Reactor.Store.Tests;

/// <summary>A fact that needs a small file system of its own; skipped, with the reason, where none can be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MountFactAttribute : FactAttribute
{
    private static readonly string? Obstacle = FindObstacle();

    public MountFactAttribute() => Skip = Obstacle;

    private static string? FindObstacle()
    {
        if (!OperatingSystem.IsLinux())
            return "Mounts a tmpfs: Linux only.";
        var folder = Directory.CreateTempSubdirectory("reactor-mount-");
        try
        {
            using var mount = Process.Start(new ProcessStartInfo("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.FullName]) { RedirectStandardError = true })!;
            string error = mount.StandardError.ReadToEnd();
            mount.WaitForExit();
            if (mount.ExitCode != 0)
                return $"A tmpfs cannot be mounted here: {error.Trim()}";
            TempStore.Shell("umount", folder.FullName);
            return null;
        }
        catch (Win32Exception e)
        {
            return $"A tmpfs cannot be mounted here: {e.Message}";
        }
        finally
        {
            folder.Delete();
        }
    }
}
