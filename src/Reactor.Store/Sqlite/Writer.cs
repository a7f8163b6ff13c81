using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Reactor.Store.Sqlite.Writing;

namespace Reactor.Store.Sqlite;

/// <summary>
/// The one thread that writes. What waits is taken together into one transaction. An operation that is wrong in itself is
/// undone alone; when the store fails, all of the transaction fail alike, because none of them was written.
/// </summary>
internal sealed class Writer
{
    private const int MostOperations = 512;
    private const long MostBytes = 8 * 1024 * 1024;

    /// <summary>After a write has failed, and while nobody asks for another, how long until one is tried.</summary>
    internal static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly StoreOptions _options;
    private readonly StoreLock _lock;
    private readonly Channel<Operation> _queue;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Counters _counters = new();
    private readonly Checkpoints _checkpoints;
    private readonly List<Operation> _group = [];
    private readonly DeliveryClaims _claims = new();
    private readonly HoldsInForce _holds = new();
    private readonly SyncDebt _unsynced;
    private Session? _session;
    private FileMark _mark;
    private StoreUnavailableException? _final;
    private StoreUnavailableException? _trouble;

    private Writer(string path, StoreOptions options, StoreLock storeLock)
    {
        _path = path;
        _options = options;
        _lock = storeLock;
        _checkpoints = new Checkpoints(options.WalLimitBytes, _counters);
        _unsynced = new SyncDebt(options.TimeProvider);
        _queue = Channel.CreateBounded<Operation>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
    }

    public long Epoch { get; private set; }

    public StoreStatistics Statistics => _counters.Read();

    /// <summary>What holds deliveries, as it was committed last.</summary>
    public HoldTimes Holds => _holds.Times;

    /// <summary>Why nothing is written any more; null while something may be.</summary>
    public StoreUnavailableException? Final => Volatile.Read(ref _final);

    /// <summary>Why the last write failed; null once one succeeds.</summary>
    public StoreUnavailableException? Trouble => Volatile.Read(ref _trouble);

    public static async Task<Writer> StartAsync(string path, StoreOptions options)
    {
        var opened = new TaskCompletionSource<Writer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(() => Run(path, options, opened)) { Name = "store writer", IsBackground = true };
        thread.Start();
        return await opened.Task.ConfigureAwait(false);
    }

    public Task<T> Enqueue<T>(OperationKind kind, long weight, Func<Session, T> body)
    {
        var operation = new Operation<T>(kind, weight, body);
        return _queue.Writer.TryWrite(operation) ? operation.Task : EnqueueWhenThereIsRoom(operation);
    }

    public Task CloseAsync()
    {
        _queue.Writer.TryComplete();
        return _ended.Task;
    }

    private static void Run(string path, StoreOptions options, TaskCompletionSource<Writer> opened)
    {
        Writer writer;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var storeLock = StoreLock.Take(path, () => Holder.Read(path));
            try
            {
                writer = new Writer(path, options, storeLock);
                writer._session = Session.Open(path, options, mark: null, writer._claims, writer._holds);
                writer._mark = writer._session.Mark;
                writer.Epoch = writer._mark.Epoch;
                writer._checkpoints.AtOpen(path);
            }
            catch
            {
                storeLock.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            opened.SetException(StoreFaults.From(e, path));
            return;
        }
        catch (Exception e)
        {
            opened.SetException(e);
            return;
        }
        opened.SetResult(writer);
        writer.Loop();
    }

    private async Task<T> EnqueueWhenThereIsRoom<T>(Operation<T> operation)
    {
        try
        {
            await _queue.Writer.WriteAsync(operation).ConfigureAwait(false);
        }
        catch (ChannelClosedException e)
        {
            throw new ObjectDisposedException($"The store {_path} is closed.", e);
        }
        return await operation.Task.ConfigureAwait(false);
    }

    private void Loop()
    {
        try
        {
            while (WaitForWork())
            {
                while (TakeGroup())
                {
                    ExecuteGroup();
                    _checkpoints.AfterTransaction(_session);
                }
            }
            if (_unsynced.Left is not null && _final is null)
                Try();
            _checkpoints.AtClose(_session);
            _session?.Dispose();
            _lock.Dispose();
            _ended.SetResult();
        }
        catch (Exception e)
        {
            // Whoever waits must hear of it: nobody else reads the queue.
            _queue.Writer.TryComplete(e);
            foreach (var operation in _group)
                operation.Fail(e);
            while (_queue.Reader.TryRead(out var operation))
                operation.Fail(e);
            _ended.SetException(e);
        }
    }

