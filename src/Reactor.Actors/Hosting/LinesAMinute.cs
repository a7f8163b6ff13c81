namespace Reactor.Actors.Hosting;

/// <summary>So many lines of the log a minute; how many were left out is told with the next. Not thread-safe.</summary>
internal sealed class LinesAMinute(TimeProvider time)
{
    /// <summary>Most that are told in a minute.</summary>
    internal const int Most = 20;

    private long _from = time.GetTimestamp();
    private int _told;
    private long _leftOut;

    /// <summary>Whether one more is told.</summary>
    /// <param name="leftOut">How many were not since the last that was.</param>
    public bool MayTell(out long leftOut)
    {
        if (time.GetElapsedTime(_from) >= TimeSpan.FromMinutes(1))
            (_from, _told) = (time.GetTimestamp(), 0);
        leftOut = _leftOut;
        if (_told == Most)
        {
            _leftOut++;
            return false;
        }

        (_told, _leftOut) = (_told + 1, 0);
        return true;
    }
}
