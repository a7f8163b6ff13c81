namespace Reactor.Store.Sqlite.Writing;

/// <summary>
/// Deliveries that are being tried since they were written: the indexes of those that wait don't have them, so whoever asks what goes before another asks
/// here too. Beginnings of alerts and one-off sends alone; what tells on waits as a row.
/// </summary>
internal sealed class HandedOver
{
    private readonly Dictionary<long, DeliveryKey> _keys = [];

    // Numbers of each firing, of each alert and of each line, by target: mostly there is none.
    private readonly Dictionary<(string Target, string Name), List<long>> _names = [];

    public IEnumerable<string> Targets => _keys.Values.Select(key => key.Target).Distinct();

    public void Add(long number, DeliveryKey key)
    {
        _keys.Add(number, key);
        if (!key.IsOneOff)
            Add((key.Target, key.Firing), number);
        if (key.Series is { } series)
            Add((key.Target, series), number);
        Add((key.Target, key.Line), number);
    }

    public void Remove(long number)
    {
        if (!_keys.Remove(number, out var key))
            return;
        if (!key.IsOneOff)
            Remove((key.Target, key.Firing), number);
        if (key.Series is { } series)
            Remove((key.Target, series), number);
        Remove((key.Target, key.Line), number);
    }

    /// <summary>Whether one is being tried that it goes after.</summary>
    public bool IsBehind(long number, DeliveryKey key) =>
        (key.IsFollower && IsBehind(number, key.Target, key.IsOfGroup ? key.Line : key.Firing)) || (key.Series is { } series && IsBehind(number, key.Target, series));

    /// <summary>Whether any of the alert of this name is being tried.</summary>
    public bool AnyOf(string target, string series) => _names.ContainsKey((target, series));

    /// <summary>Whether an earlier one of its line is being tried: its target keeps the order, and didn't when that one was written.</summary>
    public bool IsBehindInLine(long number, DeliveryKey key) => IsBehind(number, key.Target, key.Line);

    private bool IsBehind(long number, string target, string name) => _names.TryGetValue((target, name), out var numbers) && numbers.Exists(held => held < number);

    private void Add((string Target, string Name) name, long number)
    {
        if (!_names.TryGetValue(name, out var numbers))
            _names.Add(name, numbers = new(1));
        numbers.Add(number);
    }

    private void Remove((string Target, string Name) name, long number)
    {
        var numbers = _names[name];
        numbers.Remove(number);
        if (numbers.Count == 0)
            _names.Remove(name);
    }
}
