using System.Text.Json;
using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Engine.Snapshots;

namespace Reactor.Rules.Engine;

/// <summary>The completing event of each key's last match.</summary>
internal sealed class PreviousMatches(KeyBounds bounds)
{
    private readonly KeyTable<Entry> _table = new(bounds, long.MaxValue);

    public int Count => _table.Count;

    /// <summary>Puts a match in, gives the one before.</summary>
    public SeenEvent? Exchange(RuleKey key, SeenEvent completing, long now, out int evicted)
    {
        var entry = _table.Find(key);
        var previous = entry?.Completing;
        if (entry is null)
        {
            entry = new Entry(key) { Completing = completing };
            _table.Add(entry, now, Weight.Of(completing));
        }
        else
        {
            entry.Completing = completing;
            KeyTable<Entry>.Touch(entry, now);
            _table.Weigh(entry, Weight.Of(completing));
        }

        evicted = _table.Trim(entry.VmId, now);
        return previous;
    }

    public bool Forget(string vmId)
    {
        var entries = _table.OfVm(vmId);
        foreach (var entry in entries)
            _table.Remove(entry);
        return entries.Count > 0;
    }

    public void Write(Utf8JsonWriter writer, string name)
    {
        if (_table.Count == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var entry in _table.OldestFirst)
        {
            writer.WriteStartObject();
            writer.WriteString("key", entry.Key.ToJson());
            writer.WriteNumber("at", entry.TouchedAt);
            SeenEventJson.Write(writer, "seen", entry.Completing);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public void Read(JsonElement entries, KeyShape shape)
    {
        foreach (var item in entries.EnumerateArray())
        {
            var entry = new Entry(item.Key(shape)) { Completing = item.Seen("seen")! };
            _table.Add(entry, item.Ticks("at"), Weight.Of(entry.Completing));
        }
    }

    private sealed class Entry(RuleKey key) : KeyEntry<Entry>(key)
    {
        public required SeenEvent Completing { get; set; }
    }
}
