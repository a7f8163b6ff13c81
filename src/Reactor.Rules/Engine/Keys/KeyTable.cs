namespace Reactor.Rules.Engine.Keys;

/// <summary>
/// The keys of one rule, those touched longest ago first, bounded for each VM. An entry is over when it was touched more than the time to live
/// ago: all entries live equally long, so those that are over are always the oldest, and dropping them is no loss.
/// </summary>
internal sealed class KeyTable<T>(KeyBounds bounds, long timeToLive)
    where T : KeyEntry<T>
{
    // Enough for the table to shrink while keys are added.
    private const int SweptAtOnce = 2;

    private readonly Dictionary<string, T> _byKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, VmKeys> _byVm = new(StringComparer.Ordinal);
    private readonly LinkedList<T> _oldestFirst = [];

    public int Count => _oldestFirst.Count;

    public IEnumerable<T> OldestFirst => _oldestFirst;

    /// <summary>A VM's entries, the oldest first; safe to remove from meanwhile.</summary>
    public IReadOnlyList<T> OfVm(string vmId) => _byVm.TryGetValue(vmId, out var vm) ? [.. vm.OldestFirst] : [];

    public T? Find(RuleKey key) => _byKey.GetValueOrDefault(key.ToJson());

    /// <summary>Whether one more key of this VM, and so many bytes, are within bounds.</summary>
    public bool HasRoom(string vmId, long bytes) =>
        !_byVm.TryGetValue(vmId, out var vm) || (vm.OldestFirst.Count < bounds.MaxKeys && vm.Bytes + bytes <= bounds.MaxBytes);

    /// <summary>Adds an entry as the newest, whatever the bounds.</summary>
    public void Add(T entry, long at, long bytes)
    {
        _byKey.Add(entry.Key.ToJson(), entry);
        if (!_byVm.TryGetValue(entry.VmId, out var vm))
            _byVm.Add(entry.VmId, vm = new());
        entry.TouchedAt = at;
        entry.Bytes = bytes;
        entry.InRule = _oldestFirst.AddLast(entry);
        entry.InVm = vm.OldestFirst.AddLast(entry);
        vm.Bytes += bytes;
    }

    /// <summary>Makes it the newest.</summary>
    public static void Touch(T entry, long at)
    {
        entry.TouchedAt = Math.Max(entry.TouchedAt, at);
        MoveToEnd(entry.InRule!);
        MoveToEnd(entry.InVm!);
    }

    /// <summary>Its events take this much now. False: more than the bounds let the VM have.</summary>
    public bool Weigh(T entry, long bytes)
    {
        var vm = _byVm[entry.VmId];
        vm.Bytes += bytes - entry.Bytes;
        entry.Bytes = bytes;
        return vm.Bytes <= bounds.MaxBytes;
    }

    /// <summary>Brings a VM back within bounds, the oldest first. Gives how many of those that went were not over yet.</summary>
    public int Trim(string vmId, long now)
    {
        var evicted = 0;
        while (_byVm.TryGetValue(vmId, out var vm) && (vm.OldestFirst.Count > bounds.MaxKeys || vm.Bytes > bounds.MaxBytes))
        {
            var oldest = vm.OldestFirst.First!.Value;
            if (!IsOver(oldest, now))
                evicted++;
            Remove(oldest);
        }

        for (var i = 0; i < SweptAtOnce && _oldestFirst.First is { } first && IsOver(first.Value, now); i++)
            Remove(first.Value);
        return evicted;
    }

    public void Remove(T entry)
    {
        if (!_byKey.Remove(entry.Key.ToJson()))
            return;
        var vm = _byVm[entry.VmId];
        _oldestFirst.Remove(entry.InRule!);
        vm.OldestFirst.Remove(entry.InVm!);
        vm.Bytes -= entry.Bytes;
        if (vm.OldestFirst.Count == 0)
            _byVm.Remove(entry.VmId);
    }

    private bool IsOver(T entry, long now) => now - entry.TouchedAt > timeToLive;

    private static void MoveToEnd(LinkedListNode<T> node)
    {
        var list = node.List!;
        if (list.Last == node)
            return;
        list.Remove(node);
        list.AddLast(node);
    }

    private sealed class VmKeys
    {
        public LinkedList<T> OldestFirst { get; } = [];

        public long Bytes { get; set; }
    }
}
