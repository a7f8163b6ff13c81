using System.Text.Json;
using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Engine.Snapshots;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Patterns;

/// <summary><c>at_least</c> with <c>distinct</c>: so many different values in a sliding window, each at its newest.</summary>
internal sealed class DistinctState(RuleState rule, CountPattern pattern) : KeyedState<DistinctState.Entry>(rule, pattern.Within.Ticks)
{
    public override bool Take(in Hit hit, EngineRun run)
    {
        run.Touch(Rule);
        var entry = Table.Find(hit.Key);
        if (entry is null)
            Table.Add(entry = new Entry(hit.Key), run.Now, 0);
        else
            KeyTable<Entry>.Touch(entry, run.Now);

        entry.DropBefore(run.Now - pattern.Within.Ticks);
        entry.Put(new(hit.Distinct!, run.Now, Rule.Plan.ReadsFirst ? hit.Seen : null));
        if (entry.Values.Count >= pattern.AtLeast)
        {
            var first = entry.Values.First!.Value;
            Table.Remove(entry);
            run.Complete(Rule, new Match(hit.Key, hit.Seen, entry.Values.Count, first.At, run.Now) { First = first.Seen });
        }
        else
        {
            Table.Weigh(entry, entry.Weight);
        }

        Trim(hit, run);
        return true;
    }

    protected override void Write(Utf8JsonWriter writer, Entry entry, long now)
    {
        writer.WriteStartArray("values");
        foreach (var occurrence in entry.Values)
        {
            if (now - occurrence.At > pattern.Within.Ticks)
                continue;
            writer.WriteStartObject();
            writer.WriteString("value", occurrence.Value);
            writer.WriteNumber("at", occurrence.At);
            writer.WriteSeen("seen", occurrence.Seen);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    protected override void Read(RuleKey key, JsonElement item)
    {
        var entry = new Entry(key);
        foreach (var each in item.GetProperty("values").EnumerateArray())
            entry.Put(new(each.Text("value"), each.Ticks("at"), each.Seen("seen")));
        if (entry.Values.Count == 0 || entry.Values.Count >= pattern.AtLeast)
            throw new FormatException("a count holds what it can't");
        Table.Add(entry, entry.Values.Last!.Value.At, entry.Weight);
    }

    /// <summary>The newest occurrence of a value.</summary>
    internal sealed record Occurrence(string Value, long At, SeenEvent? Seen)
    {
        public long Weight => (2L * Value.Length) + 100 + Keys.Weight.Of(Seen);
    }

    internal sealed class Entry(RuleKey key) : KeyEntry<Entry>(key)
    {
        private readonly Dictionary<string, LinkedListNode<Occurrence>> _byValue = new(StringComparer.Ordinal);

        /// <summary>The oldest first.</summary>
        public LinkedList<Occurrence> Values { get; } = [];

        public long Weight { get; private set; }

        public void Put(Occurrence occurrence)
        {
            if (_byValue.TryGetValue(occurrence.Value, out var known))
                Drop(known);
            _byValue.Add(occurrence.Value, Values.AddLast(occurrence));
            Weight += occurrence.Weight;
        }

        public void DropBefore(long time)
        {
            while (Values.First is { } first && first.Value.At < time)
                Drop(first);
        }

        private void Drop(LinkedListNode<Occurrence> node)
        {
            _byValue.Remove(node.Value.Value);
            Values.Remove(node);
            Weight -= node.Value.Weight;
        }
    }
}
