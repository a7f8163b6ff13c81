namespace Reactor.Rules.Engine;

/// <summary>Something that an engine takes in, in its partition's order. Times never run backwards.</summary>
public abstract record EngineInput
{
    /// <summary>Engine time.</summary>
    public abstract DateTimeOffset At { get; }
}

/// <summary>One event, and what is known of its VM at that moment.</summary>
/// <param name="Vm">The VM, the event's own effect on its state included.</param>
/// <param name="Event">The event.</param>
public sealed record SeenEvent(VmView Vm, VmEvent Event) : EngineInput
{
    /// <inheritdoc/>
    public override DateTimeOffset At => Event.At;
}

/// <summary>Nothing but time: deadlines before <see cref="At"/> are over (one at that very instant is not: an event may still meet it).</summary>
/// <param name="Now">Engine time.</param>
/// <param name="Before">Only deadlines before this are looked at: what comes next was seen then, though it is taken in now. Null: those before now.</param>
public sealed record TimePassed(DateTimeOffset Now, DateTimeOffset? Before = null) : EngineInput
{
    /// <inheritdoc/>
    public override DateTimeOffset At => Now;
}

/// <summary>An answer to a question about a VM's state.</summary>
/// <param name="Vm">The VM as the answer shows it.</param>
/// <param name="Id">Unique for ever, as event ids are.</param>
/// <param name="AskedAt">When it was asked. Engine time.</param>
/// <param name="Now">When the answer came. Engine time.</param>
public sealed record StateObserved(VmView Vm, string Id, DateTimeOffset AskedAt, DateTimeOffset Now) : EngineInput
{
    /// <inheritdoc/>
    public override DateTimeOffset At => Now;
}

/// <summary>What became of the connection to a VM.</summary>
public enum LinkState
{
    /// <summary>It is not heard from now on: the monitor is gone, or Reactor itself was down.</summary>
    Lost,

    /// <summary>It is heard again, its state has been asked, and what was recovered from that came before this.</summary>
    Restored,

    /// <summary>It is heard, but something of it was lost: a bound of ours.</summary>
    Missed,

    /// <summary>Its process ended.</summary>
    Ended,

    /// <summary>It is not configured any more.</summary>
    Removed,
}

/// <summary>The connection to a VM changed.</summary>
/// <param name="Vm">The VM as it was last known.</param>
/// <param name="State">What became of it.</param>
/// <param name="Id">Unique for ever, as event ids are.</param>
/// <param name="Now">Engine time.</param>
public sealed record LinkChanged(VmView Vm, LinkState State, string Id, DateTimeOffset Now) : EngineInput
{
    /// <inheritdoc/>
    public override DateTimeOffset At => Now;
}

/// <summary>A rule's own command to a VM: what it causes opens nothing of that rule, from sending to 2 s after its return.</summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="VmId">The VM's key.</param>
/// <param name="Command">The QMP command.</param>
/// <param name="HasReturned">False when it is sent, true when it has returned (or its outcome is unknown).</param>
/// <param name="Now">Engine time.</param>
public sealed record OwnCommand(string Rule, string VmId, string Command, bool HasReturned, DateTimeOffset Now) : EngineInput
{
    /// <inheritdoc/>
    public override DateTimeOffset At => Now;
}

/// <summary>
/// What an event of one VM means to a fleet rule, evaluated at that VM's partition (conditions, key, <c>distinct</c>) and taken in by the
/// partition of the key.
/// </summary>
/// <param name="Rule">The rule's name.</param>
/// <param name="Fingerprint">Of the rule that evaluated it: a rule that means something else by now passes it over.</param>
/// <param name="Key">Its key, without a VM; null in one that resolves: it is for every fleet partition, since it ends all open alerts of the rule.</param>
/// <param name="Clauses">The clauses of the pattern that it fills, as bits by position; none in one that resolves.</param>
/// <param name="Resolvers">The entries of <c>resolved_by</c> that it fits, counted over all alerts of the rule in order, as bits.</param>
/// <param name="Distinct">The value of <c>distinct</c> in its canonical JSON; null for none.</param>
/// <param name="Seen">The event and its VM.</param>
/// <param name="Now">Engine time of the partition that takes it in.</param>
public sealed record FleetHit(
    string Rule, string Fingerprint, RuleKey? Key, ulong Clauses, ulong Resolvers, string? Distinct, SeenEvent Seen, DateTimeOffset Now) : EngineInput
{
    /// <inheritdoc/>
    public override DateTimeOffset At => Now;
}
