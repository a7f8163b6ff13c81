using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Reactor.Store.Sqlite;

/// <summary>One connection with its prepared statements. Used by one thread at a time.</summary>
internal sealed class Database : IDisposable
{
    // 1 MiB, of pages as they mostly are.
    private const int PagesOfStep = 256;

    private const int LookasideConfiguration = 1001; // SQLITE_DBCONFIG_LOOKASIDE
    private const int LookasideBytes = 1200;
    private const int LookasidePlaces = 256;
    private const int CacheWritten = 9; // SQLITE_DBSTATUS_CACHE_WRITE
    private const int HasMovedOperation = 20; // SQLITE_FCNTL_HAS_MOVED

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Statement> _statements = [];

    // Before the library is used: a connection is one thread's, and nobody asks how much memory it has, so no call of it takes a lock for either.
    static Database()
    {
        Batteries_V2.Init();
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MULTITHREAD);
        _ = raw.sqlite3_config(raw.SQLITE_CONFIG_MEMSTATUS, 0);
    }

    private Database(SqliteConnection connection) => _connection = connection;

    /// <summary>Where a value may be made that SQLite then copies.</summary>
    public byte[] Scratch { get; } = new byte[1024];

    public sqlite3 Handle => _connection.Handle!;

    /// <summary>How long a statement waits for another program's transaction.</summary>
    public int BusyTimeoutMilliseconds
    {
        get;
        set
        {
            field = value;
            Check(raw.sqlite3_busy_timeout(Handle, value));
        }
    }

    /// <summary>Number of the row that was added last.</summary>
    public long LastRow => raw.sqlite3_last_insert_rowid(Handle);

    public bool InTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    /// <summary>Whether the file that is open isn't the one at its path any more.</summary>
    public bool HasMoved
    {
        get
        {
            // Where the system can't tell (Windows, where an open file can't be replaced) nothing is written.
            int moved = 0;
            _ = FileControl(Handle, "main", HasMovedOperation, ref moved);
            return moved != 0;
        }
    }

    /// <summary>Opens an existing file (it may be empty) for writing.</summary>
    public static Database OpenForWriting(string path)
    {
        var database = Open(path, SqliteOpenMode.ReadWrite);
        // A statement that adds a delivery has a cursor in each of its indexes, more than the usual places hold: the others are asked of malloc each time.
        database.Check(raw.sqlite3_db_config(database.Handle, LookasideConfiguration, 0, LookasideBytes, LookasidePlaces));
        return database;
    }

    /// <summary>Opens an existing file for reading, beside whoever writes it.</summary>
    public static Database OpenForReading(string path) => Open(path, SqliteOpenMode.ReadOnly);

    /// <summary>Opens a file that nobody writes, without locks and without looking for a log beside it.</summary>
    public static Database OpenImmutable(string path)
    {
        string escaped = Uri.EscapeDataString(Path.GetFullPath(path)).Replace("%2F", "/", StringComparison.Ordinal);
        return Open($"file:{escaped}?immutable=1", SqliteOpenMode.ReadOnly);
    }

    private static Database Open(string source, SqliteOpenMode mode)
    {
        // Pooling would keep the file open, and its locks held, after Dispose.
        var settings = new SqliteConnectionStringBuilder { DataSource = source, Mode = mode, Pooling = false };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            return new Database(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>The prepared form of a constant text; kept. Dispose it after use, so that it ends its read.</summary>
    public Statement Get(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            statement = new Statement(this, sql);
            _statements.Add(sql, statement);
        }
        return statement;
    }

    /// <summary>Runs text that is not worth keeping prepared: pragmas, migrations, views. May hold several statements.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(Handle, sql));

    public void Run(string sql)
    {
        using var statement = Get(sql);
        statement.Run();
    }

    public long? Scalar(string sql)
    {
        using var statement = Get(sql);
        return statement.Step() ? statement.LongOrNull(0) : null;
    }

    public string? ScalarText(string sql)
    {
        using var statement = Get(sql);
        return statement.Step() ? statement.TextOrNull(0) : null;
    }

    /// <summary>Pages written since this was asked last.</summary>
    public int TakePagesWritten()
    {
        Check(raw.sqlite3_db_status(Handle, CacheWritten, out int written, out _, 1));
        return written;
    }

    /// <summary>Copies all of it, as it is at one moment, into an existing file.</summary>
    /// <param name="file">The file; what was in it is gone.</param>
    /// <param name="copied">Told of pages that are copied, and how many there are.</param>
    /// <returns>Why the copy can't be written; null: it is.</returns>
    /// <exception cref="SqliteException">This file can't be read.</exception>
    public string? CopyTo(string file, Action<long, long>? copied = null)
    {
        using var copy = OpenForWriting(file);
        // One transaction holds from the first page to the last: what is written meanwhile is not seen, and makes nothing begin anew.
        Execute("BEGIN; SELECT count(*) FROM sqlite_schema");
        using var backup = raw.sqlite3_backup_init(copy.Handle, "main", Handle, "main");
        int code;
        while ((code = raw.sqlite3_backup_step(backup, PagesOfStep)) == raw.SQLITE_OK)
        {
            int pages = raw.sqlite3_backup_pagecount(backup);
            copied?.Invoke(pages - raw.sqlite3_backup_remaining(backup), pages);
        }
        string why = raw.sqlite3_errstr(code).utf8_to_string();
        return code switch
        {
            raw.SQLITE_DONE => null,
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_BUSY or raw.SQLITE_LOCKED => throw new SqliteException(why, code),
            _ => why,
        };
    }

    public void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(code, Handle);
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Close();
        _statements.Clear();
        _connection.Dispose();
    }

    // The library's wrapper has no such function.
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    private static extern int FileControl(sqlite3 database, [MarshalAs(UnmanagedType.LPUTF8Str)] string name, int operation, ref int value);
}
