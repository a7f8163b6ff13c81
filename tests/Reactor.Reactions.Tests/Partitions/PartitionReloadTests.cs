using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Partitions;

public class PartitionReloadTests
{
    private static readonly Rule s_limited = Make.Rule("limited", Make.When("STOP"), Make.Send("oncall")) with { Limit = new Limit(1, TimeSpan.FromHours(1)) };
    private static readonly Rule s_alerting = Make.Rule("alerting", Make.When("RESET"), Make.Alert("x", "oncall"));
    private static readonly Rule s_gone = Make.Rule("gone", Make.When("RESET"), Make.Alert("y", "oncall"));

    [Fact]
    public void Reload_unchanged_rules_keep_their_limits_and_the_commit_holds_a_snapshot()
    {
        var lab = new Lab(_ => Core(s_limited), 1);
        lab.Apply(1, Make.Start, Make.Event("STOP", ordinal: 1));
        var commit = Reload(lab[1], Make.Start.AddMinutes(1), s_alerting, s_limited with { Description = "said better" });
        lab.Keep(1, commit);
        Assert.Equal(commit.AppliedSequence, commit.Snapshot!.Sequence);
        Assert.Empty(lab.Apply(1, Make.Start.AddMinutes(2), Make.Event("STOP", ordinal: 2)).Deliveries);
        Assert.Single(lab.Apply(1, Make.Start.AddMinutes(3), Make.Event("RESET", ordinal: 3)).Alerts);

        // What was logged before is in the snapshot: the restart folds what came after alone.
        lab.Restart(1, Make.Start.AddMinutes(4));
        Assert.Empty(lab.Apply(1, Make.Start.AddMinutes(5), Make.Event("STOP", ordinal: 4)).Deliveries);
        var changed = Reload(lab[1], Make.Start.AddMinutes(6), s_limited with { Severity = Severity.Critical });
        Assert.Single(lab.Keep(1, lab[1].Apply([Make.Event("STOP", ordinal: 5)], Make.Start.AddMinutes(7))).Deliveries);
        Assert.NotNull(changed.Snapshot);
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("disabled")]
    [InlineData("shadow")]
    [InlineData("id gone")]
    public void Reload_alerts_of_what_is_gone_end_and_others_stay(string how)
    {
        var core = Core(s_alerting, s_gone);
        core.Apply([Make.Event("RESET")], Make.Start);
        Rule[] rules = how switch
        {
            "removed" => [s_alerting],
            "disabled" => [s_alerting, s_gone with { Mode = RuleMode.Disabled }],
            "shadow" => [s_alerting, s_gone with { Mode = RuleMode.Shadow }],
            _ => [s_alerting, s_gone with { Then = [Make.Alert("y") with { Id = "other" }] }],
        };
        var commit = Reload(core, Make.Start.AddMinutes(1), rules);
        Assert.Equal(("gone", "rule_removed"), (Assert.Single(commit.Alerts).Rule, commit.Alerts[0].ResolvedBy));
        Assert.Equal("resolved", Assert.Single(commit.Deliveries).Kind);
        Assert.Equal(1, core.Counters.AlertsOpen);
    }

    [Fact]
    public void Reload_expressions_that_fail_are_counted_from_nothing_as_the_engine_counts()
    {
        var failing = Make.Rule("failing", Make.When("STOP"), Make.Record("t", [], ("a", "data.absent")));
        var core = Core(failing);
        core.Apply([Make.Event("STOP", ordinal: 1)], Make.Start);
        core.Apply([Make.Event("STOP", ordinal: 2)], Make.Start);
        Assert.Equal(2, core.Counters.EvaluationErrors["failing"]);
        Reload(core, Make.Start.AddMinutes(1), failing);
        Assert.Empty(core.Counters.EvaluationErrors);
        core.Apply([Make.Event("STOP", ordinal: 3)], Make.Start.AddMinutes(2));
        Assert.Equal((1, 1), (core.Counters.EvaluationErrors["failing"], Assert.Single(core.RuleCounters).Value.Matched));
    }

    [Fact]
    public void Reload_new_expiry_counts_from_the_last_refresh_of_what_is_open()
    {
        var core = Core(s_alerting);
        core.Apply([Make.Event("RESET")], Make.Start);
        Reload(core, Make.Start.AddMinutes(1), s_alerting with { Then = [Make.Alert("x") with { Expires = TimeSpan.FromMinutes(5) }] });
        Assert.Equal(Make.Start.AddMinutes(5), core.NextDue);
    }

    [Fact]
    public void Reload_what_was_due_before_belongs_to_the_old_rules()
    {
        var waiting = s_alerting with { Then = [Make.Alert("x", "oncall") with { Wait = TimeSpan.FromSeconds(10) }] };
        var core = Core(waiting);
        core.Apply([Make.Event("RESET")], Make.Start);
        Assert.Equal(["firing"], core.Apply([], Make.Start.AddMinutes(1)).Deliveries.Select(d => d.Kind));
        Assert.Equal(["resolved"], Reload(core, Make.Start.AddMinutes(1)).Deliveries.Select(d => d.Kind));
    }

    [Fact]
    public void Reload_rule_that_threw_is_out_until_it_means_something_else()
    {
        var bad = Make.Rule("bad", Make.When(Make.Broken(ExpressionPlace.Condition), "STOP"), Make.Send("oncall"));
        var core = Core(bad);
        core.Apply([Make.Event("STOP", ordinal: 1)], Make.Start);
        Assert.Empty(Reload(core, Make.Start, bad, s_limited).Alerts);
        Assert.Equal("bad", Assert.Single(core.Counters.Quarantined));
        var commit = Reload(core, Make.Start, bad with { When = Make.When("STOP") }, s_limited);
        Assert.Equal("rule_changed", Assert.Single(commit.Alerts).ResolvedBy);
        Assert.Empty(core.Counters.Quarantined);
        Assert.Equal(["bad", "limited"], core.Apply([Make.Event("STOP", ordinal: 2)], Make.Start).Deliveries.Select(d => d.Rule));
    }

    [Fact]
    public void Between_tells_kept_fresh_and_removed_rules()
    {
        var report = ReloadReport.Between(Set(s_limited, s_alerting, s_gone), Set(s_limited, s_alerting with { Severity = Severity.Info }, Make.Rule("new", Make.When("STOP"), Make.Log("x"))));
        Assert.Equal(["limited"], report.Kept.AsEnumerable());
        Assert.Equal(["alerting", "new"], report.Afresh.AsEnumerable());
        Assert.Equal(["gone"], report.Removed.AsEnumerable());
    }

    private static PartitionCore Core(params Rule[] rules) => Make.Core(Make.Settings(), null, rules);

    private static RuleSet Set(params Rule[] rules) => new(RuleVocabulary.Empty, rules);

    private static Commit Reload(PartitionCore core, DateTimeOffset at, params Rule[] rules)
    {
        var set = Set(rules);
        return core.Reload(set, Make.Settings(), at, new RuleEngine(set));
    }
}
