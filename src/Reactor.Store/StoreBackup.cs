using Microsoft.Data.Sqlite;
using Reactor.Store.Reading;
using Reactor.Store.Sqlite;

namespace Reactor.Store;

/// <summary>
/// Copies a store into a file of its own, as it is at one moment, while a daemon writes it or while none runs. The daemon goes on writing meanwhile: the
/// copy is one read beside it, which keeps its log from being cut until it has ended. The copy is checked before it has its name.
/// </summary>
public static class StoreBackup
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes the copy.</summary>
    /// <param name="store">The store's file.</param>
    /// <param name="file">The copy. It must not be there.</param>
    /// <param name="copied">Told of pages that are copied, and how many there are; when all of them are the copy is checked.</param>
    /// <returns>Its size in bytes.</returns>
    /// <exception cref="StoreUnavailableException">The store can't be read, or what was copied is damaged.</exception>
    /// <exception cref="IOException">The copy is there already, or can't be written. Nothing is left of it.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write it.</exception>
    public static long Write(string store, string file, Action<long, long>? copied = null)
    {
        var (from, to) = (Path.GetFullPath(store), Path.GetFullPath(file));
        if (File.Exists(to))
            throw new IOException($"{to} is there already, and is not overwritten");
        if (Path.GetDirectoryName(to) is { } folder && !Directory.Exists(folder))
            throw new IOException($"{to} can't be written: there is no folder {folder}");
        // Without its whole name it is no backup: whatever ends this leaves none that is half of one.
        string unfinished = $"{to}.{Environment.ProcessId}.unfinished";
        Create(unfinished);
        try
        {
            if (ReadingFile.Query(from, source => source.CopyTo(unfinished, copied), ReadKind.Copy) is { } fault)
                throw new IOException($"{to} can't be written: {fault}");
            long length = Check(unfinished, to);
            // Fails where the name was taken meanwhile.
            File.Move(unfinished, to, overwrite: false);
            return length;
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    // What it holds is nobody else's business.
    private static void Create(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Mode;
        new FileStream(file, options).Dispose();
    }

    private static long Check(string file, string name)
    {
        using (var database = Database.OpenImmutable(file))
        {
            string? found;
            try
            {
                found = database.ScalarText("PRAGMA integrity_check(1)");
            }
            catch (SqliteException e)
            {
                found = e.Message;
            }
            if (found != "ok")
                throw new StoreUnavailableException(StoreFailure.Corrupt, $"What was copied to {name} is damaged ({found}): no backup was made. The store itself may be damaged; look at it with 'PRAGMA integrity_check' in sqlite3.");
        }
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
        return stream.Length;
    }
}
