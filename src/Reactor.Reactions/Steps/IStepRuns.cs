using Reactor.Reactions.Actions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Steps;

/// <summary>
/// The runs of a partition: <c>gather</c>, <c>qmp</c> and <c>exec</c> one after another, each as a durable step. Intents go into the commit;
/// what becomes of them comes back through the inbox. A pure function of its state, what it is told, and the given time.
/// </summary>
internal interface IStepRuns
{
    /// <summary>The earliest deadline (an expectation's end); null for none.</summary>
    DateTimeOffset? NextDue { get; }

    /// <summary>Its state rows as they stand: what a reload hands on to the runs under the new rules.</summary>
    IEnumerable<StateRow> Rows { get; }

    /// <summary>What was counted.</summary>
    StepCounters Counters { get; }

    /// <summary>Begins the run of a firing whose rule has steps; where one of the same rule and key goes on, does as <see cref="Rule.Overlap"/> says.</summary>
    void Start(FiringContext context);

    /// <summary>An event was heard: an armed expectation may be met by it. Called before the runs of what fires by that event are started.</summary>
    void Hear(SeenEvent seen, DateTimeOffset now, CommitBuilder commit);

    /// <summary>
    /// A result of a step (<see cref="StepResult"/>), or a delivery that was given up and whose action has an <c>on_failure</c> (<see cref="GaveUp"/>).
    /// The row itself is taken out of the inbox by the caller.
    /// </summary>
    void Take(InboxRow row, DateTimeOffset now, CommitBuilder commit);

    /// <summary>
    /// Whether a step that was intended may be begun now: null; else the result that it ends with instead. Its run may have stopped, and commands to its
    /// VM may be held by now.
    /// </summary>
    StepResult? WhyNotBegin(string step, DateTimeOffset now);

    /// <summary>Deadlines before now are over.</summary>
    void Tick(DateTimeOffset now, CommitBuilder commit);

    /// <summary>Puts back its state rows (kind <c>run</c>).</summary>
    void Restore(IEnumerable<StateRow> rows);

    /// <summary>
    /// After a restart or a reload: runs of rules that are gone, not live any more, or mean something else stop. Steps that were under way when
    /// the daemon died are no matter of this: the store gives each of them a result (<see cref="StepResult.OfInterrupted"/>), and one that was
    /// not begun is begun. A doubtful one is then decided by its <c>only_if</c>, a <c>gather</c> asked again, any other stops its run and is
    /// reported; never blindly repeated.
    /// </summary>
    void Resume(DateTimeOffset now, CommitBuilder commit);
}

/// <summary>What runs need of their partition.</summary>
/// <param name="Run">Carries out an action that is no step (in <c>on_failure</c>), unless its <c>if</c> says no.</param>
/// <param name="Own">Tells the engine of a rule's own command.</param>
/// <param name="Held">What holds commands to this VM by this rule now (a window, a maintenance); null: nothing does. A held step is left out: later would be wrong.</param>
/// <param name="Tally">Counts.</param>
/// <param name="Options">Bounds.</param>
internal sealed record StepServices(
    Action<FiringContext, RuleAction> Run,
    Action<OwnCommand, CommitBuilder> Own,
    Func<Rule, VmView, DateTimeOffset, Held?> Held,
    PartitionTally Tally,
    PartitionOptions Options);
