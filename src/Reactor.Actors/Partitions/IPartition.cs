using Reactor.Actors.Status;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Partitions;

/// <summary>The logic of one partition: single-threaded, no I/O. Here so that the shard can be tested without rules.</summary>
internal interface IPartition
{
    /// <summary>When there is something to do though nothing comes in: an <see cref="Apply"/> later than this, of no inputs if need be, does it. Null: never.</summary>
    DateTimeOffset? NextDue { get; }

    /// <summary>What became of each rule here, in the order of the files.</summary>
    IEnumerable<RuleStatus> Rules { get; }

    /// <summary>Rows of the inbox since the start that led to nothing: damaged, or for a rule that changed meanwhile.</summary>
    long PassedOver { get; }

    /// <summary>What it keeps, and the bounds that it met.</summary>
    PartitionBounds Bounds { get; }

    /// <summary>What follows from the start itself (rules that are gone), and from what waits in the inbox, once, before anything is applied.</summary>
    /// <param name="engineTime">Now.</param>
    /// <param name="unheard">The VMs that it knew: what they said while the daemon was down is missed, and they are not heard until their link is restored.</param>
    /// <param name="inbox">What waits in the inbox: it was there before what was due meanwhile.</param>
    /// <param name="passedTo">As for <see cref="Apply"/>.</param>
    /// <param name="moreWaits">As for <see cref="Apply"/>.</param>
    Commit Start(DateTimeOffset engineTime, IReadOnlyList<VmView> unheard, IReadOnlyList<InboxRow> inbox, DateTimeOffset? passedTo, bool moreWaits);

    /// <summary>The whole state as a commit, for a quick next start; empty where nothing is worth it.</summary>
    Commit TakeSnapshot();

    /// <summary>Turns a batch into one commit. Rows of the inbox among it are named by <see cref="Commit.Taken"/>; others were too early.</summary>
    /// <param name="batch">The inputs, in order.</param>
    /// <param name="engineTime">Now.</param>
    /// <param name="passedTo">Only what was due before this is done; null: before now.</param>
    /// <param name="moreWaits">More waits in the inbox: time alone does nothing yet.</param>
    Commit Apply(IReadOnlyList<PartitionInput> batch, DateTimeOffset engineTime, DateTimeOffset? passedTo = null, bool moreWaits = false);

    /// <summary>Whether a step whose intent is durable may be begun now: null; else what it ends as instead.</summary>
    StepResult? WhyNotBegin(string step, DateTimeOffset engineTime);

    /// <summary>Goes on under other rules and another configuration; what was due before is to be done before.</summary>
    Commit Reload(PartitionRules rules, DateTimeOffset engineTime);
}
