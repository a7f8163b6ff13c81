using Reactor.Reactions.Actions;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Text;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Partitions;

/// <summary>What goes wrong with rules: counted, and where nobody would see it otherwise, told by an alert of Reactor's own.</summary>
internal sealed class RuleTroubles(RulesInForce inForce, OwnAlerts alerts, RuleQuarantine quarantine, PartitionTally tally, PartitionOptions options)
{
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
                    Context(error.Rule, KeyOf(error, input), MadeEvent.Of(input, VmOf(error)), now, commit),
                    OwnAlerts.DeadlineRefused,
                    $"Rule {error.Rule.Name} waits for too much at once: a deadline was refused and will not fire",
                    LogText.Escape(error.Message, options.MaxLogBytes));
                break;
            case RuleErrorKind.Quarantined: Quarantine(error.Rule, KeyOf(error, input), MadeEvent.Of(input, VmOf(error)), now, commit, error.Message); break;
            default: throw new InvalidOperationException($"An engine reports {error.Kind}, which nothing here knows.");
        }
    }

    /// <summary>Takes a rule out: what follows from a firing of it threw.</summary>
    public void Quarantine(Firing firing, DateTimeOffset now, CommitBuilder commit, string what) =>
        Quarantine(firing.Rule, firing.Key.VmId is { } vmId ? RuleKey.OfVm(vmId) : firing.Key, firing.Completing, now, commit, what);

    private void Quarantine(Rule rule, RuleKey key, SeenEvent seen, DateTimeOffset now, CommitBuilder commit, string what) =>
        quarantine.Add(Context(rule, key, seen, now, commit), LogText.Escape(what, options.MaxLogBytes));

    // An alert is found again by its key: that is the VM, or in a partition of keys of fleet rules the key that came there.
    private static RuleKey KeyOf(RuleError error, EngineInput input) => error.Rule.Scope == RuleScope.Fleet && input is (FleetHit or TimePassed)
        ? (input as FleetHit)?.Key ?? error.Key ?? RuleKey.OfVm(null)
        : RuleKey.OfVm(VmOf(error).Id);

    private static VmView VmOf(RuleError error) => error.Vm ?? new VmView { Id = error.Key?.VmId ?? "", Name = "", Host = "" };

    private FiringContext Context(Rule rule, RuleKey key, SeenEvent seen, DateTimeOffset now, CommitBuilder commit)
    {
        var firing = Firing.Of(rule, key, seen, new MatchInfo(1, seen.At, seen.At, 0));
        return new FiringContext(firing, inForce.Vocabulary, now, commit, tally, options);
    }
}
