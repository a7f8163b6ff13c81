using Reactor.Reactions.Actions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Text;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Alerts;

/// <summary>The alert about bad files: of no VM and no rule of a file, sent where the routes in force say, over restarts until the files are good.</summary>
internal sealed class ConfigurationAlert(
    RulesInForce inForce, OwnAlerts alerts, AlertBook book, AlertDesk desk, AlertResolver resolver, PartitionTally tally, PartitionOptions options)
{
    private static readonly Rule s_rule = new()
    {
        Name = Notices.Own,
        Severity = Severity.Error,
        When = new When { Pattern = new EachPattern([new Clause { Events = [new EventPattern("CONFIGURATION")] }]) },
        Then = [],
    };

    private static readonly VmView s_noVm = new() { Id = "", Name = "", Host = "" };

    /// <summary>Opens, refreshes or ends it.</summary>
    /// <param name="trouble">What was found.</param>
    /// <param name="id">Unique for ever.</param>
    /// <param name="now">Engine time.</param>
    /// <param name="commit">Where it goes.</param>
    public void Take(ConfigurationTrouble trouble, string id, DateTimeOffset now, CommitBuilder commit)
    {
        var key = RuleKey.OfVm(null);
        var isOpen = book.TryGet("", Notices.Own, OwnAlerts.BadConfiguration, key.ToJson(), out var alert);
        if (!trouble.IsBad)
        {
            if (isOpen)
            {
                resolver.Resolve(alert!, ResolvedBy.Mended, now, commit);
            }

            return;
        }

        var summary = BoundedText.Cut(trouble.Summary, options.MaxSummaryBytes);
        var description = BoundedText.Cut(trouble.Description, options.MaxDescriptionBytes);
        if (isOpen)
        {
            var row = alert!.Row;
            desk.Keep(alert with { Row = row with { Summary = summary, Description = description, RefreshedAt = now, Count = row.Count + 1 } }, commit);
            return;
        }

        var seen = new SeenEvent(s_noVm, new VmEvent { Id = id, Name = "CONFIGURATION", Data = "{}"u8.ToArray(), At = now });
        var firing = Firing.Of(s_rule, key, seen, new MatchInfo(1, now, now, 0));
        alerts.Open(new FiringContext(firing, inForce.Vocabulary, now, commit, tally, options), OwnAlerts.BadConfiguration, summary, description);
    }
}
