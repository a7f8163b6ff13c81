using System.Globalization;

namespace Reactor.Store;

/// <summary>What becomes of a store whose file is damaged: it is kept, under another name, so that a new one can be begun in its place.</summary>
public static class DamagedStore
{
    /// <summary>Renames the file and those of its log. No daemon may have it open.</summary>
    /// <param name="path">The store's file.</param>
    /// <param name="now">For the new name.</param>
    /// <returns>The new name.</returns>
    /// <exception cref="IOException">It can't be renamed.</exception>
    public static string MoveAside(string path, DateTimeOffset now)
    {
        string aside = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFullPath(path)}.damaged-{now.UtcDateTime:yyyyMMdd'T'HHmmss'Z'}");
        // The log first: beside a new file it would be taken for that file's.
        foreach (string part in (string[])["-wal", "-shm", ""])
        {
            if (File.Exists(path + part))
                File.Move(path + part, aside + part);
        }

        return aside;
    }
}
