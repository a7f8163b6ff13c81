namespace Reactor.Reloading;

/// <summary>
/// Tells when files of the configuration may have changed: soon after the system says so, and now and then in any case, since its notices can
/// overflow and don't come from network and some mounted file systems. Whoever is told looks for himself.
/// </summary>
internal sealed class ConfigurationWatcher : IDisposable
{
    /// <summary>Quiet time after a change before it is told: an editor or a copy makes several.</summary>
    public static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(300);

    /// <summary>How often it is told in any case.</summary>
    public static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(5);

    private const int MostFolders = 64;

    private readonly Lock _lock = new();
    private readonly ITimer _debounce;
    private readonly ITimer _poll;
    private List<FileSystemWatcher> _watchers = [];
    private HashSet<(string Folder, string Filter, bool Deep)> _watched = [];
    private bool _disposed;

    /// <summary>Begins.</summary>
    /// <param name="time">The clock of its timers.</param>
    /// <param name="changed">Called on a thread of the pool; must not block.</param>
    public ConfigurationWatcher(TimeProvider time, Action changed)
    {
        _debounce = time.CreateTimer(_ => changed(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _poll = time.CreateTimer(_ => changed(), null, PollEvery, PollEvery);
    }

    /// <summary>Watches these from now on. Folders that can't be watched, or are too many, are left to the poll.</summary>
    /// <param name="files">Paths of files.</param>
    /// <param name="patterns">Patterns of files.</param>
    public void Watch(IEnumerable<string> files, IEnumerable<string> patterns)
    {
        var wanted = files.Concat(patterns).Select(PlaceOf).Distinct().Take(MostFolders).ToHashSet();
        lock (_lock)
        {
            // Those whose folder was missing before are tried again.
            if (_disposed || (wanted.SetEquals(_watched) && _watchers.Count == wanted.Count))
            {
                return;
            }
            _watchers.ForEach(watcher => watcher.Dispose());
            _watchers = [.. wanted.Select(Start).OfType<FileSystemWatcher>()];
            _watched = wanted;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _watchers.ForEach(watcher => watcher.Dispose());
            _watchers.Clear();
        }
        _debounce.Dispose();
        _poll.Dispose();
    }

    /// <summary>The deepest folder without wildcards, and what in it is meant.</summary>
    private static (string Folder, string Filter, bool Deep) PlaceOf(string pattern)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(pattern)) ?? "/";
        var deep = false;
        while (folder.AsSpan().ContainsAny('*', '?', '['))
        {
            folder = Path.GetDirectoryName(folder) ?? "/";
            deep = true;
        }
        return (folder, Path.GetFileName(pattern), deep);
    }

    private FileSystemWatcher? Start((string Folder, string Filter, bool Deep) place)
    {
        if (!Directory.Exists(place.Folder))
        {
            return null;
        }
        try
        {
            var watcher = new FileSystemWatcher(place.Folder, place.Filter) { IncludeSubdirectories = place.Deep };
            watcher.Changed += (_, _) => Soon();
            watcher.Created += (_, _) => Soon();
            watcher.Deleted += (_, _) => Soon();
            watcher.Renamed += (_, _) => Soon();
            watcher.Error += (_, _) => Soon();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return null;   // no more inotify instances, or no right to look: the poll sees it
        }
    }

    private void Soon()
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _debounce.Change(Debounce, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
