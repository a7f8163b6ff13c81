namespace Reactor.Actors.DialIn;

/// <summary>
/// What was told already: whoever calls every second is told of once. Who gives ever other reasons to be told of is told of so many times a minute;
/// what became of all is counted elsewhere.
/// </summary>
internal sealed class ToldOnce(TimeProvider time)
{
    /// <summary>Most that is told in a minute.</summary>
    internal const int MostAMinute = 20;

    private const int Most = 1000;

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private long _minuteFrom = time.GetTimestamp();
    private int _inMinute;

    /// <summary>Whether it is to be told now.</summary>
    public bool IsNew(string what)
    {
        if (_told.Contains(what))
            return false;
        if (time.GetElapsedTime(_minuteFrom) >= TimeSpan.FromMinutes(1))
            (_minuteFrom, _inMinute) = (time.GetTimestamp(), 0);
        if (_inMinute >= MostAMinute)
            return false;
        _inMinute++;
        if (_told.Count >= Most)
            _told.Clear();
        return _told.Add(what);
    }
}
