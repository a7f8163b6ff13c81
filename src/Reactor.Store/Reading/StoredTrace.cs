using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;

namespace Reactor.Store.Reading;

/// <summary>A command or program of a rule, as it stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="FiringId">The firing it follows from.</param>
/// <param name="Rule">The rule's name.</param>
/// <param name="ActionPath">The action in the rule.</param>
/// <param name="Kind"><c>gather</c>, <c>qmp</c> or <c>exec</c>.</param>
/// <param name="VmId">The VM's key.</param>
/// <param name="Vm">The VM's name.</param>
/// <param name="State"><c>intended</c>, <c>refused</c> (its budget was spent), <c>started</c> or <c>ended</c>.</param>
/// <param name="IntendedAt">When it was decided.</param>
/// <param name="BegunAt">When nothing held it any more and it was carried out; null before, and for a gather.</param>
/// <param name="EndedAt">When its result was known; null before.</param>
/// <param name="Request">What it does.</param>
/// <param name="Result">What became of it; null before that.</param>
public sealed record StoredStep(
    string Id, string FiringId, string Rule, string ActionPath, string Kind, string VmId, string Vm, string State, DateTimeOffset IntendedAt,
    DateTimeOffset? BegunAt, DateTimeOffset? EndedAt, StepRequest Request, StepResult? Result);

/// <summary>A row of a record table that an event wrote last.</summary>
/// <param name="Table">The table.</param>
/// <param name="Record">The row.</param>
public sealed record TracedRecord(string Table, StoredRecord Record);

/// <summary>An event and what followed from it. Lists are bounded (<see cref="Traces.MostRows"/> each); those that were cut are named.</summary>
public sealed record StoredTrace
{
    /// <summary>The event's id.</summary>
    public required string EventId { get; init; }

    /// <summary>The event; null where it is not kept (any more), or was none of QEMU's (a deadline).</summary>
    public StoredEvent? Event { get; init; }

    /// <summary>The rules that fired by it.</summary>
    public ImmutableArray<StoredFiring> Firings { get; init; } = [];

    /// <summary>The alerts that these opened or refreshed, as they stand.</summary>
    public ImmutableArray<AlertRow> Alerts { get; init; } = [];

    /// <summary>What was sent, or is to be.</summary>
    public ImmutableArray<StoredDelivery> Deliveries { get; init; } = [];

    /// <summary>The attempts at these, in order.</summary>
    public ImmutableArray<StoredAttempt> Attempts { get; init; } = [];

    /// <summary>Commands and programs.</summary>
    public ImmutableArray<StoredStep> Steps { get; init; } = [];

    /// <summary>Rows of record tables that it wrote, and no later event has written since.</summary>
    public ImmutableArray<TracedRecord> Records { get; init; } = [];

    /// <summary>What operators had done to the VM meanwhile: from the event to the last of what followed.</summary>
    public ImmutableArray<AuditRow> Audit { get; init; } = [];

    /// <summary>Lists that had more rows than are given.</summary>
    public ImmutableArray<string> Truncated { get; init; } = [];
}
