using System.Collections.Immutable;
using Reactor.Qmp;

namespace Reactor.Actors.Discovery;

/// <summary>A socket that lies where VMs are looked for.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Node">What lies there: another one once another process has taken the path over.</param>
internal sealed record SeenSocket(string Path, FileNode Node);

/// <summary>What one look at all places gave.</summary>
/// <param name="Sockets">The sockets, by path.</param>
/// <param name="Folders">Folders in which a change matters, with the inodes they had; where one is missing, its nearest parent.</param>
/// <param name="Refused">Sockets that belong to others, and why.</param>
/// <param name="Unusable">Sockets whose path is longer than the system lets anybody connect to.</param>
/// <param name="Overflow">Sockets beyond <see cref="SocketScan.MaxSockets"/>.</param>
/// <param name="Faults">Folders that can't be read, and why.</param>
internal sealed record ScanResult(
    ImmutableArray<SeenSocket> Sockets, ImmutableDictionary<string, FileNode> Folders, ImmutableArray<(string Path, ForeignSocket Foreign)> Refused, int Unusable,
    int Overflow, ImmutableArray<string> Faults);

/// <summary>Looks for sockets. Reads folders, so it never runs on the threads that actors share.</summary>
internal sealed class SocketScan
{
    /// <summary>Most sockets that are looked at.</summary>
    public const int MaxSockets = 40_000;

    /// <summary>Most folders that are watched; changes elsewhere are seen by the next look.</summary>
    public const int MaxFolders = 256;

    /// <summary>Most names of a folder that are looked at, of those that are meant.</summary>
    public const int MaxEntries = 100_000;

    private const int MaxRefused = 100;

    private readonly Dictionary<string, SeenSocket> _found = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileNode> _folders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ForeignSocket> _refused = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _realFolders = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _faults = new(StringComparer.Ordinal);
    private int _overflow;
    private int _unusable;

    private SocketScan()
    {
    }

    /// <summary>Looks at all places once.</summary>
    public static ScanResult Run(IEnumerable<SocketPattern> patterns)
    {
        var scan = new SocketScan();
        foreach (var pattern in patterns)
            scan.Walk("/", pattern, 0);
        return new ScanResult(
            [.. scan._found.Values.OrderBy(socket => socket.Path, StringComparer.Ordinal)], scan._folders.ToImmutableDictionary(StringComparer.Ordinal),
            [.. scan._refused.Select(refused => (refused.Key, refused.Value))], scan._unusable, scan._overflow, [.. scan._faults]);
    }

    private void Walk(string folder, SocketPattern pattern, int at)
    {
        var name = pattern.Names[at];
        var isLast = at == pattern.Names.Count - 1;
        if (!isLast && !SocketPattern.IsWild(name))
        {
            // A literal part needs no watching, but its end does: there a folder may come or go.
            var next = Path.Combine(folder, name);
            if (Directory.Exists(next))
            {
                if (at + 2 >= pattern.Names.Count || SocketPattern.IsWild(pattern.Names[at + 1]))
                    Watch(folder);
                Walk(next, pattern, at + 1);
            }
            else
            {
                Watch(folder);
            }

            return;
        }

        Watch(folder);
        foreach (var path in Entries(folder, name, pattern))
        {
            if (isLast)
                Add(path);
            else if (Directory.Exists(path))
                Walk(path, pattern, at + 1);
        }
    }

    private string[] Entries(string folder, string name, SocketPattern pattern)
    {
        if (!SocketPattern.IsWild(name))
            return [Path.Combine(folder, name)];
        try
        {
            string[] found = [.. Directory.EnumerateFileSystemEntries(folder).Where(path => SocketPattern.IsMatch(name, Path.GetFileName(path.AsSpan()))).Take(MaxEntries + 1)];
            if (found.Length > MaxEntries)
            {
                _overflow++;
                _faults.Add($"{folder} holds more than {MaxEntries:N0} files that {pattern.Text} means: the others are not looked at");
            }

            return found;
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _faults.Add($"{folder} can't be read: {e.Message}");
            return [];
        }
    }

    private void Add(string path)
    {
        if (_found.ContainsKey(path) || _refused.ContainsKey(path) || FileNode.Find(path) is not { IsSocket: true } node)
            return;
        if (FindForeign(path) is { } foreign)
        {
            if (_refused.Count < MaxRefused)
                _refused.Add(path, foreign);
        }
        else if (QmpAddress.TryParse("unix:" + path, out _, out _) is false)
        {
            _unusable++;
        }
        else if (_found.Count >= MaxSockets)
        {
            _overflow++;
        }
        else
        {
            _found.Add(path, new SeenSocket(path, node));
        }
    }

    // Each folder's links are followed once a look: those of each socket would cost more than the rest of it.
    private ForeignSocket? FindForeign(string path)
    {
        if (FileNode.FindUnfollowed(path) is not { IsSocket: true })
            return RealPath.FindForeign(path);
        var folder = Path.GetDirectoryName(path)!;
        if (!_realFolders.TryGetValue(folder, out var real))
            _realFolders.Add(folder, real = RealPath.Find(folder));
        return ForeignSockets.Find(path) ?? (real is null || real == folder ? null : ForeignSockets.Find(Path.Combine(real, Path.GetFileName(path))));
    }

    private void Watch(string folder)
    {
        if (_folders.Count < MaxFolders && !_folders.ContainsKey(folder) && FileNode.Find(folder) is { } node)
            _folders.Add(folder, node with { Inode = (node.Inode.Number, 0, 0) });
    }
}
