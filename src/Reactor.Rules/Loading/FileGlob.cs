using Reactor.Rules.Expressions;

namespace Reactor.Rules.Loading;

/// <summary>Finds files by pattern, segment by segment; hidden names only where the pattern's segment starts with a dot.</summary>
internal static class FileGlob
{
    private const int MaxFiles = 10_000;
    private const int MaxVisits = 200_000;
    private const int MaxDepth = 32;

    /// <summary>The files that match, sorted by path; written as the pattern is, relative or absolute.</summary>
    public static IReadOnlyList<string> Find(string pattern)
    {
        string root = Path.GetPathRoot(pattern) ?? "";
        string[] segments = pattern[root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var search = new Search();
        if (segments.Length > 0)
            search.Walk(root, segments, 0, 0);
        return [.. search.Found.Order(StringComparer.Ordinal)];
    }

    /// <summary>Whether a path has a wildcard.</summary>
    public static bool IsPattern(string path) => path.AsSpan().ContainsAny('*', '?');

    private sealed class Search
    {
        private int _visits;

        public SortedSet<string> Found { get; } = new(StringComparer.Ordinal);

        public void Walk(string folder, string[] segments, int at, int depth)
        {
            string segment = segments[at];
            bool last = at == segments.Length - 1;
            if (segment == "**")
            {
                // None, or one folder more. Links are not followed: they may lead in circles.
                if (!last)
                    Walk(folder, segments, at + 1, depth);
                if (depth < MaxDepth)
                    foreach (var entry in Entries(folder).Where(e => e is DirectoryInfo && e.LinkTarget is null && e.Name[0] != '.'))
                        Walk(Path.Combine(folder, entry.Name), segments, at, depth + 1);
            }
            else if (!IsPattern(segment))
            {
                string path = Path.Combine(folder, segment);
                if (last && File.Exists(path))
                    Add(path);
                else if (!last && Directory.Exists(path))
                    Walk(path, segments, at + 1, depth);
            }
            else
            {
                foreach (var entry in Entries(folder).Where(e => (e.Name[0] != '.' || segment[0] == '.') && TextGlob.IsMatch(segment, e.Name)))
                {
                    string path = Path.Combine(folder, entry.Name);
                    if (last && entry is FileInfo)
                        Add(path);
                    else if (!last && entry is DirectoryInfo)
                        Walk(path, segments, at + 1, depth);
                }
            }
        }

        private IEnumerable<FileSystemInfo> Entries(string folder)
        {
            var info = new DirectoryInfo(folder.Length == 0 ? "." : folder);
            if (!info.Exists)
                yield break;
            foreach (var entry in info.EnumerateFileSystemInfos())
            {
                if (++_visits > MaxVisits)
                    throw new SourceFileException($"more than {MaxVisits:N0} files and folders would have to be looked at", "name the folder more exactly");
                yield return entry;
            }
        }

        private void Add(string path)
        {
            Found.Add(path);
            if (Found.Count > MaxFiles)
                throw new SourceFileException($"more than {MaxFiles:N0} files match", "name them more exactly");
        }
    }
}
