using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Reactor.Store.Sqlite.Writing;

namespace Reactor.Store.Sqlite;

/// <summary>The one thread that writes: what waits is taken together into one transaction.</summary>
internal sealed class Writer
{
    private const int MostOperations = 512;
    private const long MostBytes = 8 * 1024 * 1024;

    /// <summary>After a write has failed, and while nobody asks for another, how long until one is tried.</summary>
    internal static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly StoreLock _lock;
    private readonly Transactions _transactions;
    private readonly Channel<Operation> _queue;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Operation> _group = [];

    private Writer(string path, StoreOptions options, StoreLock storeLock)
    {
        _path = path;
        _time = options.TimeProvider;
        _lock = storeLock;
        _transactions = new Transactions(path, options);
        _queue = Channel.CreateBounded<Operation>(new BoundedChannelOptions(options.QueueCapacity) { SingleReader = true });
    }

    public long Epoch => _transactions.Epoch;

    public StoreStatistics Statistics => _transactions.Statistics;

    /// <inheritdoc cref="Transactions.Holds"/>
    public HoldTimes Holds => _transactions.Holds;

    /// <inheritdoc cref="Transactions.Final"/>
    public StoreUnavailableException? Final => _transactions.Final;

    /// <inheritdoc cref="Transactions.Trouble"/>
    public StoreUnavailableException? Trouble => _transactions.Trouble;

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
                    _transactions.Execute(_group);
            }
            if (_transactions is { Owed: not null, Final: null })
                Try();
            _transactions.Close();
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
    private TimeSpan? UntilTry() => Final is not null ? null : Trouble is not null ? TryAgainAfter : _transactions.Owed;

    private bool IsReadyWithin(Task ready, TimeSpan wait) =>
        ready.IsCompleted || (wait > TimeSpan.Zero && Task.WhenAny(ready, Task.Delay(wait, _time)).GetAwaiter().GetResult() == ready);

    private void Try()
    {
        // A transaction is counted in the file: that is what is written.
        var write = new Operation<bool>(OperationKind.Durable, 0, _ => true);
        _group.Add(write);
        _transactions.Execute(_group);
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
}
