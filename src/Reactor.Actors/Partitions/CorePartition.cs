using Reactor.Actors.Status;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Partitions;

/// <summary>A partition with rules.</summary>
internal sealed class CorePartition(PartitionCore core) : IPartition
{
    public DateTimeOffset? NextDue => core.NextDue;

    public IEnumerable<RuleStatus> Rules
    {
        get
        {
            var counters = core.Counters;
            return core.RuleCounters.Select(rule => RuleStatus.Of(
                rule.Key, rule.Value, counters.EvaluationErrors.GetValueOrDefault(rule.Key.Name), counters.Quarantined.Contains(rule.Key.Name)));
        }
    }

    public long PassedOver => core.InboxPassedOver;

    public PartitionBounds Bounds => core.Bounds;

    public Commit Start(DateTimeOffset engineTime, IReadOnlyList<VmView> unheard, IReadOnlyList<InboxRow> inbox, DateTimeOffset? passedTo, bool moreWaits) =>
        core.Start(engineTime, unheard, inbox, passedTo, moreWaits);

    public Commit Apply(IReadOnlyList<PartitionInput> batch, DateTimeOffset engineTime, DateTimeOffset? passedTo = null, bool moreWaits = false) =>
        core.Apply(batch, engineTime, passedTo, moreWaits);

    public StepResult? WhyNotBegin(string step, DateTimeOffset engineTime) => core.WhyNotBegin(step, engineTime);

    public Commit TakeSnapshot() => core.TakeSnapshot();

    public Commit Reload(PartitionRules rules, DateTimeOffset engineTime) => core.Reload(rules, engineTime);
}
