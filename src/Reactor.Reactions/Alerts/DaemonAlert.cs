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
        var isOpen = book.TryGet("", Notices.Own, trouble.Alert, trouble.Key.ToJson(), out var alert);
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
        if (!isOpen)
        {
            Open(trouble, summary, description, id, now, commit);
        }
        else if (trouble.IsNewEachTime)
        {
            var row = alert!.Row;
            desk.Keep(alert with { Row = row with { Summary = summary, Description = description, RefreshedAt = now, Count = row.Count + 1 } }, commit);
        }
    }

    private void Open(DaemonTrouble trouble, string summary, string description, string id, DateTimeOffset now, CommitBuilder commit)
    {
        var rule = new Rule
        {
            Name = Notices.Own,
            Severity = trouble.Severity,
            When = new When { Pattern = new EachPattern([new Clause { Events = [new EventPattern(trouble.Event)] }]) },
            Then = [],
        };
        var seen = new SeenEvent(s_noVm, new VmEvent { Id = id, Name = trouble.Event, Data = "{}"u8.ToArray(), At = now });
        var firing = Firing.Of(rule, trouble.Key, seen, new MatchInfo(1, now, now, 0));
        alerts.Open(new FiringContext(firing, inForce.Vocabulary, now, commit, tally, options), trouble.Alert, summary, description, trouble.Severity);
    }
}

/// <summary>Something that Reactor found about itself, or that it is mended.</summary>
/// <param name="Alert">The alert's id, as <see cref="OwnAlerts"/> has them.</param>
/// <param name="Event">What stands in the place of an event's name.</param>
/// <param name="Key">Tells several such alerts apart.</param>
/// <param name="IsBad">Whether it is so; false: mended.</param>
/// <param name="Summary">One line for people.</param>
/// <param name="Description">More; may be empty.</param>
internal sealed record DaemonTrouble(string Alert, string Event, RuleKey Key, bool IsBad, string Summary = "", string Description = "")
{
    public Severity Severity { get; init; } = Severity.Error;

    /// <summary>Whether what is found later takes the place of what was found before.</summary>
    public bool IsNewEachTime { get; init; }
}
