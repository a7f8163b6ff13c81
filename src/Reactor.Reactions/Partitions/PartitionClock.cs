using Reactor.Reactions.Alerts;
using Reactor.Reactions.Facts;
using Reactor.Reactions.Groups;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Steps;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Partitions;

/// <summary>What time alone does: to the engine first (what it refreshes doesn't expire), then to facts, to what holds notifications, to alerts and their groups, to runs.</summary>
internal sealed class PartitionClock(
    EngineDriver driver,
    FactBook facts,
    HoldList<Silence> silences,
    HoldList<Maintenance> maintenances,
    AlertBook book,
    AlertClock alerts,
    AlertNotifier notifier,
    GroupBook groupBook,
    GroupReactions groups,
    Func<IStepRuns> steps)
{
    /// <summary>The earliest deadline; null for none.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            DateTimeOffset? next = null;
            foreach (var due in (ReadOnlySpan<DateTimeOffset?>)[driver.Engine.NextDue, facts.NextDue, silences.NextDue, maintenances.NextDue, book.NextDue, groupBook.NextDue, steps().NextDue])
            {
                next = next is null || due < next ? due ?? next : next;
            }

            return next;
        }
    }

    /// <summary>Deadlines before now are over; where time has not passed so far for what comes from others, only those of the engine before that.</summary>
    public void Tick(DateTimeOffset now, CommitBuilder commit, DateTimeOffset? passedTo = null)
    {
        var to = passedTo < now ? passedTo.Value : now;
        if (!(NextDue < to))
        {
            return;
        }

        if (driver.Engine.NextDue < to)
        {
            driver.Take(new TimePassed(now, to < now ? to : null), now, commit);
        }

        facts.Expire(now, commit);
        driver.Drain(now, commit);
        if (silences.Expire(now, commit) | maintenances.Expire(now, commit))
        {
            notifier.RecheckAll(now, commit);
            groupBook.AskAgain();
        }

        alerts.Tick(now, commit);
        groups.Tick(now, commit);
        if (steps().NextDue < now)
        {
            steps().Tick(now, commit);
            driver.Drain(now, commit);
        }
    }
}
