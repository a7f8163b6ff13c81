namespace Reactor.Rules.Engine.Patterns;

/// <summary>Times of the newest events of a key, and the events where they are asked for: a ring that grows up to what it needs.</summary>
/// <param name="keepsEvents">Whether the events are kept.</param>
internal sealed class Window(bool keepsEvents)
{
    private long[] _times = new long[4];
    private SeenEvent?[] _events = keepsEvents ? new SeenEvent?[4] : [];
    private int _start;

    public int Count { get; private set; }

    /// <summary>What the events that are kept take.</summary>
    public long Bytes { get; private set; }

    public long TimeAt(int index) => _times[(_start + index) % _times.Length];

    public SeenEvent? EventAt(int index) => keepsEvents ? _events[(_start + index) % _times.Length] : null;

    /// <summary>Adds an event where its time puts it, after those of the same time. Gives its index.</summary>
    public int Add(long at, SeenEvent? seen)
    {
        if (Count == _times.Length)
            Grow();
        var index = Count;
        for (; index > 0 && TimeAt(index - 1) > at; index--)
            Put(index, TimeAt(index - 1), EventAt(index - 1));
        Put(index, at, seen);
        if (keepsEvents)
            Bytes += Keys.Weight.Of(seen);
        Count++;
        return index;
    }

    /// <summary>The last of so many events within a span, the one at the index among them; -1 for none.</summary>
    public int EndOf(int index, int count, long within)
    {
        for (var end = Math.Max(index, count - 1); end < Math.Min(Count, index + count); end++)
        {
            if (TimeAt(end) - TimeAt(end - count + 1) <= within)
                return end;
        }

        return -1;
    }

    /// <summary>Drops what came before a time.</summary>
    public void DropBefore(long time)
    {
        while (Count > 0 && _times[_start] < time)
            DropFirst(1);
    }

    /// <summary>Drops the oldest.</summary>
    public void DropFirst(int count)
    {
        for (; count > 0; count--)
        {
            if (keepsEvents)
            {
                Bytes -= Keys.Weight.Of(_events[_start]);
                _events[_start] = null;
            }

            _start = (_start + 1) % _times.Length;
            Count--;
        }
    }

    private void Put(int index, long at, SeenEvent? seen)
    {
        var place = (_start + index) % _times.Length;
        _times[place] = at;
        if (keepsEvents)
            _events[place] = seen;
    }

    private void Grow()
    {
        var times = new long[_times.Length * 2];
        var events = new SeenEvent?[keepsEvents ? times.Length : 0];
        for (var i = 0; i < Count; i++)
        {
            times[i] = TimeAt(i);
            if (keepsEvents)
                events[i] = EventAt(i);
        }

        _times = times;
        _events = events;
        _start = 0;
    }
}
