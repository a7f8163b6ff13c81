using Reactor.Reactions.Actions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Text;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Alerts;

/// <summary>Alerts about Reactor itself: of no VM and no rule of a file, sent where the routes in force say, until what they tell is mended.</summary>
internal sealed class DaemonAlert(
    RulesInForce inForce, OwnAlerts alerts, AlertBook book, AlertDesk desk, AlertResolver resolver, PartitionTally tally, PartitionOptions options)
{
    private static readonly VmView s_noVm = new() { Id = "", Name = "", Host = "" };

    /// <summary>Opens, refreshes or ends one.</summary>
    /// <param name="trouble">What was found.</param>
    /// <param name="id">Unique for ever.</param>
    /// <param name="now">Engine time.</param>
    /// <param name="commit">Where it goes.</param>
    public void Take(DaemonTrouble trouble, string id, DateTimeOffset now, CommitBuilder commit)
    {
        var notice = DaemonNotice.Of(trouble);
        var isOpen = book.TryGet("", Notices.Own, notice.Alert, notice.Key.ToJson(), out var alert);
        if (!trouble.IsBad)
        {
            if (isOpen)
            {
                resolver.Resolve(alert!, ResolvedBy.Mended, now, commit);
            }

            return;
        }

        var summary = BoundedText.Cut(notice.Summary, options.MaxSummaryBytes);
        var description = BoundedText.Cut(notice.Description, options.MaxDescriptionBytes);
        if (!isOpen)
        {
            Open(notice, summary, description, id, now, commit);
        }
        else if (notice.IsNewEachTime)
        {
            var row = alert!.Row;
            desk.Keep(alert with { Row = row with { Summary = summary, Description = description, RefreshedAt = now, Count = row.Count + 1 } }, commit);
        }
    }

    private void Open(DaemonNotice notice, string summary, string description, string id, DateTimeOffset now, CommitBuilder commit)
    {
        var rule = new Rule
        {
            Name = Notices.Own,
            Severity = notice.Severity,
            When = new When { Pattern = new EachPattern([new Clause { Events = [new EventPattern(notice.Event)] }]) },
            Then = [],
        };
        var seen = new SeenEvent(s_noVm, new VmEvent { Id = id, Name = notice.Event, Data = "{}"u8.ToArray(), At = now });
        var firing = Firing.Of(rule, notice.Key, seen, new MatchInfo(1, now, now, 0));
        alerts.Open(new FiringContext(firing, inForce.Vocabulary, now, commit, tally, options), notice.Alert, summary, description, notice.Severity);
    }
}
