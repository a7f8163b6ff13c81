using Reactor.Reactions.Actions;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Text;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Partitions;

/// <summary>What goes wrong with rules: counted, and where nobody would see it otherwise, told by an alert of Reactor's own.</summary>
internal sealed class RuleTroubles(RulesInForce inForce, OwnAlerts alerts, RuleQuarantine quarantine, PartitionTally tally, PartitionOptions options)
{
    private static readonly VmView s_noVm = new() { Id = "", Name = "", Host = "" };

    /// <summary>Whether the rule is out since it threw.</summary>
    public bool IsOut(Rule rule) => quarantine.Holds(rule);

    public void Report(RuleError error, EngineInput input, DateTimeOffset now, CommitBuilder commit)
    {
        switch (error.Kind)
        {
            case RuleErrorKind.Condition or RuleErrorKind.Key: tally.CountEvaluationErrors(error.Rule.Name, 1); break;
            case RuleErrorKind.LimitKeyEvicted: tally.LimitKeysEvicted++; break;
            case RuleErrorKind.PatternKeyEvicted: tally.PatternKeysEvicted++; break;
            case RuleErrorKind.DeadlineRefused:
                tally.DeadlinesRefused++;
                alerts.Open(
                    Context(error.Rule, MadeEvent.Of(input, error.Vm ?? s_noVm), now, commit),
                    OwnAlerts.DeadlineRefused,
                    $"Rule {error.Rule.Name} waits for too much at once: a deadline was refused and will not fire",
                    LogText.Escape(error.Message, options.MaxLogBytes));
                break;
            case RuleErrorKind.Quarantined: Quarantine(error.Rule, MadeEvent.Of(input, error.Vm ?? s_noVm), now, commit, error.Message); break;
            default: throw new InvalidOperationException($"An engine reports {error.Kind}, which nothing here knows.");
        }
    }

    /// <summary>Takes a rule out: it threw.</summary>
    public void Quarantine(Rule rule, SeenEvent seen, DateTimeOffset now, CommitBuilder commit, string what) =>
        quarantine.Add(Context(rule, seen, now, commit), LogText.Escape(what, options.MaxLogBytes));

    private FiringContext Context(Rule rule, SeenEvent seen, DateTimeOffset now, CommitBuilder commit)
    {
        var firing = Firing.Of(rule, RuleKey.OfVm(seen.Vm.Id), seen, new MatchInfo(1, seen.At, seen.At, 0));
        return new FiringContext(firing, inForce.Vocabulary, now, commit, tally, options);
    }
}
