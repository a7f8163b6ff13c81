using System.Runtime.InteropServices;

namespace EndToEnd.Daemon;

/// <summary>A tmpfs of a few megabytes, to be filled. Mounting needs root: <see cref="WhyNot"/> says so where it isn't allowed.</summary>
internal sealed partial class SmallDisk : IDisposable
{
    private const ulong ReadOnlyRemount = 1 | 32;   // MS_RDONLY | MS_REMOUNT

    private SmallDisk(string folder) => Folder = folder;

    public string Folder { get; }

    private string Filler => Path.Combine(Folder, "filler");

    /// <summary>Why no disk can be mounted here; null where one can.</summary>
    public static string? WhyNot { get; } = Probe();

    public static SmallDisk Mount(string folder, int mebibytes)
    {
        Directory.CreateDirectory(folder);
        return Mount("reactor-test", folder, "tmpfs", 0, $"size={mebibytes}m") == 0
            ? new SmallDisk(folder)
            : throw new InvalidOperationException($"cannot mount a tmpfs at {folder}: errno {Marshal.GetLastPInvokeError()}");
    }

    /// <summary>Leaves not a byte free.</summary>
    public void Fill()
    {
        using var file = new FileStream(Filler, FileMode.Create);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
                file.Flush();
            }
        }
        catch (IOException)
        {
            // Full: that is what was wanted.
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Free() => File.Delete(Filler);

    public void MakeReadOnly()
    {
        if (Mount("reactor-test", Folder, "tmpfs", ReadOnlyRemount, null) != 0)
        {
            throw new InvalidOperationException($"cannot remount {Folder}: errno {Marshal.GetLastPInvokeError()}");
        }
    }

    public void Dispose()
    {
        const int Detach = 2;
        _ = Unmount(Folder, Detach);
    }

    private static string? Probe()
    {
        var folder = Directory.CreateTempSubdirectory("reactor-mount-");
        try
        {
            if (Mount("reactor-test", folder.FullName, "tmpfs", 0, "size=1m") != 0)
            {
                return $"a small tmpfs cannot be mounted here (errno {Marshal.GetLastPInvokeError()}; it needs root)";
            }
            _ = Unmount(folder.FullName, 0);
            return null;
        }
        finally
        {
            folder.Delete();
        }
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mount(string source, string target, string type, ulong flags, string? data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unmount(string target, int flags);
}

/// <summary>A test that mounts a small disk; skipped with the reason where that isn't allowed.</summary>
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    public SmallDiskFactAttribute() => Skip = SmallDisk.WhyNot;
}
