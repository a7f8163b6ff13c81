namespace Reactor.Store;

/// <summary>
/// How many deliveries its owner takes that are claimed as they are written. Both sides count what went through since the beginning, so that what is on
/// its way between them is never counted twice. One owner; the store takes on its own thread.
/// </summary>
public sealed class ClaimRoom
{
    private long _most;
    private long _taken;
    private long _received;

    /// <summary>So many may be on their way from now on. The owner's.</summary>
    public void Offer(int room) => Volatile.Write(ref _most, _received + room);

    /// <summary>One arrived. The owner's.</summary>
    public void Receive() => _received++;

    /// <summary>Takes a place, where there is one. The store's.</summary>
    public bool TryTake()
    {
        if (_taken >= Volatile.Read(ref _most))
            return false;
        _taken++;
        return true;
    }

    /// <summary>Gives a place back: the transaction was undone. The store's.</summary>
    public void GiveBack() => _taken--;
}
