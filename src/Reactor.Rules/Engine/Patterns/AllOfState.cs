using System.Text.Json;
using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Engine.Snapshots;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Patterns;

/// <summary><c>all_of</c>: an event goes where it is missing, else where what is there is the oldest.</summary>
internal sealed class AllOfState(RuleState rule, AllOfPattern pattern) : KeyedState<AllOfState.Entry>(rule, pattern.Within.Ticks)
{
    private readonly int _clauses = pattern.All.Length;

    public override bool Take(in Hit hit, EngineRun run)
    {
        run.Touch(Rule);
        var entry = Table.Find(hit.Key);
        if (entry is null)
            Table.Add(entry = new Entry(hit.Key, _clauses), hit.At, 0);
        else
            KeyTable<Entry>.Touch(entry, hit.At);

        // Of what fits one place the newest stays.
        var newest = entry.TouchedAt;
        ref var place = ref entry.Filled[PlaceFor(hit, entry, newest)];
        if (place is not { At: var at } || at <= hit.At)
            place = new(hit.At, Rule.Plan.ReadsFirst ? hit.Seen : null);
        if (entry.Filled.All(f => IsCurrent(f, newest)))
        {
            var first = entry.Filled.MinBy(f => f!.Value.At)!.Value;
            Table.Remove(entry);
            run.Complete(Rule, new Match(hit.Key, hit.Seen, _clauses, first.At, newest) { First = first.Seen });
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
        writer.WriteStartArray("filled");
        for (var i = 0; i < _clauses; i++)
        {
            if (!IsCurrent(entry.Filled[i], now))
                continue;
            writer.WriteStartObject();
            writer.WriteNumber("clause", i);
            writer.WriteNumber("at", entry.Filled[i]!.Value.At);
            writer.WriteSeen("seen", entry.Filled[i]!.Value.Seen);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    protected override void Read(RuleKey key, JsonElement item)
    {
        var entry = new Entry(key, _clauses);
        foreach (var each in item.GetProperty("filled").EnumerateArray())
            entry.Filled[each.Position("clause", _clauses)] = new(each.Ticks("at"), each.Seen("seen"));
        if (entry.Filled.Max(f => f?.At) is not { } newest)
            throw new FormatException("an all_of holds what it can't");
        Table.Add(entry, newest, entry.Weight);
    }

    private bool IsCurrent(Filled? filled, long now) => filled is { At: var at } && now - at <= pattern.Within.Ticks;

    private int PlaceFor(in Hit hit, Entry entry, long now)
    {
        var oldest = -1;
        for (var i = 0; i < _clauses; i++)
        {
            if (!hit.Fits(i))
                continue;
            if (!IsCurrent(entry.Filled[i], now))
                return i;
            if (oldest < 0 || entry.Filled[i]!.Value.At < entry.Filled[oldest]!.Value.At)
                oldest = i;
        }

        return oldest;
    }

    internal sealed class Entry(RuleKey key, int clauses) : KeyEntry<Entry>(key)
    {
        /// <summary>By clause.</summary>
        public Filled?[] Filled { get; } = new Filled?[clauses];

        public long Weight => Filled.Sum(f => Keys.Weight.Of(f?.Seen));
    }
}
