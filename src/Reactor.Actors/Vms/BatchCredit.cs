namespace Reactor.Actors.Vms;

/// <summary>
/// One batch of a VM may be under way. Where its actor has more to say it waits for its return, and is told; else nobody is: mostly there is nothing
/// more, and telling costs as much as the batch. Taken and awaited by the actor, returned by whoever has the batch, on any thread.
/// </summary>
internal sealed class BatchCredit
{
    private const long Free = 0;

    // Twice the batch's number, and one more while the actor waits.
    private long _state;

    /// <summary>A batch sets out; none may be under way.</summary>
    public void Take(long batch) => Volatile.Write(ref _state, batch << 1);

    /// <summary>Waits where a batch is under way: then whoever returns it is told to tell.</summary>
    /// <returns>False: none is.</returns>
    public bool Await()
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if (state == Free)
                return false;
            if (Interlocked.CompareExchange(ref _state, state | 1, state) == state)
                return true;
        }
    }

    /// <summary>A batch is back. One that is not the one under way changes nothing.</summary>
    /// <returns>Whether the actor waits for it.</returns>
    public bool Return(long batch)
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if (state >> 1 != batch)
                return false;
            if (Interlocked.CompareExchange(ref _state, Free, state) == state)
                return (state & 1) != 0;
        }
    }
}
