using Reactor.Reactions.Actions;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Steps;
using Reactor.Reactions.Text;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Partitions;

/// <summary>
/// Takes what is in the inbox. Each row is taken whatever it holds: one that nothing can be done with is counted and told in the log, and
/// never stands in the way of the next.
/// </summary>
internal sealed class InboxReactions(
    EngineDriver driver,
    PartitionLog log,
    HeldBack held,
    AlertBook book,
    AlertDesk desk,
    AlertResolver resolver,
    ConfigurationAlert configuration,
    Func<IStepRuns> steps,
    Notices notices,
    PartitionTally tally,
    PartitionOptions options)
{
    /// <summary>
    /// Takes rows that wait: first what holds and what ends holding, so that nothing else in them is told to anybody that is to be held, then
    /// the others in their order.
    /// </summary>
    public void Take(IReadOnlyList<InboxRow> rows, DateTimeOffset now, CommitBuilder commit)
    {
        foreach (var row in rows)
        {
            if (InboxKinds.IsHold(row.Kind))
            {
                Take(row, now, commit);
            }
        }

        held.Recheck(now, commit);
        foreach (var row in rows)
        {
            if (!InboxKinds.IsHold(row.Kind))
            {
                Take(row, now, commit);
            }
        }
    }

    private void Take(InboxRow row, DateTimeOffset now, CommitBuilder commit)
    {
        var number = log.TakeNumber();
        commit.Take(row.Id);
        tally.Inputs++;
        tally.InboxTaken++;
        try
        {
            Read(row, now, commit, number);
        }
        catch (Exception e) when (Defect.Is(e))
        {
            tally.InboxUnreadable++;
            notices.Add(commit, now, $"the inbox row {row.Id} ({BoundedText.Cut(row.Kind, 64)}) is passed over: {e.Message}");
        }
    }

    private void Read(InboxRow row, DateTimeOffset now, CommitBuilder commit, long number)
    {
        switch (row.Kind)
        {
            case InboxKinds.Silence or InboxKinds.Maintenance or InboxKinds.Inhibitor: held.Take(row, now, commit); break;
            case InboxKinds.FleetHit: Hit(row, now, commit, number); break;
            case InboxKinds.StepResult or InboxKinds.GaveUp:
                steps().Take(row, now, commit);
                driver.Drain(now, commit);
                break;
            case InboxKinds.Configuration: configuration.Take(ConfigurationTrouble.Read(row.Payload), row.Id, now, commit); break;
            case InboxKinds.AlertByHand: Act(AlertByHand.Read(row.Payload), now, commit); break;
            default: throw new InvalidDataException("nothing here knows this kind; run the version of Reactor that wrote it, or a newer one");
        }
    }

    // It was seen at its VM some time ago. What was over by then is over first; what was due since it may still meet.
    private void Hit(InboxRow row, DateTimeOffset now, CommitBuilder commit, long number)
    {
        var hit = EngineInputJson.Read(row.Payload) as FleetHit ?? throw new InvalidDataException("it holds another input than its kind says");
        if (driver.Engine.NextDue < hit.Seen.At)
        {
            driver.Take(new TimePassed(now, hit.Seen.At), now, commit, number);
            number = log.TakeNumber();
        }

        driver.Take(hit with { Now = now }, now, commit, number);
    }

    private void Act(AlertByHand hand, DateTimeOffset now, CommitBuilder commit)
    {
        var by = BoundedText.Cut(hand.By, options.MaxLabelBytes);
        if (book.Find(hand.Uid) is not { } alert)
        {
            notices.Add(commit, now, $"{by}: the alert {BoundedText.Cut(hand.Uid, 100)} is not open any more; nothing is done");
            return;
        }

        var note = new HandNote(by, BoundedText.Cut(hand.Comment, options.MaxDescriptionBytes), now);
        if (hand.Resolves)
        {
            resolver.Resolve(alert, ResolvedBy.Hand, now, commit, note: note);
        }
        else
        {
            desk.Keep(alert.With(alert.Extra with { Acknowledged = note }), commit);
        }

        commit.Add(new LogLine(
            Notices.Own,
            alert.Row.VmName,
            LogText.Escape($"{by} {(hand.Resolves ? "ended" : "acknowledged")} the alert {alert.Row.Id} of {alert.Row.Rule}{(hand.Comment.Length > 0 ? $": {hand.Comment}" : "")}", options.MaxLogBytes)));
    }
}
