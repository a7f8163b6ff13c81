namespace Reactor.Rules.Engine.Keys;

/// <summary>
/// Open deadlines, the earliest first: a binary heap whose items know their place, so that moving or removing one leaves nothing behind.
/// It is as large as what is open, which the keys' bounds limit.
/// </summary>
internal sealed class DeadlineQueue
{
    private readonly List<Deadline> _heap = [];

    public int Count => _heap.Count;

    public Deadline? First => _heap.Count == 0 ? null : _heap[0];

    /// <summary>Adds it, or moves it.</summary>
    public void Set(Deadline deadline, long due)
    {
        deadline.Due = due;
        if (deadline.Place < 0)
        {
            deadline.Place = _heap.Count;
            _heap.Add(deadline);
        }

        if (!Raise(deadline))
            Lower(deadline);
    }

    public void Remove(Deadline deadline)
    {
        if (deadline.Place < 0)
            return;
        var last = _heap[^1];
        _heap.RemoveAt(_heap.Count - 1);
        if (last != deadline)
        {
            Put(last, deadline.Place);
            if (!Raise(last))
                Lower(last);
        }

        deadline.Place = -1;
    }

    /// <summary>Takes out the first that was due before this time.</summary>
    public bool TryTake(long now, out Deadline deadline)
    {
        deadline = First!;
        if (deadline is null || deadline.Due >= now)
            return false;
        Remove(deadline);
        return true;
    }

    private bool Raise(Deadline deadline)
    {
        var place = deadline.Place;
        while (place > 0 && deadline.IsBefore(_heap[(place - 1) / 2]))
        {
            Put(_heap[(place - 1) / 2], place);
            place = (place - 1) / 2;
        }

        var isRaised = place != deadline.Place;
        Put(deadline, place);
        return isRaised;
    }

    private void Lower(Deadline deadline)
    {
        var place = deadline.Place;
        while (true)
        {
            var child = (2 * place) + 1;
            if (child >= _heap.Count)
                break;
            if (child + 1 < _heap.Count && _heap[child + 1].IsBefore(_heap[child]))
                child++;
            if (!_heap[child].IsBefore(deadline))
                break;
            Put(_heap[child], place);
            place = child;
        }

        Put(deadline, place);
    }

    private void Put(Deadline deadline, int place)
    {
        _heap[place] = deadline;
        deadline.Place = place;
    }
}
