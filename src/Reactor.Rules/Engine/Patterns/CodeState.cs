using System.Text;
using System.Text.Json;
using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Engine.Snapshots;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Patterns;

/// <summary>A rule in code: the events of each key, those seen first first, and a session that finds matches among them.</summary>
internal sealed class CodeState(RuleState rule, CodePattern pattern) : KeyedState<CodeState.Entry>(rule, pattern.Within.Ticks)
{
    /// <summary>The name of the events that stand for what was found.</summary>
    public const string EventName = "RULE_FOUND";

    /// <summary>The most events of a key, since code joins each with each; the oldest go first.</summary>
    public const int MaxEvents = 1_000;

    // Roughly, as measured: a session that holds nothing, and what it holds for an event besides.
    private const long SessionBytes = 3_000;
    private const long FactBytes = 800;

    public override bool Take(in Hit hit, EngineRun run)
    {
        var entry = Table.Find(hit.Key);
        if (entry is null)
            Table.Add(entry = new Entry(hit.Key, pattern.NewSession()), hit.At, 0);
        else if (IsOver(hit.Seen, entry))
            return false;
        else
            KeyTable<Entry>.Touch(entry, hit.At);
        run.Touch(Rule);
        while (IsOver(entry.Oldest, entry))
            entry.RemoveOldest();
        entry.Add(hit.Seen);
        if (entry.Count > MaxEvents)
        {
            entry.RemoveOldest();
            run.CountersOf(Rule).EvictedPatternKeys++;
            run.Error(Rule, RuleErrorKind.PatternKeyEvicted, $"more than {MaxEvents} events of one key: the oldest was dropped", hit.Seen.Vm);
        }

        Table.Weigh(entry, entry.Weight);
        Complete(entry.Find(), hit, run);
        Trim(hit, run);
        return true;
    }

    protected override void Write(Utf8JsonWriter writer, Entry entry, long now)
    {
        writer.WriteStartArray("events");
        foreach (var seen in entry.Events)
        {
            writer.WriteStartObject();
            writer.WriteSeen("seen", seen);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    protected override void Read(RuleKey key, JsonElement item)
    {
        var entry = new Entry(key, pattern.NewSession());
        foreach (var each in item.GetProperty("events").EnumerateArray())
            entry.Add(each.Seen("seen") ?? throw new FormatException("a rule in code holds no event where it should"));
        if (entry.Oldest is null)
            throw new FormatException("a rule in code holds what it can't");

        // It was told when it was found.
        entry.Find();
        Table.Add(entry, entry.Events.Last().At.UtcTicks, entry.Weight);
    }

    // In an order of their own, since that of a network of nodes is none.
    private void Complete(IReadOnlyCollection<CodeMatch> found, in Hit hit, EngineRun run)
    {
        var matches = found.Select(f => (Match: f, Data: Encoding.UTF8.GetString(f.Data.Span)))
            .DistinctBy(f => (f.Match.Of.Event.Id, f.Data))
            .OrderBy(f => f.Match.Of.Event.Id, StringComparer.Ordinal)
            .ThenBy(f => f.Data, StringComparer.Ordinal);
        foreach (var ((of, data), text) in matches)
        {
            var id = StableId.Of("c_", hit.Seen.Event.Id, of.Event.Id, text);
            var standing = new SeenEvent(of.Vm, new VmEvent { Id = id, Name = EventName, Data = data, At = hit.Seen.At, Origin = hit.Seen.Event.Origin });
            run.Complete(Rule, new Match(hit.Key, standing, 1, of.At.UtcTicks, hit.At) { First = of, Last = hit.Seen });
        }
    }

    private bool IsOver(SeenEvent? seen, Entry entry) => seen is not null && entry.TouchedAt - seen.At.UtcTicks > pattern.Within.Ticks;

    internal sealed class Entry(RuleKey key, ICodeSession session) : KeyEntry<Entry>(key)
    {
        private readonly LinkedList<SeenEvent> _events = [];

        public IEnumerable<SeenEvent> Events => _events;

        public int Count => _events.Count;

        public SeenEvent? Oldest => _events.First?.Value;

        public long Weight { get; private set; } = SessionBytes;

        /// <summary>By when it was seen: what comes from another partition is taken in later.</summary>
        public void Add(SeenEvent seen)
        {
            var before = _events.Last;
            while (before is not null && before.Value.At > seen.At)
                before = before.Previous;
            if (before is null)
                _events.AddFirst(seen);
            else
                _events.AddAfter(before, seen);
            Weight += Keys.Weight.Of(seen) + FactBytes;
            session.Add(seen);
        }

        public void RemoveOldest()
        {
            var oldest = _events.First!.Value;
            _events.RemoveFirst();
            Weight -= Keys.Weight.Of(oldest) + FactBytes;
            session.Remove(oldest);
        }

        public IReadOnlyCollection<CodeMatch> Find() => session.Find();
    }
}
