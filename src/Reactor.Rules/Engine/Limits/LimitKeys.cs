using Reactor.Rules.Engine.Keys;

namespace Reactor.Rules.Engine.Limits;

/// <summary>
/// The limit keys of one rule and VM, up to a capacity and a weight. For a new one goes first a key that means nothing any more, then the one whose end was
/// told longest ago, then the one that acted longest ago.
/// </summary>
internal sealed class LimitKeys(int capacity, long maxBytes = long.MaxValue)
{
    private readonly Dictionary<string, LimitEntry> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<LimitEntry> _acted = [];
    private readonly LinkedList<LimitEntry> _told = [];

    /// <summary>Those whose end is still to come, the one that acted longest ago first; then those that were told, the oldest first.</summary>
    public IEnumerable<LimitEntry> All => _acted.Concat(_told);

    public int Count => _byKey.Count;

    private long Bytes { get; set; }

    /// <summary>Adds what a snapshot held, in the order of <see cref="All"/>.</summary>
    public void Add(LimitEntry entry)
    {
        _byKey.Add(entry.Key, entry);
        Bytes += entry.Weight;
        entry.Node = (entry.IsTold ? _told : _acted).AddLast(entry);
    }

    /// <summary>Takes a match: whether it may act, how many were held back, which key that still mattered had to go.</summary>
    public LimitOutcome Take(string key, long at, int max, long per, VmView vm, string firingId, out LimitEntry entry)
    {
        LimitEntry? evicted = null;
        if (!_byKey.TryGetValue(key, out entry!))
        {
            if (Count >= capacity)
                evicted = MakeRoom(at, per);
            entry = new LimitEntry(key) { Vm = vm, FiringId = firingId };
            Add(entry);
        }

        Bytes -= entry.Weight;
        entry.Acts.RemoveAll(act => at - act >= per);
        Bytes += entry.Weight;
        if (entry.Acts.Count >= max)
            return new(false, ++entry.Suppressed, evicted);

        var suppressed = entry.Suppressed;
        entry.Acts.Add(at);
        Bytes += Weight.Time;
        entry.Suppressed = 0;
        entry.IsTold = false;
        entry.Vm = vm;
        entry.FiringId = firingId;
        MoveTo(_acted, entry);
        return new(true, suppressed, evicted);
    }

    /// <summary>The end of its span was told.</summary>
    public void Tell(LimitEntry entry)
    {
        entry.IsTold = true;
        MoveTo(_told, entry);
    }

    /// <summary>Whether a key means nothing any more at this time: its span is over, and it held nothing back.</summary>
    public static bool IsSpent(LimitEntry entry, long at, long per) => entry.Suppressed == 0 && (entry.Acts.Count == 0 || at - entry.Acts[^1] > per);

    /// <summary>Drops the next that has to go since they weigh too much; null where they don't, or nothing but that one is left.</summary>
    public LimitEntry? DropTooHeavy(LimitEntry kept)
    {
        if (Bytes <= maxBytes)
            return null;
        var victim = _told.Concat(_acted).FirstOrDefault(entry => entry != kept);
        if (victim is not null)
            Drop(victim);
        return victim;
    }

    private LimitEntry? MakeRoom(long at, long per)
    {
        if (_acted.First is { Value: var oldest } && IsSpent(oldest, at, per))
        {
            Drop(oldest);
            return null;
        }

        var victim = (_told.First ?? _acted.First)!.Value;
        Drop(victim);
        return victim;
    }

    private void Drop(LimitEntry entry)
    {
        _byKey.Remove(entry.Key);
        Bytes -= entry.Weight;
        entry.Node!.List!.Remove(entry.Node);
    }

    private static void MoveTo(LinkedList<LimitEntry> list, LimitEntry entry)
    {
        entry.Node!.List!.Remove(entry.Node);
        list.AddLast(entry.Node);
    }
}

/// <summary>What a limit says to a match.</summary>
/// <param name="MayAct">Whether it acts.</param>
/// <param name="Suppressed">Held back since the key last acted; where this one is held back, including it.</param>
/// <param name="Evicted">Another key that still mattered and was dropped for it.</param>
internal readonly record struct LimitOutcome(bool MayAct, long Suppressed, LimitEntry? Evicted)
{
    /// <summary>How many more were dropped since the keys weighed too much.</summary>
    public int TooHeavy { get; init; }

    /// <summary>How many keys that still mattered were dropped.</summary>
    public int Evictions => TooHeavy + (Evicted is null ? 0 : 1);

    public bool IsEvicted => Evictions > 0;
}
