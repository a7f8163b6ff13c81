using System.Text.Json;
using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Engine.Snapshots;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Patterns;

/// <summary><c>settle</c>: once, when events have been quiet for so long, or some time after the first at the latest.</summary>
internal sealed class SettleState(RuleState rule, SettlePattern pattern, EngineState engine) : DeadlineState<SettleState.Entry>(rule, engine)
{
    public override bool Take(in Hit hit, EngineRun run)
    {
        // When it was seen: what comes from another partition is taken in later.
        var at = hit.Seen.At.UtcTicks;
        var entry = Table.Find(hit.Key);
        if (entry is null)
        {
            entry = new Entry(hit.Key) { FirstAt = at, First = Rule.Plan.ReadsFirst ? hit.Seen : null, LastAt = at, Last = hit.Seen, Count = 1 };
            if (!TryOpen(entry, hit.Seen.Vm, entry.Weight, run))
                return false;
        }
        else
        {
            entry.LastAt = Math.Max(entry.LastAt, at);
            entry.Last = hit.Seen;
            entry.Count++;
        }

        run.Touch(Rule);
        if (Table.Weigh(entry, entry.Weight))
        {
            Arm(entry);
            return true;
        }

        Drop(entry);
        Refuse(hit.Seen.Vm, run);
        return true;
    }

    protected override void End(Entry entry, EngineRun run)
    {
        run.Touch(Rule);
        Drop(entry);
        run.Complete(Rule, new Match(entry.Key, entry.Last, entry.Count, entry.FirstAt, entry.LastAt) { First = entry.First });
    }

    protected override void Write(Utf8JsonWriter writer, Entry entry, long now)
    {
        writer.WriteNumber("at", entry.FirstAt);
        writer.WriteNumber("last_at", entry.LastAt);
        writer.WriteNumber("count", entry.Count);
        writer.WriteSeen("seen", entry.Last);
        writer.WriteSeen("first", entry.First);
    }

    protected override void Read(RuleKey key, JsonElement item)
    {
        var entry = new Entry(key)
        {
            FirstAt = item.Ticks("at"),
            First = item.Seen("first"),
            LastAt = item.Ticks("last_at"),
            Last = item.Seen("seen") ?? throw new FormatException("what is to settle has no last event"),
            Count = item.Amount("count"),
        };
        Open(entry, entry.FirstAt, entry.Weight);
        Arm(entry);
    }

    private void Arm(Entry entry)
    {
        var due = entry.LastAt + pattern.Quiet.Ticks;
        Engine.Deadlines.Set(entry.Deadline!, pattern.AtMost is { } atMost ? Math.Min(due, entry.FirstAt + atMost.Ticks) : due);
    }

    internal sealed class Entry(RuleKey key) : DeadlineEntry<Entry>(key)
    {
        public required long FirstAt { get; init; }

        /// <summary>Where it is asked for.</summary>
        public SeenEvent? First { get; init; }

        public required long LastAt { get; set; }

        public required SeenEvent Last { get; set; }

        public required long Count { get; set; }

        public long Weight => Keys.Weight.Of(First) + Keys.Weight.Of(Last);
    }
}
