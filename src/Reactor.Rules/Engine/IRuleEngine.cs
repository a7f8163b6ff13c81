namespace Reactor.Rules.Engine;

/// <summary>
/// From inputs to firings. Deterministic: what comes out follows from the rules, the inputs in their order, and their times. One engine serves
/// one partition and is used by one thread at a time. Deadlines are met by <see cref="TimePassed"/> alone: whoever drives an engine gives it one
/// before an input that is later than <see cref="NextDue"/>.
/// </summary>
public interface IRuleEngine
{
    /// <summary>The earliest deadline: a <see cref="TimePassed"/> later than it has something to do. Null: none.</summary>
    DateTimeOffset? NextDue { get; }

    /// <summary>
    /// VMs of open deadlines to which it matters whether the VM was heard, as they were last seen. After a restart none of them was:
    /// each is told as <see cref="LinkState.Lost"/> first, and is <see cref="LinkState.Restored"/> when its state has been asked.
    /// </summary>
    IEnumerable<VmView> Waiting { get; }

    /// <summary>Takes the next input.</summary>
    /// <param name="input">The input.</param>
    /// <param name="output">Emptied first, then filled.</param>
    void Process(EngineInput input, EngineOutput output);

    /// <summary>The whole state as versioned UTF-8 JSON. Equal states give equal bytes.</summary>
    ReadOnlyMemory<byte> Snapshot();

    /// <summary>
    /// Replaces the whole state. Rules that are unknown here, or mean something else by now, are left out: they start afresh. So a reload is
    /// a new engine that restores the old one's snapshot.
    /// </summary>
    /// <param name="snapshot">What <see cref="Snapshot"/> gave.</param>
    /// <exception cref="EngineSnapshotException">It is damaged, or of a version that isn't known; the state is unchanged.</exception>
    void Restore(ReadOnlyMemory<byte> snapshot);

    /// <summary>Applies an input that was processed before to the state of some rules; emits nothing.</summary>
    /// <param name="input">The input.</param>
    /// <param name="fingerprints">The rules, as <see cref="EngineOutput.TouchedRules"/> named them; unknown ones are passed over, and what belongs to no rule is always applied.</param>
    void Fold(EngineInput input, IReadOnlySet<string> fingerprints);

    /// <summary>What was counted, per rule, in the order of the files.</summary>
    IEnumerable<KeyValuePair<Rules.Model.Rule, RuleCounters>> Counters { get; }
}
