using System.Collections.Immutable;

namespace Reactor.Actors.Discovery;

/// <summary>
/// Tells when something came or went in folders (inotify). What can't be watched, and what the system's queue couldn't hold, is left to the looks
/// that are taken in any case; an overflow asks for one at once. A folder that was replaced by another of its name is watched anew.
/// </summary>
/// <param name="changed">Told the folder, on any thread.</param>
internal sealed class FolderWatcher(Action<string> changed) : IDisposable
{
    private readonly Dictionary<string, (FileNode Node, FileSystemWatcher Watcher)> _watchers = new(StringComparer.Ordinal);

    /// <summary>Folders that can't be watched.</summary>
    public int Unwatched { get; private set; }

    /// <summary>Watches these from now on, and no others.</summary>
    /// <returns>Whether one is watched now that was not before: what came in meanwhile is not told.</returns>
    public bool Watch(ImmutableDictionary<string, FileNode> folders)
    {
        foreach (var (path, watched) in _watchers.ToArray())
        {
            if (folders.TryGetValue(path, out var node) && node.Inode.Number == watched.Node.Inode.Number)
                continue;
            watched.Watcher.Dispose();
            _watchers.Remove(path);
        }

        var isNew = false;
        Unwatched = 0;
        foreach (var (path, node) in folders)
        {
            if (_watchers.ContainsKey(path))
                continue;
            if (Start(path) is { } watcher)
            {
                _watchers.Add(path, (node, watcher));
                isNew = true;
            }
            else
            {
                Unwatched++;
            }
        }

        return isNew;
    }

    public void Dispose()
    {
        foreach (var (_, watcher) in _watchers.Values)
            watcher.Dispose();
        _watchers.Clear();
    }

    private FileSystemWatcher? Start(string folder)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName };
            watcher.Created += (_, _) => changed(folder);
            watcher.Deleted += (_, _) => changed(folder);
            watcher.Renamed += (_, _) => changed(folder);
            watcher.Error += (_, _) => changed(folder);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // Gone again, no right to look, or no more inotify instances.
            watcher?.Dispose();
            return null;
        }
    }
}
