using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Clocks;
using Reactor.Actors.Tracing;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Store;

namespace Reactor.Actors.Steps;

/// <summary>
/// Asks, just before a step is begun, whether it still may be: its intent lay in the store for a while, and a maintenance may have begun or its rule
/// been disabled meanwhile. Null: it may; else what it ends as instead.
/// </summary>
internal delegate Task<StepResult?> StepPermission(StepRow step, CancellationToken ct);

/// <summary>What steps are carried out with.</summary>
/// <param name="Store">Where they are claimed and completed.</param>
/// <param name="Commands">Carries out commands to a VM.</param>
/// <param name="Programs">Carries out programs.</param>
/// <param name="Bring">Brings results, which are durable in their inboxes, to their partitions.</param>
/// <param name="Clock">Engine time.</param>
/// <param name="Time">Monotonic time.</param>
/// <param name="Report">Where the counters go, whenever they change.</param>
/// <param name="AtEnd">Called when nothing is carried out any more.</param>
/// <param name="Logger">The log.</param>
internal sealed record StepExecution(
    IStepStore Store,
    Func<StepRow, StepRequest, CancellationToken, Task<StepResult>> Commands,
    Func<StepRow, StepRequest, CancellationToken, Task<StepResult>> Programs,
    Action<ImmutableArray<InboxRow>> Bring,
    EngineClock Clock,
    TimeProvider Time,
    Action<StepExecutionStatus> Report,
    Action AtEnd,
    ILogger Logger)
{
    /// <summary>Makes traces.</summary>
    public Tracer Tracer { get; init; } = Tracer.None;
}

/// <summary>What was counted of steps since the start.</summary>
public sealed record StepExecutionStatus
{
    /// <summary>Steps of commands under way.</summary>
    public int Commands { get; init; }

    /// <summary>Programs under way.</summary>
    public int Programs { get; init; }

    /// <summary>Steps that ended, by status: <c>ok</c>, <c>failed</c>, <c>unknown</c>, <c>budget_exceeded</c>, <c>refused</c>, <c>held</c>.</summary>
    public ImmutableSortedDictionary<string, long> Ended { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>Steps that an earlier daemon had begun and not ended; <c>unknown</c> in <see cref="Ended"/> too.</summary>
    public long Interrupted { get; init; }
}
