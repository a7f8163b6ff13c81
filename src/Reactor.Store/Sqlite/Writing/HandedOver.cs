using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>
/// Deliveries that are being tried since they were written: the indexes of those that wait don't have them, so whoever asks what goes before another asks
/// here too. Beginnings of alerts and one-off sends alone; what tells on waits as a row.
/// </summary>
internal sealed class HandedOver
{
    private readonly Dictionary<long, DeliveryRow> _rows = [];

    // How many there are of each firing and of each line, by target: mostly there is none, and nothing need be gone over.
    private readonly Dictionary<(string Target, string Name), int> _names = [];

    public IEnumerable<string> Targets => _rows.Values.Select(row => row.Target).Distinct();

    public void Add(long number, DeliveryRow row)
    {
        _rows.Add(number, row);
        Count(row.Target, row.FiringId, 1);
        Count(row.Target, row.Line, 1);
    }

    public void Remove(long number)
    {
        if (!_rows.Remove(number, out var row))
            return;
        Count(row.Target, row.FiringId, -1);
        Count(row.Target, row.Line, -1);
    }

    /// <summary>Whether one is being tried that it goes after.</summary>
    public bool IsBehind(long number, DeliveryRow row) =>
        row.IsFollower && _names.ContainsKey((row.Target, row.Group ?? row.FiringId)) && _rows.Any(held => held.Key < number && row.GoesAfter(held.Value));

    /// <summary>Whether an earlier one of its line is being tried: its target keeps the order, and didn't when that one was written.</summary>
    public bool IsBehindInLine(long number, DeliveryRow row) =>
        _names.ContainsKey((row.Target, row.Line)) && _rows.Any(held => held.Key < number && held.Value.Target == row.Target && held.Value.Line == row.Line);

    private void Count(string target, string name, int more)
    {
        int count = _names.GetValueOrDefault((target, name)) + more;
        if (count == 0)
            _names.Remove((target, name));
        else
            _names[(target, name)] = count;
    }
}
