using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;

namespace Reactor.Store;

/// <summary>
/// Steps between their intent (<see cref="Commit.Steps"/>) and their result in the partition's inbox. A step is begun at most once: its claim is
/// durable before it is handed out, and comes back only from who says that it didn't begin it.
/// </summary>
public interface IStepStore
{
    /// <summary>
    /// Hands out steps that wait, VM by VM (<see cref="StepTurns"/>), those of a VM in the order of their intents. Steps that end without being carried out are ended in the same transaction: those whose
    /// budget was spent when they were intended, and those that an earlier daemon had begun (<see cref="StepResult.OfInterrupted"/>). At most
    /// 1,000 of those at once.
    /// </summary>
    /// <param name="commands">How many of kind <c>gather</c> and <c>qmp</c>.</param>
    /// <param name="programs">How many of kind <c>exec</c>.</param>
    /// <param name="now">Engine time.</param>
    Task<StepClaims> ClaimStepsAsync(StepRoom commands, StepRoom programs, DateTimeOffset now);

    /// <summary>Takes back steps that this epoch claimed and has not begun: they wait again, as they were intended. Others are left as they are.</summary>
    /// <param name="steps">Their ids.</param>
    Task PutBackStepsAsync(ImmutableArray<string> steps);

    /// <summary>
    /// Ends a step, and adds its result to the inbox of its partition, in one transaction. Returns the row, which is to be brought to the
    /// partition. Refused with <see cref="InvalidOperationException"/> where this epoch did not begin the step, or it has ended.
    /// </summary>
    /// <param name="result">What became of it.</param>
    /// <param name="at">When. Engine time.</param>
    Task<InboxRow> CompleteStepAsync(StepResult result, DateTimeOffset at);
}

/// <summary>What a claim of steps gave.</summary>
/// <param name="Steps">To be carried out, in the order of their intents.</param>
/// <param name="Ended">Results of those that are not carried out, durable in their partitions' inboxes: to be brought there.</param>
/// <param name="Left">What it may have left.</param>
public sealed record StepClaims(ImmutableArray<StepRow> Steps, ImmutableArray<InboxRow> Ended, StepsLeft Left);

/// <summary>Steps that a claim may have left, by what another claim has to wait for to give them.</summary>
[Flags]
public enum StepsLeft
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Of kind <c>gather</c> and <c>qmp</c>, until one ends: there was no room for more, or their VM has as many under way as it may have.</summary>
    Commands = 1,

    /// <summary>Of kind <c>exec</c>, until one ends, likewise.</summary>
    Programs = 2,

    /// <summary>Steps that end without being carried out: another claim gives them at once.</summary>
    Ended = 4,
}
