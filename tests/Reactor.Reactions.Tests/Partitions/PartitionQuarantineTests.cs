using Reactor.Reactions.Commits;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Partitions;

public class PartitionQuarantineTests
{
    // A key that names no field is refused by the loader: here it plays a defect while an action is carried out.
    private static readonly Rule s_throwsWhenActing = Make.Rule(
        "bad",
        Make.When("STOP"),
        Make.Send("oncall") with { Path = "then[0].send" },
        Make.Record("t", ["no-such-field"], ("a", "1")) with { Path = "then[1].record" },
        Make.Log("after") with { Path = "then[2].log" });

    private static readonly Rule s_good = Make.Rule("good", Make.When("STOP"), Make.Send("oncall"));

    [Fact]
    public void Apply_action_throws_the_rule_is_out_with_an_alert_and_all_else_goes_on()
    {
        var core = Make.Core([Make.Route(null, "team")], null, s_throwsWhenActing, s_good);
        var commit = core.Apply([Make.Event("STOP", ordinal: 1), Make.Event("STOP", ordinal: 2)], Make.Start);

        var alert = Assert.Single(commit.Alerts);
        Assert.Equal(("bad", "reactor.quarantined", "error"), (alert.Rule, alert.Id, alert.Severity));
        Assert.Contains("then[1].record", alert.Description, StringComparison.Ordinal);
        Assert.Equal("team", Assert.Single(commit.Deliveries, d => d.ActionPath == "reactor.quarantined").Target);

        // Its other actions were carried out for the event that did it, not for the next.
        Assert.Equal(1, commit.Deliveries.Count(d => d.Rule == "bad" && d.ActionPath == "then[0].send"));
        Assert.Equal(["reactor", "bad"], commit.LogLines.Select(l => l.Rule));
        Assert.Equal(2, commit.Deliveries.Count(d => d.Rule == "good"));
        Assert.Equal("bad", Assert.Single(core.Counters.Quarantined));
    }

    [Fact]
    public void Apply_condition_throws_the_rule_is_out_with_an_alert()
    {
        var bad = Make.Rule("bad", Make.When(Make.Broken(ExpressionPlace.Condition), "STOP"), Make.Send("oncall"));
        var core = Make.Core([Make.Route(null, "team")], null, bad, s_good);
        var commit = core.Apply([Make.Event("STOP", ordinal: 1), Make.Event("STOP", ordinal: 2)], Make.Start);
        Assert.Equal("reactor.quarantined", Assert.Single(commit.Alerts).Id);
        Assert.Equal(["team"], commit.Deliveries.Where(d => d.Rule == "bad").Select(d => d.Target));
        Assert.Equal(2, commit.Deliveries.Count(d => d.Rule == "good"));
    }

    [Fact]
    public void Start_after_a_restart_ends_the_alert_and_the_rule_runs_again()
    {
        var rows = new StoredRows();
        var routes = new[] { Make.Route(null, "team") };
        rows.Append(Make.Core(routes, null, s_throwsWhenActing).Apply([Make.Event("STOP")], Make.Start));
        var core = rows.Restore(Make.Core(routes, null, s_throwsWhenActing));
        var commit = core.Start(Make.Start.AddMinutes(1));
        Assert.Equal((AlertState.Resolved, "restart"), (Assert.Single(commit.Alerts).State, commit.Alerts[0].ResolvedBy));
        Assert.Equal(("team", "resolved"), (Assert.Single(commit.Deliveries).Target, commit.Deliveries[0].Kind));
        var again = core.Apply([Make.Event("STOP", ordinal: 2)], Make.Start.AddMinutes(2));
        Assert.Equal(AlertState.Firing, Assert.Single(again.Alerts).State);
    }
}
