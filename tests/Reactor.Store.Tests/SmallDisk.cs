namespace Reactor.Store.Tests;

/// <summary>A file system of a megabyte or some.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reactor-disk-");

    public SmallDisk(int mebibytes = 1) => TempStore.Shell("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", Folder);

    public string Folder => _folder.FullName;

    public string Path => System.IO.Path.Combine(Folder, "reactor.db");

    public void Remount(string mode) => TempStore.Shell("mount", "-o", "remount," + mode, Folder);

    public void Dispose()
    {
        TempStore.Shell("umount", Folder);
        _folder.Delete();
    }
}
