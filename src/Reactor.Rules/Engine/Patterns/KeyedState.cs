using System.Text.Json;
using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Engine.Snapshots;

namespace Reactor.Rules.Engine.Patterns;

/// <summary>
/// A pattern that holds something for each key. Windows go by when events were seen. What a fleet rule is hit by comes from many partitions, each
/// in its own time: its windows hold what is over for a while longer, since one that was seen earlier may still come, and are over by what
/// comes, not by the clock.
/// </summary>
internal abstract class KeyedState<T>(RuleState rule, long timeToLive) : PatternState
    where T : KeyEntry<T>
{
    private static readonly long s_disorder = TimeSpan.FromMinutes(1).Ticks;

    public override int Count => Table.Count;

    protected RuleState Rule => rule;

    protected KeyTable<T> Table { get; } = new(KeyBounds.Of(rule.Plan.IsFleet), timeToLive < long.MaxValue ? timeToLive + SlackOf(rule) : timeToLive);

    /// <summary>How much longer what is over is held. Ticks.</summary>
    protected long Slack => SlackOf(rule);

    public override bool Forget(string vmId)
    {
        var entries = Table.OfVm(vmId);
        foreach (var entry in entries)
            Drop(entry);
        return entries.Count > 0;
    }

    public override void Write(Utf8JsonWriter writer, string name, long now)
    {
        // When the state changed says nothing about hits that are still on their way.
        if (rule.Plan.IsFleet)
            now = 0;
        var current = Table.OldestFirst.Where(e => !IsOver(e, now)).ToArray();
        if (current.Length == 0)
            return;
        writer.WriteStartArray(name);
        foreach (var entry in current)
        {
            writer.WriteStartObject();
            writer.WriteString("key", entry.Key.ToJson());
            Write(writer, entry, now);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public override void Read(JsonElement keys)
    {
        foreach (var item in keys.EnumerateArray())
            Read(RuleKey.Parse(item.Text("key"), rule.Plan.Keys is [var shape, ..] ? shape.LabelNames : []), item);
    }

    protected virtual void Drop(T entry) => Table.Remove(entry);

    protected bool IsOver(T entry, long now) => now - entry.TouchedAt > timeToLive;

    protected abstract void Write(Utf8JsonWriter writer, T entry, long now);

    protected abstract void Read(RuleKey key, JsonElement item);

    /// <summary>Brings the VM back within bounds after an entry grew or was added.</summary>
    protected void Trim(in Hit hit, EngineRun run) =>
        Completion.Evicted(rule, Table.Trim(hit.Key.VmId ?? "", hit.At), hit.Seen.Vm, run);

    private static long SlackOf(RuleState rule) => rule.Plan.IsFleet ? s_disorder : 0;
}
