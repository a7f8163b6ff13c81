using System.Text.Json;
using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Engine.Snapshots;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Patterns;

/// <summary>
/// <c>sequence</c>: for each number of steps done, the newest start. An event carries on every start that it fits, and is a start itself where it
/// fits the first step: so whatever is over in time, what came after it is still found.
/// </summary>
internal sealed class SequenceState(RuleState rule, SequencePattern pattern) : KeyedState<SequenceState.Entry>(rule, pattern.Within.Ticks)
{
    private readonly int _steps = pattern.Steps.Length;

    public override bool Take(in Hit hit, EngineRun run)
    {
        var entry = Table.Find(hit.Key);
        var isUsed = false;

        // The longest first: what an event has carried on once it doesn't carry on again.
        for (var done = _steps - 1; done >= 1 && entry is not null; done--)
        {
            if (!hit.Fits(done) || !IsLive(entry.Starts[done], hit.At) || entry.Starts[done]!.Value.At > hit.At)
                continue;
            run.Touch(Rule);
            isUsed = true;
            if (done + 1 == _steps)
            {
                Complete(entry, hit, run);
                return true;
            }

            Move(entry, done);
        }

        if (!hit.Fits(0))
            return isUsed;
        run.Touch(Rule);
        Start(entry, hit, run);
        return true;
    }

    protected override void Write(Utf8JsonWriter writer, Entry entry, long now)
    {
        writer.WriteStartArray("starts");
        for (var done = 1; done < _steps; done++)
        {
            if (!IsLive(entry.Starts[done], now))
                continue;
            writer.WriteStartObject();
            writer.WriteNumber("done", done);
            writer.WriteNumber("at", entry.Starts[done]!.Value.At);
            writer.WriteSeen("seen", entry.Starts[done]!.Value.Seen);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    protected override void Read(RuleKey key, JsonElement item)
    {
        var entry = new Entry(key, _steps);
        foreach (var each in item.GetProperty("starts").EnumerateArray())
            entry.Starts[each.Position("done", _steps)] = new(each.Ticks("at"), each.Seen("seen"));
        if (entry.Starts[0] is not null || entry.Starts.Max(s => s?.At) is not { } newest)
            throw new FormatException("a sequence holds what it can't");
        Table.Add(entry, newest, entry.Weight);
    }

    private bool IsLive(Filled? start, long now) => start is { At: var at } && now - at <= pattern.Within.Ticks;

    private void Complete(Entry entry, in Hit hit, EngineRun run)
    {
        var start = entry.Starts[_steps - 1]!.Value;
        Table.Remove(entry);
        run.Complete(Rule, new Match(hit.Key, hit.Seen, _steps, start.At, hit.At) { First = start.Seen });
    }

    private void Move(Entry entry, int done)
    {
        var start = entry.Starts[done]!.Value;
        entry.Starts[done] = null;
        if (entry.Starts[done + 1] is not { At: var other } || other <= start.At)
            entry.Starts[done + 1] = start;
        Table.Weigh(entry, entry.Weight);
    }

    private void Start(Entry? entry, in Hit hit, EngineRun run)
    {
        if (entry is null)
            Table.Add(entry = new Entry(hit.Key, _steps), hit.At, 0);
        else
            KeyTable<Entry>.Touch(entry, hit.At);
        if (entry.Starts[1] is not { At: var newest } || newest <= hit.At)
            entry.Starts[1] = new(hit.At, Rule.Plan.ReadsFirst ? hit.Seen : null);
        Table.Weigh(entry, entry.Weight);
        Trim(hit, run);
    }

    internal sealed class Entry(RuleKey key, int steps) : KeyEntry<Entry>(key)
    {
        /// <summary>By how many steps are done; at 0 there is none.</summary>
        public Filled?[] Starts { get; } = new Filled?[steps];

        public long Weight => Starts.Sum(s => Keys.Weight.Of(s?.Seen));
    }
}
