using Reactor.Reactions.Steps;
using Reactor.Store.Sqlite.Migrations;
using Reactor.Store.Sqlite.Writing;

namespace Reactor.Store.Sqlite;

/// <summary>The writer's open connection and what it keeps in memory about the file.</summary>
internal sealed class Session : IDisposable
{
    private readonly string _path;
    private readonly RecordTables _recordTables;
    private long? _version;

    private Session(Database database, string path, DeliveryClaims claims, HoldsInForce holds)
    {
        Database = database;
        Claims = claims;
        Holds = holds;
        _path = path;
        _recordTables = new RecordTables(database);
        Disabled = new DisabledReasons(database);
        Partitions = new PartitionRows(database);
    }

    public Database Database { get; }

    /// <summary>What the file says of this daemon's writes.</summary>
    public FileMark Mark { get; private set; }

    public long Epoch => Mark.Epoch;

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

    /// <summary>How far each partition has come.</summary>
    public PartitionRows Partitions { get; }

    /// <summary>Whose command is next.</summary>
    public StepTurns CommandTurns { get; } = new();

    /// <summary>Whose program is next.</summary>
    public StepTurns ProgramTurns { get; } = new();

    public RecordTables RecordTables => _recordTables;

    /// <summary>Opens the file. Takes a new epoch where no mark is given, else checks that it is the file that the mark was left in.</summary>
    public static Session Open(string path, StoreOptions options, FileMark? mark, DeliveryClaims claims, HoldsInForce holds)
    {
        // A daemon under way never makes a new file in the place of one that was removed.
        if (mark is null)
            CreateFile(path);
        var database = Database.OpenForWriting(path);
        try
        {
            database.BusyTimeoutMilliseconds = (int)options.BusyTimeout.TotalMilliseconds;
            int version = Migrator.CheckedVersion(database, path, options.Migrations.Count);
            if (mark is not null && version != options.Migrations.Count)
                throw Changed($"The store {path} has form {version}, and this daemon left it in form {options.Migrations.Count} before its last write failed (a backup put under this daemon)");
            Configure(database, path);
            Migrator.Run(database, path, options.Migrations);
            // From here on little is sorted; before, all rows of a large store may be.
            database.Execute("PRAGMA temp_store = MEMORY");
            var session = new Session(database, path, claims, holds);
            if (mark is { } known)
                session.CheckMark(known);
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

    /// <summary>
    /// Fails once another daemon has taken the store over, or anything else was written into it, such as a backup that was put under this daemon: what this
    /// one has in memory isn't what follows from the file any more.
    /// </summary>
    public void CheckFile()
    {
        CheckEpoch(Mark.Epoch);
        // Changes with whatever another connection commits, not with what this one does.
        long version = ReadVersion();
        if (_version is { } known && known != version)
        {
            throw new StoreUnavailableException(
                StoreFailure.Locked,
                $"Another program has written into the store {_path} (a backup put under this daemon, a change by hand, a tool that cuts its log): what is in memory may not go with it any more. Nothing more is written; started again, Reactor goes on from the file as it is now. Stop it before the file is changed.")
            { IsFinal = true };
        }

        _version = version;
    }

    /// <summary>After a full disk the connection reads the file anew, which looks like a change by others. To be called before anybody else can have changed it.</summary>
    public void RetakeVersion() => _version = ReadVersion();

    private long ReadVersion() => Database.Scalar("PRAGMA data_version") ?? 0;

    /// <summary>Counts a transaction in the file, in that transaction.</summary>
    public void CountWrite()
    {
        using var statement = Database.Get("UPDATE meta SET value = value + 1 WHERE key = 'writes' RETURNING value");
        statement.Step();
        Mark = Mark with { Writes = statement.Long(0) };
    }

    // A write that failed and is in the file all the same, its answer alone was lost, isn't taken for what is in memory either: who asked for it was told that it isn't there.
    private void CheckMark(FileMark mark)
    {
        CheckEpoch(mark.Epoch);
        Mark = new FileMark(mark.Epoch, Database.Scalar("SELECT value FROM meta WHERE key = 'writes'") ?? 0);
        if (Mark.Writes == mark.Writes + 1)
        {
            throw new StoreUnavailableException(
                StoreFailure.Io,
                $"The last write to the store {_path} was reported as failed, and is in the file all the same. What is in memory doesn't go with it; nothing more is written. Started again, Reactor goes on from the file as it is now: nothing is lost.")
            { IsFinal = true };
        }

        if (Mark.Writes != mark.Writes)
            throw Changed($"The store {_path} isn't as this daemon left it before its last write failed: it counts {Mark.Writes} writes, and {mark.Writes} were made (a backup put under this daemon, or a log that was lost)");
    }

    private static StoreUnavailableException Changed(string what) =>
        new(StoreFailure.Locked, $"{what}. Nothing more is written; started again, Reactor goes on from the file as it is now. Stop it before the file is changed.") { IsFinal = true };

    private void CheckEpoch(long known)
    {
        long? epoch = Database.Scalar("SELECT value FROM meta WHERE key = 'epoch'");
        if (epoch != known)
        {
            throw new StoreUnavailableException(
                StoreFailure.Locked,
                $"The store {_path} was taken over by {Holder.Read(Database)} (epoch {epoch}, this daemon's is {known}). This daemon writes no more: stop one of the two.")
            { IsFinal = true };
        }
    }

    /// <summary>Forgets what it believed about the file: a transaction was undone.</summary>
    public void Forget()
    {
        _recordTables.Forget();
        Disabled.Forget();
        Partitions.Forget();
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
            PRAGMA cache_size = -6000;
            PRAGMA wal_autocheckpoint = 0;
            PRAGMA synchronous = FULL;
            """);
    }

    /// <summary>Whether transactions are on the disk when they complete.</summary>
    public bool IsDurable { get; private set; } = true;

    /// <summary>Whether the next transactions are to be.</summary>
    public void SetDurable(bool durable)
    {
        if (durable == IsDurable)
            return;
        // This pragma acts when it is prepared: a statement kept prepared would change nothing.
        Database.Execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        IsDurable = durable;
    }

    private void TakeEpoch(DateTimeOffset now)
    {
        Database.Execute("BEGIN IMMEDIATE");
        // From the clock, not counted from 1: a store that begins anew, or comes back from a backup, would count over numbers that were used,
        // and ids made of them would name other events than those that targets know by them.
        using (var statement = Database.Get("UPDATE meta SET value = max(value + 1, ?) WHERE key = 'epoch' RETURNING value"))
        {
            statement.Add(now.ToUnixTimeMilliseconds()).Step();
            Mark = new FileMark(statement.Long(0), 0);
        }
        Database.Run("INSERT INTO meta (key, value) VALUES ('writes', 0) ON CONFLICT (key) DO UPDATE SET value = 0");
        Holder.Write(Database, now);
        DeliveryQueue.TakeBackAll(Database);
        Claims.MaybeTriedBefore.UnionWith(DeliveryQueue.BeginningsThatMayGo(Database));
        TargetRows.BuryOfDisabled(this);
        Database.Execute("COMMIT");
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
