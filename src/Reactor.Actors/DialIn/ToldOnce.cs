namespace Reactor.Actors.DialIn;

/// <summary>What was told already: whoever calls every second is told of once.</summary>
internal sealed class ToldOnce
{
    private const int Most = 1000;

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <summary>Whether it is to be told now.</summary>
    public bool IsNew(string what)
    {
        if (_told.Count > Most)
            _told.Clear();
        return _told.Add(what);
    }
}
