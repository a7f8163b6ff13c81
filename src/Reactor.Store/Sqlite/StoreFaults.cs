using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Reactor.Store.Sqlite;

/// <summary>Turns errors of the database and of the file system into what went wrong, where, and what to do.</summary>
internal static class StoreFaults
{
    private const int NoSpace = 28;       // ENOSPC
    private const int ReadOnlyMedia = 30; // EROFS
    private const int QuotaExceeded = 122; // EDQUOT
    private const long NearlyNothing = 64 * 1024;

    /// <summary>The store is at fault (disk, file, locks), not what was asked of it.</summary>
    public static bool IsStoreFault(Exception exception) => exception switch
    {
        StoreUnavailableException => true,
        SqliteException e => e.SqliteErrorCode is not (raw.SQLITE_CONSTRAINT or raw.SQLITE_TOOBIG or raw.SQLITE_MISMATCH
            or raw.SQLITE_RANGE or raw.SQLITE_ERROR or raw.SQLITE_MISUSE or raw.SQLITE_SCHEMA),
        _ => false,
    };

    public static StoreUnavailableException From(Exception exception, string path) => exception switch
    {
        StoreUnavailableException e => e,
        SqliteException e => From(e, path),
        UnauthorizedAccessException e => ReadOnly(path, e),
        IOException { HResult: NoSpace or QuotaExceeded } e => Full(path, e),
        IOException { HResult: ReadOnlyMedia } e => ReadOnly(path, e),
        _ => Io(path, exception),
    };

    public static StoreUnavailableException From(SqliteException e, string path) => e.SqliteErrorCode switch
    {
        raw.SQLITE_FULL => Full(path, e),
        raw.SQLITE_READONLY or raw.SQLITE_PERM => ReadOnly(path, e),
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => new(
            StoreFailure.Locked,
            $"The store {path} is being written by another program. It is tried again; end the program that holds it (an open sqlite3 shell?).",
            e),
        raw.SQLITE_CORRUPT => new(
            StoreFailure.Corrupt,
            $"The store {path} is damaged ({e.Message}). Stop Reactor, move the file and those named {Path.GetFileName(path)}-* away, and start again or put a backup in its place.",
            e)
        { IsFinal = true },
        raw.SQLITE_NOTADB => new(
            StoreFailure.Corrupt,
            $"{path} is not a database. Move it away, or name another file under store.sqlite.path.",
            e),
        raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN when HasNoSpace(path) => Full(path, e),
        _ => Io(path, e),
    };

    /// <summary>The same for one who only reads.</summary>
    public static StoreUnavailableException ForReading(Exception exception, string path) => exception switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB } e => From(e, path),
        SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } e => new(
            StoreFailure.Locked, $"The store {path} is locked by another program at the moment. Try again.", e),
        _ => new(StoreFailure.Io, $"The store {path} cannot be read ({exception.Message}). Check that this user may read it and its folder.", exception),
    };

    private static StoreUnavailableException Full(string path, Exception e) => new(
        StoreFailure.Full, $"No space is left for the store {path}. Free some on its file system; writing goes on by itself then.", e);

    private static StoreUnavailableException ReadOnly(string path, Exception e) => new(
        StoreFailure.ReadOnly, $"The store {path} cannot be written: it, its folder or its file system is read-only for this user. Give write permission, or name another file under store.sqlite.path.", e);

    private static StoreUnavailableException Io(string path, Exception e) => new(
        StoreFailure.Io, $"The store {path} cannot be used ({e.Message}). Check that its folder exists and its disk works.", e);

    // The library does not tell why a file could not grow; a shared-memory file that could not comes as an I/O error.
    private static bool HasNoSpace(string path)
    {
        try
        {
            return new DriveInfo(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/").AvailableFreeSpace < NearlyNothing;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
