using Reactor.Rules.Engine.Keys;

namespace Reactor.Rules.Engine.Patterns;

/// <summary>A pattern with deadlines. What is open is never dropped for something new: the newest is refused.</summary>
internal abstract class DeadlineState<T>(RuleState rule, EngineState engine) : KeyedState<T>(rule, long.MaxValue)
    where T : DeadlineEntry<T>
{
    protected EngineState Engine => engine;

    public sealed override void End(Deadline deadline, EngineRun run) => End((T)deadline.Subject, run);

    protected abstract void End(T entry, EngineRun run);

    /// <summary>Adds an entry, whose deadline is set by whoever adds it. False: refused.</summary>
    protected bool TryOpen(T entry, VmView vm, long bytes, EngineRun run)
    {
        if (!Table.HasRoom(entry.VmId, bytes))
        {
            Refuse(vm, run);
            return false;
        }

        Open(entry, run.Now, bytes);
        return true;
    }

    protected void Open(T entry, long at, long bytes)
    {
        entry.Deadline = new Deadline(Rule, entry.Key.ToJson(), entry, entry.Key);
        Table.Add(entry, at, bytes);
    }

    protected void Refuse(VmView vm, EngineRun run)
    {
        run.CountersOf(Rule).RefusedDeadlines++;
        run.Error(Rule, RuleErrorKind.DeadlineRefused, $"more than {KeyBounds.Of(Rule.Plan.IsFleet).MaxKeys} deadlines are open, or too much data in them: this one was refused", vm);
    }

    protected override void Drop(T entry)
    {
        engine.Deadlines.Remove(entry.Deadline!);
        base.Drop(entry);
    }
}

/// <summary>What is open of one key, and when it is due.</summary>
internal abstract class DeadlineEntry<T>(RuleKey key) : KeyEntry<T>(key)
    where T : DeadlineEntry<T>
{
    public Deadline? Deadline { get; set; }
}
