using SQLitePCL;

namespace Reactor.Store.Sqlite;

/// <summary>
/// Carries the log over into the file between transactions, not within one, so that no caller's write waits for it.
/// A checkpoint that fails loses nothing: the log stays and it is tried again. Most pages are written again and again, and are carried over once: so the
/// log grows by half of what it may before that is done. Most of it is carried over beside the writer, which carries over what it wrote meanwhile: then the log begins anew.
/// </summary>
internal sealed class Checkpoints(string path, long walLimitBytes, Counters counters)
{
    private const int PageSize = 4096;

    private readonly BackgroundCheckpoint _beside = new(path);
    private readonly long _pages = walLimitBytes / PageSize / 2;
    private int _pagesWritten;

    /// <summary>What a daemon that was killed left in the log counts: else one that is killed again and again would let it grow for ever.</summary>
    public void AtOpen()
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
        // It opens what lies at the path: of a file that was put there meanwhile nothing is ours, and our log must not get into it.
        if (!_beside.IsBegun && !session.Database.HasMoved)
            _beside.Begin();
        // Where it is slower than what is written it is waited for, with room left for the transaction that finds it so: the log stays below what it may be.
        else if (_beside.TryEnd(wait: _pagesWritten >= _pages + _pages / 2))
            CarryOverRest(session.Database);
    }

    private void CarryOverRest(Database database)
    {
        _pagesWritten = 0;
        int logged = Run(database, raw.SQLITE_CHECKPOINT_PASSIVE);
        if ((long)logged * PageSize >= walLimitBytes)
            Run(database, raw.SQLITE_CHECKPOINT_TRUNCATE);
    }

    /// <summary>On a full disk: what the log held becomes free for the next transaction.</summary>
    public void MakeRoom(Session session)
    {
        _beside.Wait();
        Run(session.Database, raw.SQLITE_CHECKPOINT_PASSIVE);
    }

    /// <summary>The file is let go of, and is opened anew.</summary>
    public void AtReopen() => _beside.LetGo();

    public void AtClose(Session? session)
    {
        _beside.LetGo();
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
