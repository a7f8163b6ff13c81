using Microsoft.Data.Sqlite;
using Reactor.Store.Sqlite.Writing;

namespace Reactor.Store.Sqlite;

/// <summary>
/// The writer's transactions: a group of operations each, and the connection that they are run on. An operation that is wrong in itself is
/// undone alone; when the store fails, all of the transaction fail alike, because none of them was written.
/// Used by one thread; what it tells of is read by any.
/// </summary>
internal sealed class Transactions
{
    private readonly string _path;
    private readonly StoreOptions _options;
    private readonly Counters _counters = new();
    private readonly Checkpoints _checkpoints;
    private readonly DeliveryClaims _claims = new();
    private readonly HoldsInForce _holds = new();
    private readonly SyncDebt _unsynced;
    private Session? _session;
    private FileMark _mark;
    private StoreUnavailableException? _final;
    private StoreUnavailableException? _trouble;

    /// <summary>Opens the store, as a new daemon.</summary>
    public Transactions(string path, StoreOptions options)
    {
        _path = path;
        _options = options;
        _checkpoints = new Checkpoints(path, options.WalLimitBytes, _counters);
        _unsynced = new SyncDebt(options.TimeProvider);
        _session = Session.Open(path, options, mark: null, _claims, _holds);
        _mark = _session.Mark;
        Epoch = _mark.Epoch;
        _checkpoints.AtOpen();
    }

    public long Epoch { get; }

    public StoreStatistics Statistics => _counters.Read();

    /// <summary>What holds deliveries, as it was committed last.</summary>
    public HoldTimes Holds => _holds.Times;

    /// <summary>Why nothing is written any more; null while something may be.</summary>
    public StoreUnavailableException? Final => Volatile.Read(ref _final);

    /// <summary>Why the last write failed; null once one succeeds.</summary>
    public StoreUnavailableException? Trouble => Volatile.Read(ref _trouble);

    /// <summary>How long what isn't on the disk yet, and is to be, may wait; null for nothing that waits.</summary>
    public TimeSpan? Owed => _unsynced.Left;

    /// <summary>Runs a group in one transaction, and leaves it empty: each of it has succeeded or failed.</summary>
    public void Execute(List<Operation> group)
    {
        while (group.Count > 0 && !TryExecute(group))
        {
        }

        _checkpoints.AfterTransaction(_session);
    }

    /// <summary>Carries the log over and closes the file.</summary>
    public void Close()
    {
        _checkpoints.AtClose(_session);
        _session?.Dispose();
    }

    /// <summary>Runs the group, or finds which of it is wrong: that one is out, and the rest begins anew. Savepoints would cost all of them a copy of each page.</summary>
    private bool TryExecute(List<Operation> group)
    {
        bool writes = group[0].Kind != OperationKind.Read;
        try
        {
            var session = Begin(group, writes);
            if (!TryRunMembers(group, session))
                return false;
            if (writes)
            {
                session.Partitions.Write();
                session.CountWrite();
                _holds.Prepare(session.Database);
            }
            session.Database.Run("COMMIT");
            _claims.Commit();
            _counters.Committed(writes && session.IsDurable, group.Count, session.Duplicates, session.Held, session.Muted);
            if (writes)
            {
                _mark = session.Mark;
                _unsynced.Committed(isSynced: session.IsDurable, isOwed: _options.Synchronous == StoreSynchronous.Full && group.Exists(o => o.Kind == OperationKind.Soon));
                _holds.Publish();
                Volatile.Write(ref _trouble, null);
            }
        }
        catch (Exception e)
        {
            Abandon(group, e);
            return true;
        }
        foreach (var operation in group)
            operation.Succeed();
        group.Clear();
        return true;
    }

    private Session Begin(List<Operation> group, bool writes)
    {
        if (_final is not null)
            throw _final;
        _session ??= Session.Open(_path, _options, _mark, _claims, _holds);
        var database = _session.Database;
        (_session.Duplicates, _session.Held, _session.Muted) = (0, 0, 0);
        if (!writes)
        {
            database.Run("BEGIN");
            return _session;
        }
        CheckPlace(database);
        // A claim that the power takes away is void anyway: the next start has a newer epoch.
        _session.SetDurable(_options.Synchronous == StoreSynchronous.Full && (_unsynced.IsDue || group.Exists(o => o.Kind == OperationKind.Durable)));
        database.Run("BEGIN IMMEDIATE");
        _session.CheckFile();
        return _session;
    }

    // What is written to a removed file is lost with the process, and the database does not notice.
    private void CheckPlace(Database database)
    {
        if (!database.HasMoved)
            return;
        if (!File.Exists(_path))
            throw new StoreUnavailableException(StoreFailure.Missing, $"The store {_path} was removed while it was in use. Put it back, or restart Reactor to begin a new one.");
        // It may have been put back between the two looks: for good is said only of what is there and is another.
        if (database.HasMoved)
        {
            throw new StoreUnavailableException(
                StoreFailure.Locked,
                $"Another file was put in the place of the store {_path} while it was in use. Nothing more is written; started again, Reactor goes on from the file that is there now. Stop it before the file is replaced.")
            { IsFinal = true };
        }
    }

    private bool TryRunMembers(List<Operation> group, Session session)
    {
        foreach (var operation in group)
        {
            try
            {
                operation.Run(session);
            }
            catch (Exception e) when (!StoreFaults.IsStoreFault(e))
            {
                session.Database.Run("ROLLBACK");
                session.Forget();
                _claims.RollBack();
                operation.Fail(e is SqliteException s ? new InvalidOperationException($"The store refused what it was given: {s.Message}", s) : e);
                group.Remove(operation);
                return false;
            }
        }
        return true;
    }

    private void Abandon(List<Operation> group, Exception exception)
    {
        var failure = StoreFaults.IsStoreFault(exception) ? StoreFaults.From(exception, _path) : exception;
        _counters.Failed();
        _claims.RollBack();
        if (failure is StoreUnavailableException { IsFinal: true } final)
            _final = final;
        if (failure is StoreUnavailableException trouble && group.Exists(operation => operation.Kind != OperationKind.Read))
            Volatile.Write(ref _trouble, trouble);
        try
        {
            Undo(failure);
        }
        catch (SqliteException)
        {
            // The connection is of no more use; a new one finds the file without what was under way.
            Reopen();
        }
        foreach (var operation in group)
            operation.Fail(failure);
        group.Clear();
    }

    private void Undo(Exception failure)
    {
        if (_session is null)
            return;
        _session.Forget();
        if (_session.Database.InTransaction)
            _session.Database.Run("ROLLBACK");
        if (failure is StoreUnavailableException { Reason: StoreFailure.Io or StoreFailure.Corrupt or StoreFailure.ReadOnly })
            Reopen();
        else if (failure is StoreUnavailableException { Reason: StoreFailure.Full })
        {
            _session.RetakeVersion();
            _checkpoints.MakeRoom(_session);
        }
    }

    private void Reopen()
    {
        _checkpoints.AtReopen();
        _session?.Dispose();
        _session = null;
    }
}
