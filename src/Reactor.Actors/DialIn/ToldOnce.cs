using Reactor.Actors.Hosting;

namespace Reactor.Actors.DialIn;

/// <summary>
/// What was told already: whoever calls every second is told of once. Who gives ever other reasons to be told of is told of so many times a minute;
/// what became of all is counted elsewhere.
/// </summary>
internal sealed class ToldOnce(TimeProvider time)
{
    private const int Most = 1000;

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private readonly LinesAMinute _lines = new(time);

    /// <summary>Whether it is to be told now.</summary>
    public bool IsNew(string what)
    {
        if (_told.Contains(what) || !_lines.MayTell(out _))
            return false;
        if (_told.Count >= Most)
            _told.Clear();
        return _told.Add(what);
    }
}
