using Reactor.Reactions.Actions;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Groups;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Steps;
using Reactor.Reactions.Text;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Partitions;

/// <summary>
/// Takes what is in the inbox. Each row is taken whatever it holds: one that nothing can be done with is counted and told in the log, and
/// never stands in the way of the next.
/// </summary>
internal sealed class InboxReactions(
    RulesInForce inForce,
    EngineDriver driver,
    PartitionLog log,
    HeldBack held,
    ByHand byHand,
    GroupReactions groups,
    DaemonAlert daemon,
    Func<IStepRuns> steps,
    Notices notices,
    PartitionTally tally)
{
    /// <summary>
    /// Takes rows that wait: first what holds and what ends holding, so that nothing else in them is told to anybody that is to be held, then
    /// the others in their order, but hits of fleet rules in the order in which they were seen.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="now">Engine time.</param>
    /// <param name="passedTo">
    /// What was seen since may still be on its way: nothing that is due then or later is over. A hit that was seen after something of that is not
    /// taken yet, nor is one that was seen after that hit; nor one of a rule to which their order matters. Null: nothing is.
    /// </param>
    /// <param name="commit">Where it all goes.</param>
    public void Take(IReadOnlyList<InboxRow> rows, DateTimeOffset now, DateTimeOffset? passedTo, CommitBuilder commit)
    {
        foreach (var row in rows)
        {
            if (InboxKinds.IsHold(row.Kind))
            {
                Take(row, now, commit);
            }
        }

        held.Recheck(now, commit);
        if (rows.Count == 0)
        {
            return;
        }

        var hits = new Queue<(InboxRow Row, FleetHit? Hit)>(
            rows.Where(row => row.Kind == InboxKinds.FleetHit).Select(row => (Row: row, Hit: ReadHit(row))).OrderBy(hit => hit.Hit?.Seen.At));
        var isEarly = false;
        foreach (var row in rows)
        {
            if (row.Kind == InboxKinds.FleetHit)
            {
                var (next, hit) = hits.Dequeue();
                isEarly |= hit is not null && IsEarly(hit, now, passedTo, commit);
                if (!isEarly && !(hit?.Seen.At > passedTo && IsOrdered(hit)))
                {
                    Take(next, now, commit, hit);
                }
            }
            else if (!InboxKinds.IsHold(row.Kind))
            {
                Take(row, now, commit);
            }
        }
    }

    // It was seen at its VM some time ago. What was over by then is over first; what was due since it may still meet.
    private bool IsEarly(FleetHit hit, DateTimeOffset now, DateTimeOffset? passedTo, CommitBuilder commit)
    {
        var seen = hit.Seen.At;
        var isAhead = passedTo < seen;
        var before = isAhead ? passedTo!.Value : seen;
        if (driver.Engine.NextDue < before)
        {
            driver.Take(new TimePassed(now, before), now, commit);
        }

        return isAhead && driver.Engine.NextDue < seen;
    }

    // What was seen before may be a step before it, what opens what it closes, the alert that it ends.
    private bool IsOrdered(FleetHit hit) => inForce.Rules.Find(hit.Rule) is { } rule
        && (rule.When.Pattern is SequencePattern or AbsencePattern or SettlePattern
            || rule.AllActions.OfType<AlertAction>().Any(alert => alert.ResolvedBy.Any(entry => entry is EventResolver)));

    // One that can't be read is told of in its turn.
    private static FleetHit? ReadHit(InboxRow row)
    {
        try
        {
            return EngineInputJson.Read(row.Payload) as FleetHit;
        }
        catch (Exception e) when (Defect.Is(e))
        {
            return null;
        }
    }

    private void Take(InboxRow row, DateTimeOffset now, CommitBuilder commit, FleetHit? hit = null)
    {
        var number = log.TakeNumber();
        commit.Take(row.Id);
        tally.Inputs++;
        tally.InboxTaken++;
        try
        {
            Read(row, hit, now, commit, number);
        }
        catch (Exception e) when (Defect.Is(e))
        {
            tally.InboxUnreadable++;
            notices.Add(commit, now, $"the inbox row {row.Id} ({BoundedText.Cut(row.Kind, 64)}) is passed over: {e.Message}");
        }
    }

    private void Read(InboxRow row, FleetHit? hit, DateTimeOffset now, CommitBuilder commit, long number)
    {
        switch (row.Kind)
        {
            case InboxKinds.Silence or InboxKinds.Maintenance or InboxKinds.Inhibitor: held.Take(row, now, commit); break;
            case InboxKinds.PassedSilence:
                held.Take(row, now, commit);
                held.Recheck(now, commit);
                break;
            case InboxKinds.FleetHit:
                hit ??= EngineInputJson.Read(row.Payload) as FleetHit ?? throw new InvalidDataException("it holds another input than its kind says");
                driver.Take(hit with { Now = now }, now, commit, number);
                break;
            case InboxKinds.StepResult or InboxKinds.GaveUp:
                steps().Take(row, now, commit);
                driver.Drain(now, commit);
                break;
            case InboxKinds.Configuration or InboxKinds.Target or InboxKinds.Store or InboxKinds.StoreDamage:
                daemon.Take(DaemonTrouble.Read(row.Kind, row.Payload), row.Id, now, commit);
                break;
            case InboxKinds.AlertByHand: byHand.Take(AlertByHand.Read(row.Payload), now, commit); break;
            case InboxKinds.AlertGroup: groups.Take(GroupMessage.Read(row.Payload), now, commit); break;
            default: throw new InvalidDataException("nothing here knows this kind; run the version of Reactor that wrote it, or a newer one");
        }
    }
}
