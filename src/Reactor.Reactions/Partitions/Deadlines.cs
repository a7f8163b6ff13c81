namespace Reactor.Reactions.Partitions;

/// <summary>At most one deadline a key; taken in the order in which they are due, those of one instant by key. A deadline is over strictly after its instant.</summary>
internal sealed class Deadlines
{
    private readonly SortedSet<(DateTimeOffset Due, string Key)> _ordered = new(Comparer<(DateTimeOffset Due, string Key)>.Create(
        static (a, b) => a.Due != b.Due ? a.Due.CompareTo(b.Due) : string.CompareOrdinal(a.Key, b.Key)));

    private readonly Dictionary<string, DateTimeOffset> _byKey = new(StringComparer.Ordinal);

    /// <summary>The earliest; null for none.</summary>
    public DateTimeOffset? Next => _ordered.Count == 0 ? null : _ordered.Min.Due;

    /// <summary>Sets, moves or (null) removes the deadline of a key.</summary>
    public void Set(string key, DateTimeOffset? due)
    {
        if (_byKey.Remove(key, out var old))
        {
            _ordered.Remove((old, key));
        }

        if (due is { } at)
        {
            _byKey.Add(key, at);
            _ordered.Add((at, key));
        }
    }

    /// <summary>Removes the earliest and gives its key, where it is over at that time; null where none is.</summary>
    public string? TakeOver(DateTimeOffset now)
    {
        if (_ordered.Count == 0 || _ordered.Min.Due >= now)
        {
            return null;
        }

        var (_, key) = _ordered.Min;
        Set(key, null);
        return key;
    }

    /// <summary>A time a span later, or never where no time is that late.</summary>
    public static DateTimeOffset? After(DateTimeOffset from, TimeSpan span) => DateTimeOffset.MaxValue - from > span ? from + span : null;
}
