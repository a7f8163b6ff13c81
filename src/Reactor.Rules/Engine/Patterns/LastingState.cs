using System.Text.Json;
using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Engine.Snapshots;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Patterns;

/// <summary><c>state</c>: what is observed of a VM holds for so long; then once, until it has not held in between.</summary>
internal sealed class LastingState(RuleState rule, StatePattern pattern, EngineState engine) : GapState<LastingState.Entry>(rule, engine)
{
    public override bool Take(in Hit hit, EngineRun run) => throw new InvalidOperationException("A state is seen, not hit.");

    /// <summary>What is observed of a VM now.</summary>
    /// <param name="holds">Whether the condition is true of it.</param>
    /// <param name="seen">The event by which it was seen, and the VM.</param>
    /// <param name="run">The input.</param>
    /// <returns>Whether that changed anything.</returns>
    public bool See(bool holds, SeenEvent seen, EngineRun run)
    {
        var key = run.VmKey(seen.Vm.Id);
        var entry = Table.Find(key);
        if (!holds)
        {
            if (entry is null)
                return false;
            run.Touch(Rule);
            Drop(entry);
            return true;
        }

        if (entry is null)
            return TryHold(key, seen, run);
        if (entry.Hold is { } hold && !hold.Latest.IsSameAs(seen.Vm))
        {
            run.Touch(Rule);
            entry.Hold = hold with { Latest = seen.Vm };
        }

        return false;
    }

    protected override void End(Entry entry, EngineRun run)
    {
        run.Touch(Rule);
        var (opening, latest) = entry.Hold!;
        entry.Hold = null;
        Table.Weigh(entry, 0);
        if (!run.IsExcepted(Rule, new SeenEvent(latest, opening.Event)))
            run.Complete(Rule, new Match(entry.Key, opening, 1, entry.Since, entry.Since) { Blind = entry.IsBlind });
    }

    protected override void Write(Utf8JsonWriter writer, Entry entry, long now)
    {
        writer.WriteNumber("at", entry.Since);
        writer.WriteBoolean("blind", entry.IsBlind);
        if (entry.Hold is not { } hold)
            return;
        writer.WriteSeen("seen", hold.Opening);
        SeenEventJson.WriteVm(writer, "vm", hold.Latest);
    }

    protected override void Read(RuleKey key, JsonElement item)
    {
        var opening = item.Seen("seen");
        var since = item.Ticks("at");
        var entry = new Entry(key)
        {
            Since = since,
            Due = since + pattern.For.Ticks,
            IsBlind = item.GetProperty("blind").GetBoolean(),
            Hold = opening is null ? null : new(opening, SeenEventJson.ReadVm(item.GetProperty("vm"))),
        };
        Open(entry, since, Weight.Of(opening));
        Arm(entry);
    }

    private bool TryHold(RuleKey key, SeenEvent seen, EngineRun run)
    {
        var entry = new Entry(key)
        {
            Since = run.Now,
            Due = run.Now + pattern.For.Ticks,
            IsBlind = IsUnheard(seen.Vm.Id),
            Hold = new(seen, seen.Vm),
        };
        if (!TryOpen(entry, seen.Vm, Weight.Of(seen), run))
            return false;
        run.Touch(Rule);
        if (pattern.For == TimeSpan.Zero)
            End(entry, run);
        else
            Arm(entry);
        return true;
    }

    /// <summary>A state that holds and has not fired yet.</summary>
    /// <param name="Opening">The event by which it was first seen.</param>
    /// <param name="Latest">The VM as it was last seen.</param>
    internal sealed record Holding(SeenEvent Opening, VmView Latest);

    internal sealed class Entry(RuleKey key) : GapEntry<Entry>(key)
    {
        public required long Since { get; init; }

        /// <summary>Null: it has fired.</summary>
        public Holding? Hold { get; set; }

        public override bool IsOpen => Hold is not null;

        public override VmView Vm => Hold!.Latest;
    }
}
