namespace Reactor.Rules.Engine;

/// <summary>One limit key: when it last acted, and how many matches were held back since.</summary>
internal sealed class LimitEntry(string key, DateTimeOffset start, long suppressed)
{
    public string Key { get; } = key;

    public DateTimeOffset Start { get; set; } = start;

    public long Suppressed { get; set; } = suppressed;
}

/// <summary>The limit keys of one rule and VM, at most <see cref="Capacity"/>; the one that acted longest ago goes first.</summary>
internal sealed class LimitKeys
{
    public const int Capacity = 10_000;

    private readonly Dictionary<string, LinkedListNode<LimitEntry>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<LimitEntry> _oldestFirst = [];

    public IEnumerable<LimitEntry> OldestFirst => _oldestFirst;

    public int Count => _oldestFirst.Count;

    /// <summary>Adds what a snapshot held, oldest first.</summary>
    public void Add(LimitEntry entry) => _byKey.Add(entry.Key, _oldestFirst.AddLast(entry));

    /// <summary>Takes a match: whether it may act, how many were held back, whether a key had to go.</summary>
    public LimitOutcome Take(string key, DateTimeOffset at, TimeSpan interval)
    {
        if (!_byKey.TryGetValue(key, out var node))
        {
            var isEvicted = Count >= Capacity && !DropSpent(at, interval);
            if (isEvicted)
                Drop(_oldestFirst.First!);
            Add(new(key, at, 0));
            return new(true, 0, isEvicted);
        }

        var entry = node.Value;
        if (at - entry.Start < interval)
            return new(false, ++entry.Suppressed, false);

        var suppressed = entry.Suppressed;
        entry.Start = at;
        entry.Suppressed = 0;
        _oldestFirst.Remove(node);
        _oldestFirst.AddLast(node);
        return new(true, suppressed, false);
    }

    // A key whose interval is over and that held nothing back means nothing any more: dropping it is no loss.
    private bool DropSpent(DateTimeOffset at, TimeSpan interval)
    {
        var oldest = _oldestFirst.First!;
        if (at - oldest.Value.Start < interval || oldest.Value.Suppressed > 0)
            return false;
        Drop(oldest);
        return true;
    }

    private void Drop(LinkedListNode<LimitEntry> node)
    {
        _byKey.Remove(node.Value.Key);
        _oldestFirst.Remove(node);
    }
}

/// <summary>What a limit says to a match.</summary>
/// <param name="MayAct">Whether it acts.</param>
/// <param name="Suppressed">Held back since the key last acted; where this one is held back, including it.</param>
/// <param name="IsEvicted">Another key that still mattered was dropped for it.</param>
internal readonly record struct LimitOutcome(bool MayAct, long Suppressed, bool IsEvicted);
