namespace Reactor.Store.Sqlite;

/// <summary>What an operation asks of the transaction that it is run in.</summary>
internal enum OperationKind
{
    /// <summary>Reads alone; run by itself.</summary>
    Read,

    /// <summary>Writes what may be lost with the power: a restart makes it void anyway (claims), or no reaction depends on it.</summary>
    Volatile,

    /// <summary>
    /// Writes what is to survive the power, and nobody waits for that: it goes to the disk with the next durable one, or by itself soon (<see cref="SyncDebt"/>).
    /// </summary>
    Soon,

    /// <summary>Writes what must be durable before the caller hears of it.</summary>
    Durable,
}

/// <summary>One thing that the writer is asked to do.</summary>
internal abstract class Operation(OperationKind kind, long weight)
{
    public OperationKind Kind => kind;

    /// <summary>About how many bytes it writes.</summary>
    public long Weight => weight;

    public abstract void Run(Session session);

    public abstract void Succeed();

    public abstract void Fail(Exception exception);
}

internal sealed class Operation<T>(OperationKind kind, long weight, Func<Session, T> body) : Operation(kind, weight)
{
    // Callers must not go on on the writer's thread.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Task => _completion.Task;

    public override void Run(Session session) => _result = body(session);

    public override void Succeed() => _completion.SetResult(_result!);

    public override void Fail(Exception exception) => _completion.SetException(exception);
}
