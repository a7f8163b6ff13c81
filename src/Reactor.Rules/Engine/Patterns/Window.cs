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

    public void Add(long at, SeenEvent? seen)
    {
        if (Count == _times.Length)
            Grow();
        var place = (_start + Count) % _times.Length;
        _times[place] = at;
        if (keepsEvents)
        {
            _events[place] = seen;
            Bytes += Keys.Weight.Of(seen);
        }

        Count++;
    }

    /// <summary>Drops what came before a time.</summary>
    public void DropBefore(long time)
    {
        while (Count > 0 && _times[_start] < time)
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
