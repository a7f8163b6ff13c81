using Reactor.Store.Sqlite.Migrations;
using Reactor.Store.Sqlite.Writing;

namespace Reactor.Store.Sqlite;

/// <summary>The writer's open connection and what it keeps in memory about the file.</summary>
internal sealed class Session : IDisposable
{
    private readonly string _path;
    private readonly RecordTables _recordTables;
    private bool _durable = true;
    private long _version;
    private long _taken;

    private Session(Database database, string path, DeliveryClaims claims, HoldsInForce holds)
    {
        Database = database;
        Claims = claims;
        Holds = holds;
        _path = path;
        _recordTables = new RecordTables(database);
        Disabled = new DisabledReasons(database);
    }

    public Database Database { get; }

    public long Epoch { get; private set; }

    /// <summary>What is being tried; it outlives a connection.</summary>
    public DeliveryClaims Claims { get; }

    /// <summary>What holds deliveries; it outlives a connection.</summary>
    public HoldsInForce Holds { get; }

    /// <summary>Deliveries of this transaction that are held.</summary>
    public int Held { get; set; }

    /// <summary>Those that were muted when they were to be sent.</summary>
    public int Muted { get; set; }

    /// <summary>Rows of this transaction that were given a second time under one id.</summary>
    public int Duplicates { get; set; }

    /// <summary>Targets that are not called.</summary>
    public DisabledReasons Disabled { get; }

    public RecordTables RecordTables => _recordTables;

    /// <summary>Opens the file. Takes a new epoch where none is given, else checks that the given one still stands.</summary>
    public static Session Open(string path, StoreOptions options, long? epoch, DeliveryClaims claims, HoldsInForce holds)
    {
        // A daemon under way never makes a new file in the place of one that was removed.
        if (epoch is null)
            CreateFile(path);
        var database = Database.OpenForWriting(path);
        try
        {
            database.BusyTimeoutMilliseconds = (int)options.BusyTimeout.TotalMilliseconds;
            Migrator.CheckedVersion(database, path, options.Migrations.Count);
            Configure(database, path);
            Migrator.Run(database, path, options.Migrations);
            // From here on little is sorted; before, all rows of a large store may be.
            database.Execute("PRAGMA temp_store = MEMORY");
            var session = new Session(database, path, claims, holds);
            if (epoch is { } known)
                session.Epoch = known;
            else
                session.TakeEpoch(options.TimeProvider.GetUtcNow());
            holds.Forget();
            holds.Prepare(database);
            holds.Publish();
            return session;
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Fails once another daemon has taken the store over; takes in what else was written by others, such as a backup that was put under this daemon.</summary>
    public void CheckFile()
    {
        CheckEpoch();
        // Changes with whatever another connection commits: only this one writes.
        _version = ReadVersion();
        if (_version == _taken)
            return;
        Forget();
        Claims.CloseRooms();
        Claims.LeaveGone(claim => DeliveryQueue.IsThere(Database, claim));
        DeliveryQueue.TakeBackOthers(this);
    }

    /// <summary>The transaction that <see cref="CheckFile"/> began with was written.</summary>
    public void Committed()
    {
        _taken = _version;
        Holds.Publish();
    }

    private long ReadVersion() => Database.Scalar("PRAGMA data_version") ?? 0;

    private void CheckEpoch()
    {
        long? epoch = Database.Scalar("SELECT value FROM meta WHERE key = 'epoch'");
        if (epoch != Epoch)
        {
            throw new StoreUnavailableException(
                StoreFailure.Locked,
                $"The store {_path} was taken over by {Holder.Read(Database)} (epoch {epoch}, this daemon's is {Epoch}). This daemon writes no more: stop one of the two.")
            { IsFinal = true };
        }
    }

    /// <summary>Forgets what it believed about the file: a transaction was undone.</summary>
    public void Forget()
    {
        _recordTables.Forget();
        Disabled.Forget();
        Holds.Forget();
    }

    public void Dispose() => Database.Dispose();

    private static void Configure(Database database, string path)
    {
        string? mode = database.ScalarText("PRAGMA journal_mode = WAL");
        if (mode != "wal")
            throw new StoreUnavailableException(StoreFailure.Io, $"The file system of the store {path} does not support a write-ahead log. Put it on a local disk.") { IsFinal = true };
        database.Execute(
            """
            PRAGMA foreign_keys = ON;
            PRAGMA trusted_schema = OFF;
            PRAGMA temp_store = FILE;
            PRAGMA cache_size = -16000;
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA synchronous = FULL;
            """);
    }

    /// <summary>Whether the next transactions are on the disk when they complete.</summary>
    public void SetDurable(bool durable)
    {
        if (durable == _durable)
            return;
        // This pragma acts when it is prepared: a statement kept prepared would change nothing.
        Database.Execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        _durable = durable;
    }

    private void TakeEpoch(DateTimeOffset now)
    {
        Database.Execute("BEGIN IMMEDIATE");
        // From the clock, not counted from 1: a store that begins anew, or comes back from a backup, would count over numbers that were used,
        // and ids made of them would name other events than those that targets know by them.
        using (var statement = Database.Get("UPDATE meta SET value = max(value + 1, ?) WHERE key = 'epoch' RETURNING value"))
        {
            statement.Add(now.ToUnixTimeMilliseconds()).Step();
            Epoch = statement.Long(0);
        }
        Holder.Write(Database, now);
        DeliveryQueue.TakeBackOthers(this);
        TargetRows.BuryOfDisabled(this);
        _version = ReadVersion();
        Database.Execute("COMMIT");
        Committed();
    }

    // Bodies of deliveries are nobody else's business; the log and its index inherit the mode.
    private static void CreateFile(string path)
    {
        if (File.Exists(path))
            return;
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
        new FileStream(path, options).Dispose();
    }
}
