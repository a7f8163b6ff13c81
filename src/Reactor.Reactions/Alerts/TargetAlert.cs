using Reactor.Cel;
using Reactor.Reactions.Actions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Text;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Alerts;

/// <summary>
/// The alert about a target that is disabled: one per target, of no VM and no rule of a file, sent where the routes in force say, over restarts until
/// the target is called again.
/// </summary>
internal sealed class TargetAlert(
    RulesInForce inForce, OwnAlerts alerts, AlertBook book, AlertResolver resolver, PartitionTally tally, PartitionOptions options)
{
    private static readonly Rule s_rule = new()
    {
        Name = Notices.Own,
        Severity = Severity.Error,
        When = new When { Pattern = new EachPattern([new Clause { Events = [new EventPattern("TARGET")] }]) },
        Then = [],
    };

    private static readonly VmView s_noVm = new() { Id = "", Name = "", Host = "" };

    /// <summary>Opens or ends it.</summary>
    /// <param name="trouble">What was found.</param>
    /// <param name="id">Unique for ever.</param>
    /// <param name="now">Engine time.</param>
    /// <param name="commit">Where it goes.</param>
    public void Take(TargetTrouble trouble, string id, DateTimeOffset now, CommitBuilder commit)
    {
        var key = RuleKey.OfFleet(("target", CelValue.From(trouble.Target)));
        var isOpen = book.TryGet("", Notices.Own, OwnAlerts.TargetDisabled, key.ToJson(), out var alert);
        if (!trouble.IsDisabled)
        {
            if (isOpen)
            {
                resolver.Resolve(alert!, ResolvedBy.Mended, now, commit);
            }

            return;
        }

        var target = LogText.Escape(trouble.Target, 256);
        var seen = new SeenEvent(s_noVm, new VmEvent { Id = id, Name = "TARGET", Data = "{}"u8.ToArray(), At = now });
        var firing = Firing.Of(s_rule, key, seen, new MatchInfo(1, now, now, 0));
        alerts.Open(
            new FiringContext(firing, inForce.Vocabulary, now, commit, tally, options),
            OwnAlerts.TargetDisabled,
            BoundedText.Cut($"target {target} answered 410 and is disabled", options.MaxSummaryBytes),
            BoundedText.Cut(
                $"It asked never to be called again. What is sent to it is kept as dead letters until it is called again: after 'reactor targets enable {target}', a reload or a start.",
                options.MaxDescriptionBytes));
    }
}
