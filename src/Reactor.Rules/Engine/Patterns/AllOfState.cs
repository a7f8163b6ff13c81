using System.Numerics;
using System.Text.Json;
using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Engine.Snapshots;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Patterns;

/// <summary><c>all_of</c>: the newest events of which each can have a clause of its own. A match is there when each clause has one.</summary>
internal sealed class AllOfState(RuleState rule, AllOfPattern pattern) : KeyedState<AllOfState.Entry>(rule, pattern.Within.Ticks)
{
    private readonly int _clauses = pattern.All.Length;

    public override bool Take(in Hit hit, EngineRun run)
    {
        run.Touch(Rule);
        var entry = Table.Find(hit.Key);
        if (entry is null)
            Table.Add(entry = new Entry(hit.Key), hit.At, 0);
        else
            KeyTable<Entry>.Touch(entry, hit.At);

        var newest = entry.TouchedAt;
        entry.Held.RemoveAll(h => !IsCurrent(h.Event, newest));
        var filled = new Filled(hit.At, Rule.Plan.ReadsFirst ? hit.Seen : null);
        if (IsCurrent(filled, newest))
            Hold(entry.Held, new Fitting(hit.Clauses, filled));
        if (entry.Held.Count == _clauses)
        {
            var first = entry.Held[^1].Event;
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

    // Each under the clause that it has in one way to share them out, besides all that it fits: an earlier release, which knew that one alone, reads it too.
    protected override void Write(Utf8JsonWriter writer, Entry entry, long now)
    {
        var held = entry.Held.FindAll(h => IsCurrent(h.Event, now));
        Span<int> holders = stackalloc int[_clauses];
        holders.Fill(-1);
        for (var i = 0; i < held.Count; i++)
            TryPlace(i, held, holders);
        writer.WriteStartArray("filled");
        for (var i = 0; i < held.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteNumber("clause", holders.IndexOf(i));
            writer.WriteNumber("clauses", held[i].Clauses);
            writer.WriteNumber("at", held[i].Event.At);
            writer.WriteSeen("seen", held[i].Event.Seen);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    protected override void Read(RuleKey key, JsonElement item)
    {
        var entry = new Entry(key);
        entry.Held.AddRange(item.GetProperty("filled").EnumerateArray().Select(ReadFitting).OrderByDescending(h => h.Event.At));
        entry.Held.RemoveAll(h => !IsCurrent(h.Event, entry.Held[0].Event.At));
        if (entry.Held.Count is 0 || entry.Held.Count >= _clauses)
            throw new FormatException("an all_of holds what it can't");
        Table.Add(entry, entry.Held[0].Event.At, entry.Weight);
    }

    private Fitting ReadFitting(JsonElement item)
    {
        // An earlier release kept no others.
        var own = 1UL << item.Position("clause", _clauses);
        var clauses = item.TryGetProperty("clauses", out var fitting) ? fitting.GetUInt64() : own;
        return (clauses & own) != 0 && (clauses & ~Rule.Plan.OpeningMask) == 0
            ? new(clauses, new(item.Ticks("at"), item.Seen("seen")))
            : throw new FormatException("an all_of holds what it can't");
    }

    private bool IsCurrent(in Filled filled, long now) => now - filled.At <= pattern.Within.Ticks;

    /// <summary>Adds one, and drops the oldest of those that then stand in each other's way.</summary>
    private void Hold(List<Fitting> held, Fitting added)
    {
        var place = held.FindIndex(h => h.Event.At <= added.Event.At);
        held.Insert(place < 0 ? held.Count : place, added);
        Span<int> holders = stackalloc int[_clauses];
        holders.Fill(-1);
        for (var i = 0; i < held.Count; i++)
        {
            if (TryPlace(i, held, holders))
                continue;
            held.RemoveAt(i);
            return;
        }
    }

    private static bool TryPlace(int at, List<Fitting> held, Span<int> holders)
    {
        ulong asked = 0;
        return TryPlace(at, held, holders, ref asked);
    }

    /// <summary>Gives an event a clause that it fits; whoever has it goes to another that it fits, if it can.</summary>
    private static bool TryPlace(int at, List<Fitting> held, Span<int> holders, ref ulong asked)
    {
        while ((held[at].Clauses & ~asked) is var open and not 0)
        {
            var clause = BitOperations.TrailingZeroCount(open);
            asked |= 1UL << clause;
            if (holders[clause] >= 0 && !TryPlace(holders[clause], held, holders, ref asked))
                continue;
            holders[clause] = at;
            return true;
        }

        return false;
    }

    /// <summary>An event, and the clauses that it fits, as bits.</summary>
    internal readonly record struct Fitting(ulong Clauses, Filled Event);

    internal sealed class Entry(RuleKey key) : KeyEntry<Entry>(key)
    {
        /// <summary>Newest first, each with a clause of its own, so at most one for each clause.</summary>
        public List<Fitting> Held { get; } = [];

        public long Weight => Held.Sum(h => Keys.Weight.Of(h.Event.Seen));
    }
}
