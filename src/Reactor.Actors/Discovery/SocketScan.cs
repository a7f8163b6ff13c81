using System.Collections.Immutable;
using Reactor.Qmp;

namespace Reactor.Actors.Discovery;

/// <summary>A socket that lies where VMs are looked for.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Node">What lies there: another one once another process has taken the path over.</param>
internal sealed record SeenSocket(string Path, FileNode Node);

/// <summary>What one look at all places gave.</summary>
/// <param name="Sockets">The sockets, by path.</param>
/// <param name="Folders">Folders in which a change matters, as they were; where one is missing, its nearest parent.</param>
/// <param name="Refused">Sockets that belong to others, and why.</param>
/// <param name="Unusable">Sockets whose path is longer than the system lets anybody connect to.</param>
/// <param name="Overflow">Sockets beyond <see cref="SocketScan.MaxSockets"/>.</param>
/// <param name="Faults">Folders that can't be read, and why.</param>
internal sealed record ScanResult(
    ImmutableArray<SeenSocket> Sockets, ImmutableDictionary<string, FileNode> Folders, ImmutableArray<(string Path, ForeignSocket Foreign)> Refused, int Unusable,
    int Overflow, ImmutableArray<string> Faults)
{
    // File systems tell times this finely at least: a folder that has just changed may change again and show the same time.
    private const int CoarseSeconds = 2;

    /// <summary>When it began. Wall clock.</summary>
    public DateTimeOffset BeganAt { get; init; }

    /// <summary>
    /// Of the folders those that were looked into, or lack one that is meant, as they were before. Not their parents: what becomes of those shows in
    /// them, and much else happens there.
    /// </summary>
    public ImmutableDictionary<string, FileNode> LookedInto { get; init; } = ImmutableDictionary<string, FileNode>.Empty;

    /// <summary>Whether something can change without a change of one of these: links lead elsewhere, or not all folders are known.</summary>
    public bool DependsOnMore { get; init; }

    /// <summary>Whether another look would give the same, as far as the folders tell; false where that can't be told.</summary>
    /// <param name="look">Told where it is at.</param>
    public bool StillHolds(SocketLook look) =>
        !DependsOnMore && LookedInto.All(folder =>
        {
            look.At = folder.Key;
            return folder.Value.Inode.Seconds < BeganAt.ToUnixTimeSeconds() - CoarseSeconds && FileNode.FindChange(folder.Key) is { } now && now == folder.Value;
        });
}

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
    private readonly Dictionary<string, FileNode> _lookedInto = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ForeignSocket> _refused = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _realFolders = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _faults = new(StringComparer.Ordinal);
    private readonly SocketLook _look;
    private int _overflow;
    private int _unusable;
    private bool _dependsOnMore;

    private SocketScan(SocketLook look) => _look = look;

    /// <summary>Looks at all places once.</summary>
    /// <param name="patterns">The places.</param>
    /// <param name="now">Wall clock.</param>
    /// <param name="look">Told where it is at.</param>
    public static ScanResult Run(IEnumerable<SocketPattern> patterns, DateTimeOffset now, SocketLook look)
    {
        var scan = new SocketScan(look);
        foreach (var pattern in patterns)
        {
            // One of thousands whose folder is known, mostly.
            if (pattern.LiteralFolder is not { } folder || !scan._lookedInto.ContainsKey(folder))
                scan.Walk("/", pattern.Names, 0);
            else
                scan.AddKnown(folder, pattern);
        }

        return new ScanResult(
            [.. scan._found.Values.OrderBy(socket => socket.Path, StringComparer.Ordinal)], scan._folders.ToImmutableDictionary(StringComparer.Ordinal),
            [.. scan._refused.Select(refused => (refused.Key, refused.Value))], scan._unusable, scan._overflow, [.. scan._faults])
        {
            BeganAt = now, LookedInto = scan._lookedInto.ToImmutableDictionary(StringComparer.Ordinal), DependsOnMore = scan._dependsOnMore || scan._faults.Count > 0,
        };
    }

    private void AddKnown(string folder, SocketPattern pattern)
    {
        _look.At = folder;
        var name = Path.GetFileName(pattern.Text.AsSpan());
        // One text for all who hold it, unless it is written otherwise than paths are.
        Add(pattern.Text.Length == folder.Length + 1 + name.Length ? pattern.Text : Path.Join(folder, name));
    }

    private void Walk(string folder, string[] names, int at)
    {
        _look.At = folder;
        var name = names[at];
        var isLast = at == names.Length - 1;
        if (!isLast && !SocketPattern.IsWild(name))
        {
            // A literal part needs no watching, but its end does: there a folder may come or go.
            var next = Path.Combine(folder, name);
            if (IsFolder(next))
            {
                if (at + 2 >= names.Length || SocketPattern.IsWild(names[at + 1]))
                    Watch(folder);
                Walk(next, names, at + 1);
            }
            else
            {
                _look.At = folder;
                LookInto(folder);
            }

            return;
        }

        LookInto(folder);
        foreach (var path in Entries(folder, name))
        {
            if (isLast)
                Add(path);
            else if (IsFolder(path))
                Walk(path, names, at + 1);
        }
    }

    private bool IsFolder(string path)
    {
        _look.At = path;
        return Directory.Exists(path);
    }

    private string[] Entries(string folder, string name)
    {
        if (!SocketPattern.IsWild(name))
            return [Path.Combine(folder, name)];
        try
        {
            string[] found = [.. Directory.EnumerateFileSystemEntries(folder).Where(path => SocketPattern.IsMatch(name, Path.GetFileName(path.AsSpan()))).Take(MaxEntries + 1)];
            if (found.Length > MaxEntries)
            {
                _overflow++;
                _faults.Add($"{folder} holds more than {MaxEntries:N0} files of names such as {name}: the others are not looked at");
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
        if (_found.ContainsKey(path) || _refused.ContainsKey(path) || FileNode.FindUnfollowed(path) is not { } node)
            return;
        var isLink = node.IsLink;
        if (isLink)
        {
            _dependsOnMore = true;
            if (FileNode.Find(path) is not { } target)
                return;
            node = target;
        }

        if (!node.IsSocket)
            return;
        if (FindForeign(path, isLink) is { } foreign)
        {
            if (_refused.Count < MaxRefused)
                _refused.Add(path, foreign);
        }
        else if (!UnixQmpAddress.CanBe(path))
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
    private ForeignSocket? FindForeign(string path, bool isLink)
    {
        if (isLink)
            return RealPath.FindForeign(path);
        var folder = Path.GetDirectoryName(path.AsSpan());
        var realFolders = _realFolders.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!realFolders.TryGetValue(folder, out var real))
            realFolders[folder] = real = RealPath.Find(folder.ToString());
        return ForeignSockets.Find(path) ?? (real is null || folder.SequenceEqual(real) ? null : ForeignSockets.Find(Path.Combine(real, Path.GetFileName(path))));
    }

    private void LookInto(string folder)
    {
        Watch(folder);
        if (_folders.TryGetValue(folder, out var node))
            _lookedInto.TryAdd(folder, node);
        else
            _dependsOnMore = true;
    }

    private void Watch(string folder)
    {
        if (_folders.Count < MaxFolders && !_folders.ContainsKey(folder) && FileNode.FindChange(folder) is { } node)
            _folders.Add(folder, node);
    }
}