    private bool WaitForWork()
    {
        var ready = _queue.Reader.WaitToReadAsync().AsTask();
        while (UntilTry() is { } wait && !IsReadyWithin(ready, wait))
            Try();
        return ready.GetAwaiter().GetResult();
    }

    // Nobody may ask for a while, and others want to know when it can be written again: so it is tried. What isn't on the disk yet gets there so, too.
    private TimeSpan? UntilTry() => _final is not null ? null : _trouble is not null ? TryAgainAfter : _unsynced.Left;

    private bool IsReadyWithin(Task ready, TimeSpan wait) =>
        ready.IsCompleted || (wait > TimeSpan.Zero && Task.WhenAny(ready, Task.Delay(wait, _options.TimeProvider)).GetAwaiter().GetResult() == ready);

    private void Try()
    {
        // A transaction is counted in the file: that is what is written.
        var write = new Operation<bool>(OperationKind.Durable, 0, _ => true);
        _group.Add(write);
        ExecuteGroup();
        // Nobody waits for it; how it ended stands in the trouble. What is none of the store's ends the writer, lest it be tried over and over.
        if (write.Task.Exception is { InnerException: not StoreUnavailableException and { } wrong })
            ExceptionDispatchInfo.Throw(wrong);
    }

    private bool TakeGroup()
    {
        _group.Clear();
        if (!_queue.Reader.TryRead(out var first))
            return false;
        _group.Add(first);
        long weight = first.Weight;
        while (first.Kind != OperationKind.Read && _group.Count < MostOperations && weight < MostBytes
            && _queue.Reader.TryPeek(out var next) && next.Kind != OperationKind.Read && _queue.Reader.TryRead(out next))
        {
            _group.Add(next);
            weight += next.Weight;
        }
        return true;
    }

    private void ExecuteGroup()
    {
        while (_group.Count > 0 && !TryExecuteGroup())
        {
        }
    }

    /// <summary>Runs the group, or finds which of it is wrong: that one is out, and the rest begins anew. Savepoints would cost all of them a copy of each page.</summary>
    private bool TryExecuteGroup()
    {
        bool writes = _group[0].Kind != OperationKind.Read;
        try
        {
            var session = Begin(writes);
            if (!TryRunMembers(session))
                return false;
            if (writes)
            {
                session.Partitions.Write();
                session.CountWrite();
                _holds.Prepare(session.Database);
            }
            session.Database.Run("COMMIT");
            _claims.Commit();
            _counters.Committed(writes && session.IsDurable, _group.Count, session.Duplicates, session.Held, session.Muted);
            if (writes)
            {
                _mark = session.Mark;
                _unsynced.Committed(isSynced: session.IsDurable, isOwed: _options.Synchronous == StoreSynchronous.Full && _group.Exists(o => o.Kind == OperationKind.Soon));
                _holds.Publish();
                Volatile.Write(ref _trouble, null);
            }
        }
        catch (Exception e)
        {
            Abandon(e);
            return true;
        }
        foreach (var operation in _group)
            operation.Succeed();
        _group.Clear();
        return true;
    }

    private Session Begin(bool writes)
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
        _session.SetDurable(_options.Synchronous == StoreSynchronous.Full && (_unsynced.IsDue || _group.Exists(o => o.Kind == OperationKind.Durable)));
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

    private bool TryRunMembers(Session session)
    {
        foreach (var operation in _group)
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
                _group.Remove(operation);
                return false;
            }
        }
        return true;
    }

    private void Abandon(Exception exception)
    {
        var failure = StoreFaults.IsStoreFault(exception) ? StoreFaults.From(exception, _path) : exception;
        _counters.Failed();
        _claims.RollBack();
        if (failure is StoreUnavailableException { IsFinal: true } final)
            _final = final;
        if (failure is StoreUnavailableException trouble && _group.Exists(operation => operation.Kind != OperationKind.Read))
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
        foreach (var operation in _group)
            operation.Fail(failure);
        _group.Clear();
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
        _session?.Dispose();
        _session = null;
    }
}
