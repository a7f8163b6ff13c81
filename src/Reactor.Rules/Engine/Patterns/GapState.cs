using Reactor.Rules.Engine.Keys;
using Reactor.Rules.Model;

namespace Reactor.Rules.Engine.Patterns;

/// <summary>
/// A pattern to which it matters that its VM was not heard for a while: what did not come may have been missed. A deadline that is over while
/// the VM is not heard waits (unless the rule says otherwise) until it is heard again, 5 minutes at most from then or from when it was lost.
/// </summary>
internal abstract class GapState<T>(RuleState rule, EngineState engine) : DeadlineState<T>(rule, engine)
    where T : GapEntry<T>
{
    private static readonly long s_longestHold = TimeSpan.FromMinutes(5).Ticks;

    public override IEnumerable<VmView> Waiting => Table.OldestFirst.Where(e => e.IsOpen && e.VmId.Length > 0).Select(e => e.Vm);

    public override void Link(LinkChanged link, EngineRun run)
    {
        var entries = Table.OfVm(link.Vm.Id);

        // Whether a VM can be heard moves what is open of it, and nothing else.
        if (link.State is LinkState.Lost or LinkState.Restored && entries.Any(e => e.IsOpen))
            run.Touch(Rule);
        switch (link.State)
        {
            case LinkState.Lost or LinkState.Missed:
                foreach (var entry in entries)
                    Blind(entry, run);
                break;
            case LinkState.Restored: Restore(entries, run); break;
            case LinkState.Ended:
                foreach (var entry in entries)
                    Drop(entry);
                if (entries.Count > 0)
                    run.Touch(Rule);
                break;
            case LinkState.Removed: break;
            default: throw new InvalidOperationException($"Unknown link state {link.State}.");
        }
    }

    /// <summary>When what is open is over, as things stand.</summary>
    /// <remarks>
    /// A VM that is not heard is waited for 5 minutes from the deadline, and after a restart as long from the start: however long Reactor was
    /// down, the VM is asked first.
    /// </remarks>
    protected long EndOf(T entry) => Rule.Rule.When.Gap == GapPolicy.Hold && Engine.Unheard.TryGetValue(entry.VmId, out var since)
        ? Math.Max(entry.Due, since) + s_longestHold
        : entry.Due;

    /// <summary>Puts what is open into the queue, or moves it.</summary>
    protected void Arm(T entry)
    {
        if (entry.IsOpen)
            Engine.Deadlines.Set(entry.Deadline!, EndOf(entry));
    }

    protected bool IsUnheard(string vmId) => vmId.Length > 0 && Engine.Unheard.ContainsKey(vmId);

    private void Blind(T entry, EngineRun run)
    {
        if (entry.IsOpen && !entry.IsBlind)
        {
            entry.IsBlind = true;
            run.Touch(Rule);
        }

        Arm(entry);
    }

    private void Restore(IReadOnlyList<T> entries, EngineRun run)
    {
        foreach (var entry in entries)
            Arm(entry);
        foreach (var entry in entries.Where(e => e.IsOpen && e.Due < run.Now))
        {
            Engine.Deadlines.Remove(entry.Deadline!);
            run.Overdue.Add(entry.Deadline!);
        }
    }
}

/// <summary>What is open of one key, and whether its VM was heard all the time.</summary>
internal abstract class GapEntry<T>(RuleKey key) : DeadlineEntry<T>(key)
    where T : GapEntry<T>
{
    /// <summary>Ticks.</summary>
    public long Due { get; init; }

    /// <summary>Whether its VM could not be heard during a part of its window.</summary>
    public bool IsBlind { get; set; }

    /// <summary>Whether its deadline is still to come.</summary>
    public virtual bool IsOpen => true;

    /// <summary>The VM as it was last seen here.</summary>
    public abstract VmView Vm { get; }
}
