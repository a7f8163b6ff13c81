using System.Runtime.CompilerServices;

namespace Reactor.Actors.Tests.Fakes;

/// <summary>A store's one thread, as slow as the test has it: what is asked of it waits, and one after another has its turn.</summary>
internal sealed class StoreTurns
{
    private readonly Lock _lock = new();
    private readonly Queue<(string Name, long Bytes, Action Run)> _waiting = new();

    public int Count
    {
        get
        {
            lock (_lock)
                return _waiting.Count;
        }
    }

    public Task<T> EnterAsync<T>(Func<T> body, long bytes, [CallerMemberName] string name = "")
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
            _waiting.Enqueue((name, bytes, () => result.SetResult(body())));
        return result.Task;
    }

    /// <summary>The same, but those of a name go on waiting.</summary>
    public void NextBut(string name)
    {
        lock (_lock)
        {
            if (_waiting.Peek().Name == name)
                _waiting.Enqueue(_waiting.Dequeue());
            if (_waiting.Peek().Name == name)
                return;
        }

        Next();
    }

    /// <summary>The next has its turn: what it was, and how much it wrote.</summary>
    public (string Name, long Bytes) Next()
    {
        (string Name, long Bytes, Action Run) next;
        lock (_lock)
            next = _waiting.Dequeue();
        next.Run();
        return (next.Name, next.Bytes);
    }
}
