using System.Text.Json;
using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Engine.Snapshots;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Patterns;

/// <summary><c>not_followed_by</c>: the earliest opening event holds until its deadline, unless a closing one comes.</summary>
internal sealed class AbsenceState(RuleState rule, AbsencePattern pattern, EngineState engine) : GapState<AbsenceState.Entry>(rule, engine)
{
    private readonly int _closing = pattern.Opening.Length;

    public override bool Take(in Hit hit, EngineRun run)
    {
        // When it was seen: what comes from another partition is taken in later.
        var at = hit.Seen.At.UtcTicks;
        var entry = Table.Find(hit.Key);
        if (entry is not null && hit.Fits(_closing) && at >= entry.OpenedAt && at <= EndOf(entry))
        {
            run.Touch(Rule);
            Drop(entry);

            // It ends the one and may begin the next: what is to come again and again (A, and no A after it) is missed whenever it stays away.
            if ((hit.Clauses & Rule.Plan.OpeningMask) != 0)
                TryOpen(hit, run);
            return true;
        }

        if ((hit.Clauses & Rule.Plan.OpeningMask) == 0)
            return false;
        if (entry is null)
            return TryOpen(hit, run);

        run.Touch(Rule);
        entry.Count++;
        entry.LastAt = Math.Max(entry.LastAt, at);
        if (!Rule.Plan.ReadsLast)
            return true;

        // A closing clause may still come: too much data costs this one's `last`, never the deadline.
        var last = entry.Last;
        entry.Last = hit.Seen;
        if (!Table.Weigh(entry, entry.Weight))
        {
            entry.Last = last;
            Table.Weigh(entry, entry.Weight);
        }

        return true;
    }

    protected override void End(Entry entry, EngineRun run)
    {
        run.Touch(Rule);
        Drop(entry);
        run.Complete(Rule, new Match(entry.Key, entry.Opening, entry.Count, entry.OpenedAt, entry.LastAt) { Last = entry.Last, Blind = entry.IsBlind });
    }

    protected override void Write(Utf8JsonWriter writer, Entry entry, long now)
    {
        writer.WriteNumber("at", entry.OpenedAt);
        writer.WriteNumber("last_at", entry.LastAt);
        writer.WriteNumber("count", entry.Count);
        writer.WriteBoolean("blind", entry.IsBlind);
        writer.WriteSeen("seen", entry.Opening);
        writer.WriteSeen("last", entry.Last);
    }

    protected override void Read(RuleKey key, JsonElement item)
    {
        var at = item.Ticks("at");
        var entry = new Entry(key)
        {
            OpenedAt = at,
            Due = at + pattern.Within.Ticks,
            LastAt = item.Ticks("last_at"),
            Count = item.Amount("count"),
            IsBlind = item.GetProperty("blind").GetBoolean(),
            Opening = item.Seen("seen") ?? throw new FormatException("an absence has no opening event"),
            Last = item.Seen("last"),
        };
        Open(entry, at, entry.Weight);
        Arm(entry);
    }

    private bool TryOpen(in Hit hit, EngineRun run)
    {
        var at = hit.Seen.At.UtcTicks;
        var entry = new Entry(hit.Key)
        {
            OpenedAt = at,
            Due = at + pattern.Within.Ticks,
            LastAt = at,
            Count = 1,
            IsBlind = IsUnheard(hit.Key.VmId ?? ""),
            Opening = hit.Seen,
        };
        if (!TryOpen(entry, hit.Seen.Vm, entry.Weight, run))
            return false;
        run.Touch(Rule);
        Arm(entry);
        return true;
    }

    internal sealed class Entry(RuleKey key) : GapEntry<Entry>(key)
    {
        public required long OpenedAt { get; init; }

        public required long LastAt { get; set; }

        public required long Count { get; set; }

        public required SeenEvent Opening { get; init; }

        /// <summary>The newest opening event after the first, where it is asked for.</summary>
        public SeenEvent? Last { get; set; }

        public long Weight => Keys.Weight.Of(Opening) + Keys.Weight.Of(Last);

        public override VmView Vm => Opening.Vm;
    }
}
