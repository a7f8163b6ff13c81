using System.Text.Json;
using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Engine.Snapshots;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Patterns;

/// <summary><c>at_least</c>: so many events in a sliding window; a match uses the window up.</summary>
internal sealed class CountState(RuleState rule, CountPattern pattern) : KeyedState<CountState.Entry>(rule, pattern.Within.Ticks)
{
    public override bool Take(in Hit hit, EngineRun run)
    {
        run.Touch(Rule);
        var entry = Table.Find(hit.Key);
        if (entry is null)
            Table.Add(entry = new Entry(hit.Key, Rule.Plan.ReadsFirst), hit.At, 0);
        else
            KeyTable<Entry>.Touch(entry, hit.At);

        var window = entry.Window;
        var end = window.EndOf(window.Add(hit.At, hit.Seen), pattern.AtLeast, pattern.Within.Ticks);
        if (end >= 0)
        {
            var start = end + 1 - pattern.AtLeast;
            var match = new Match(hit.Key, hit.Seen, pattern.AtLeast, window.TimeAt(start), window.TimeAt(end)) { First = window.EventAt(start) };
            window.DropFirst(end + 1);
            Keep(entry);
            run.Complete(Rule, match);
        }
        else
        {
            window.DropBefore(entry.TouchedAt - pattern.Within.Ticks - Slack);
            Keep(entry);
        }

        Trim(hit, run);
        return true;
    }

    private void Keep(Entry entry)
    {
        if (entry.Window.Count == 0)
            Table.Remove(entry);
        else
            Table.Weigh(entry, entry.Window.Bytes + (entry.Window.Count * Weight.Time));
    }

    protected override void Write(Utf8JsonWriter writer, Entry entry, long now)
    {
        writer.WriteStartArray("events");
        for (var i = 0; i < entry.Window.Count; i++)
        {
            if (now - entry.Window.TimeAt(i) > pattern.Within.Ticks)
                continue;
            writer.WriteStartObject();
            writer.WriteNumber("at", entry.Window.TimeAt(i));
            writer.WriteSeen("seen", entry.Window.EventAt(i));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    protected override void Read(RuleKey key, JsonElement item)
    {
        var entry = new Entry(key, Rule.Plan.ReadsFirst);
        foreach (var each in item.GetProperty("events").EnumerateArray())
            entry.Window.Add(each.Ticks("at"), each.Seen("seen"));
        if (entry.Window.Count == 0 || (entry.Window.Count >= pattern.AtLeast && !Rule.Plan.IsFleet))
            throw new FormatException("a count holds what it can't");
        Table.Add(entry, entry.Window.TimeAt(entry.Window.Count - 1), entry.Window.Bytes + (entry.Window.Count * Weight.Time));
    }

    internal sealed class Entry(RuleKey key, bool keepsEvents) : KeyEntry<Entry>(key)
    {
        public Window Window { get; } = new(keepsEvents);
    }
}
