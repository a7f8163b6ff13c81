using SQLitePCL;

namespace Reactor.Store.Sqlite;

/// <summary>
/// Carries the log over into the file between transactions, not within one, so that no caller's write waits for it.
/// A checkpoint that fails loses nothing: the log stays and it is tried again. Most pages are written again and again, and are carried over once: so the
/// log grows by half of what it may before that is done.
/// </summary>
internal sealed class Checkpoints(long walLimitBytes, Counters counters)
{
    private const int PageSize = 4096;

    private readonly long _pages = walLimitBytes / PageSize / 2;
    private int _pagesWritten;

    /// <summary>What a daemon that was killed left in the log counts: else one that is killed again and again would let it grow for ever.</summary>
    public void AtOpen(string path)
    {
        var log = new FileInfo(path + "-wal");
        _pagesWritten = log.Exists ? (int)Math.Min(log.Length / PageSize, int.MaxValue / 2) : 0;
    }

    public void AfterTransaction(Session? session)
    {
        if (session is null)
            return;
        _pagesWritten += session.Database.TakePagesWritten();
        if (_pagesWritten < _pages)
            return;
        _pagesWritten = 0;
        int logged = Run(session.Database, raw.SQLITE_CHECKPOINT_PASSIVE);
        if ((long)logged * PageSize >= walLimitBytes)
            Run(session.Database, raw.SQLITE_CHECKPOINT_TRUNCATE);
    }

    /// <summary>On a full disk: what the log held becomes free for the next transaction.</summary>
    public void MakeRoom(Session session) => Run(session.Database, raw.SQLITE_CHECKPOINT_PASSIVE);

    public void AtClose(Session? session)
    {
        if (session is not null)
            Run(session.Database, raw.SQLITE_CHECKPOINT_TRUNCATE);
    }

    // Returns the pages that the log holds.
    private int Run(Database database, int mode)
    {
        raw.sqlite3_busy_timeout(database.Handle, 0);
        int code = raw.sqlite3_wal_checkpoint_v2(database.Handle, "main", mode, out int logged, out int carried);
        raw.sqlite3_busy_timeout(database.Handle, database.BusyTimeoutMilliseconds);
        counters.Checkpointed(code == raw.SQLITE_OK && logged == carried);
        return Math.Max(logged, 0);
    }
}
