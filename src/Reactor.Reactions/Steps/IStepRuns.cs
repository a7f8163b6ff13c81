using Reactor.Reactions.Actions;
using Reactor.Reactions.Commits;
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

    /// <summary>Begins the run of a firing whose rule has steps; where one of the same rule and key goes on, does as <see cref="Rule.Overlap"/> says.</summary>
    void Start(FiringContext context);

    /// <summary>An event was heard: an armed expectation may be met by it.</summary>
    void Hear(SeenEvent seen, DateTimeOffset now, CommitBuilder commit);

    /// <summary>A result of a step, or a delivery that was given up and whose action has an <c>on_failure</c>.</summary>
    void Take(InboxRow row, DateTimeOffset now, CommitBuilder commit);

    /// <summary>Deadlines before now are over.</summary>
    void Tick(DateTimeOffset now, CommitBuilder commit);

    /// <summary>Puts back its state rows (kind <c>run</c>).</summary>
    void Restore(IEnumerable<StateRow> rows);

    /// <summary>
    /// After a restart: doubtful steps (an intent without a result) are decided by their <c>only_if</c>, else their run stops and is reported;
    /// never blindly repeated. After a reload: runs of rules that are gone stop.
    /// </summary>
    void Resume(DateTimeOffset now, CommitBuilder commit);
}

/// <summary>What runs need of their partition.</summary>
/// <param name="Run">Carries out an action that is no step (in <c>on_failure</c>).</param>
/// <param name="Own">Tells the engine of a rule's own command.</param>
/// <param name="Held">Why commands to this VM by this rule are held now (<c>muted</c>, <c>maintenance</c>, <c>paused</c>); null: they aren't. A held step is left out: later would be wrong.</param>
/// <param name="Tally">Counts.</param>
/// <param name="Options">Bounds.</param>
internal sealed record StepServices(
    Action<FiringContext, RuleAction> Run,
    Action<OwnCommand, CommitBuilder> Own,
    Func<Rule, VmView, DateTimeOffset, string?> Held,
    PartitionTally Tally,
    PartitionOptions Options);
