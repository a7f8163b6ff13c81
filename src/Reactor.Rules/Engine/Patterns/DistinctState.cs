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
            Table.Add(entry = new Entry(hit.Key), hit.At, 0);
        else
            KeyTable<Entry>.Touch(entry, hit.At);

        entry.DropBefore(entry.TouchedAt - pattern.Within.Ticks - Slack);
        var put = entry.Put(new(hit.Distinct!, hit.At, Rule.Plan.ReadsFirst ? hit.Seen : null));
        if (entry.SpanWith(put, pattern.AtLeast, pattern.Within.Ticks) is var (first, last))
        {
            entry.DropTo(last);
            Keep(entry);
            run.Complete(Rule, new Match(hit.Key, hit.Seen, pattern.AtLeast, first.At, last.At) { First = first.Seen });
        }
        else
        {
            Keep(entry);
        }

        Trim(hit, run);
        return true;
    }

    private void Keep(Entry entry)
    {
        if (entry.Values.Count == 0)
            Table.Remove(entry);
        else
            Table.Weigh(entry, entry.Weight);
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
        if (entry.Values.Count == 0 || (entry.Values.Count >= pattern.AtLeast && !Rule.Plan.IsFleet))
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

        /// <summary>Puts an occurrence where its time puts it. Null: one of that value was seen later.</summary>
        public LinkedListNode<Occurrence>? Put(Occurrence occurrence)
        {
            if (_byValue.TryGetValue(occurrence.Value, out var known))
            {
                if (known.Value.At > occurrence.At)
                    return null;
                Drop(known);
            }

            var before = Values.Last;
            while (before is not null && before.Value.At > occurrence.At)
                before = before.Previous;
            var node = before is null ? Values.AddFirst(occurrence) : Values.AddAfter(before, occurrence);
            _byValue.Add(occurrence.Value, node);
            Weight += occurrence.Weight;
            return node;
        }

        /// <summary>The first and the last of so many values within a span, that one among them; null for none.</summary>
        public (Occurrence First, Occurrence Last)? SpanWith(LinkedListNode<Occurrence>? put, int count, long within)
        {
            if (put is null || Values.Count < count)
                return null;
            var first = put;
            for (var i = 1; i < count && first.Previous is { } earlier; i++)
                first = earlier;
            var last = first;
            for (var i = 1; i < count; i++)
                last = last!.Next;
            for (; last is not null && first is not null; (first, last) = (first.Next, last.Next))
            {
                if (last.Value.At - first.Value.At <= within)
                    return (first.Value, last.Value);
                if (first == put)
                    break;
            }

            return null;
        }

        /// <summary>Drops all up to one.</summary>
        public void DropTo(Occurrence last)
        {
            while (Values.First is { } first)
            {
                Drop(first);
                if (ReferenceEquals(first.Value, last))
                    return;
            }
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
