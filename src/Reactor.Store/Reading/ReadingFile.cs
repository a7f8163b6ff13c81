using Microsoft.Data.Sqlite;
using Reactor.Store.Sqlite;
using Reactor.Store.Sqlite.Migrations;

namespace Reactor.Store.Reading;

/// <summary>What a file is read for.</summary>
internal enum ReadKind
{
    /// <summary>For rows: it must have this version's form.</summary>
    Rows,

    /// <summary>For all of it, as it is: an older form is as good, one moment is all that may be in it.</summary>
    Copy,
}

/// <summary>
/// Opens the store's file for one query, without ever making a file beside it. A log with its index: a daemon runs, or died;
/// it is read along. No log: nobody writes, and the file is read as it lies, then looked at again. A log without its index (a copy,
/// a read-only disk): both are copied to a place where an index can be made.
/// </summary>
internal static class ReadingFile
{
    private const int MostTries = 3;
    private const int BusyTimeoutMilliseconds = 2000;

    public static T Query<T>(string path, Func<Database, T> query, ReadKind kind = ReadKind.Rows)
    {
        try
        {
            for (int tries = 1; ; tries++)
            {
                if (HasLog(path))
                    return File.Exists(path + "-shm") ? AlongsideLog(path, query, kind) : FromCopy(path, query, kind);
                bool isLast = tries == MostTries;
                if (TryUnwritten(path, query, kind, lastTry: isLast && kind == ReadKind.Rows, out var result))
                    return result;
                if (isLast)
                    throw new StoreUnavailableException(StoreFailure.Locked, $"The store {path} was written over and over while it was copied. Try again.");
            }
        }
        catch (SqliteException e)
        {
            throw StoreFaults.ForReading(e, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw StoreFaults.ForReading(e, path);
        }
    }

    // An empty log beside which there is an index belongs to a daemon that is about to write.
    private static bool HasLog(string path)
    {
        var log = new FileInfo(path + "-wal");
        return log.Exists && (log.Length > 0 || File.Exists(path + "-shm"));
    }

    private static T AlongsideLog<T>(string path, Func<Database, T> query, ReadKind kind)
    {
        using var database = Database.OpenForReading(path);
        return Run(database, path, query, kind);
    }

    private static bool TryUnwritten<T>(string path, Func<Database, T> query, ReadKind kind, bool lastTry, out T result)
    {
        var before = Stamp(path);
        try
        {
            using var database = Database.OpenImmutable(path);
            result = Run(database, path, query, kind);
        }
        catch (Exception e) when (e is SqliteException or StoreUnavailableException && !lastTry && IsWritten(path, before))
        {
            result = default!;
            return false;
        }
        return lastTry || !IsWritten(path, before);
    }

    private static T FromCopy<T>(string path, Func<Database, T> query, ReadKind kind)
    {
        var folder = Directory.CreateTempSubdirectory("reactor-read-");
        try
        {
            string copy = Path.Combine(folder.FullName, "store.db");
            File.Copy(path, copy);
            File.Copy(path + "-wal", copy + "-wal");
            using var database = Database.OpenForReading(copy);
            return Run(database, path, query, kind);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static T Run<T>(Database database, string path, Func<Database, T> query, ReadKind kind)
    {
        database.BusyTimeoutMilliseconds = BusyTimeoutMilliseconds;
        int known = Migration.Embedded.Count;
        int version = Migrator.CheckedVersion(database, path, known);
        if (version < known && kind == ReadKind.Rows)
        {
            throw new StoreUnavailableException(
                StoreFailure.Unsupported, $"The store {path} has form {version}, this version of Reactor reads {known}. Start the daemon once: it brings the file up to date.");
        }
        return query(database);
    }

    private static (DateTime Written, long Length) Stamp(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new StoreUnavailableException(StoreFailure.Missing, $"There is no store at {path}. The daemon makes it when it is first run.");
        return (file.LastWriteTimeUtc, file.Length);
    }

    private static bool IsWritten(string path, (DateTime Written, long Length) before) => HasLog(path) || Stamp(path) != before;
}
