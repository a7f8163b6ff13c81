namespace Reactor.Store.Tests;

/// <summary>A file system of two megabytes.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reactor-disk-");

    public SmallDisk() => TempStore.Shell("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", Folder);

    public string Folder => _folder.FullName;

    public string Path => System.IO.Path.Combine(Folder, "reactor.db");

    public void Remount(string mode) => TempStore.Shell("mount", "-o", "remount," + mode, Folder);

    public void Dispose()
    {
        TempStore.Shell("umount", Folder);
        _folder.Delete();
    }
}
