using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Reactor.Store.Sqlite;

/// <summary>
/// Carries most of the log over into the file beside the writer, on a connection of its own: a tenth of a write is that. The file isn't synced thereby, and the log
/// doesn't begin anew: whoever asked for it carries over what came meanwhile. Asked by one thread; one at a time.
/// </summary>
internal sealed class BackgroundCheckpoint(string path)
{
    private Database? _database;
    private Task? _running;

    /// <summary>Whether one was begun whose end nobody has taken.</summary>
    public bool IsBegun => _running is not null;

    /// <summary>Begins one. What it can't do is left to the next.</summary>
    public void Begin() => _running = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Takes the end of the one that was begun; false while it is under way.</summary>
    /// <param name="wait">Waits for it.</param>
    public bool TryEnd(bool wait)
    {
        if (!wait && _running is { IsCompleted: false })
            return false;
        Wait();
        _running = null;
        return true;
    }

    /// <summary>Waits for the one that is under way.</summary>
    public void Wait() => _running?.GetAwaiter().GetResult();

    /// <summary>Lets go of the file. To be called while another connection has it open: the last to leave would carry the log over, whosever file it is by then.</summary>
    public void LetGo()
    {
        TryEnd(wait: true);
        _database?.Dispose();
        _database = null;
    }

    private void Run()
    {
        try
        {
            _database ??= Open();
            _ = raw.sqlite3_wal_checkpoint_v2(_database.Handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);
        }
        catch (SqliteException)
        {
            // Nothing is lost: the log stays, and the writer's own checkpoint says what is wrong.
        }
    }

    private Database Open()
    {
        var database = Database.OpenForWriting(path);
        try
        {
            database.BusyTimeoutMilliseconds = 0;
            // It has no log before it has read.
            database.Scalar("SELECT count(*) FROM sqlite_schema");
            return database;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }
}
