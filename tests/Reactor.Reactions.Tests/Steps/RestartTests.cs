using Reactor.Reactions.Steps;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Steps;

public class RestartTests
{
    [Fact]
    public void Step_that_had_ended_stays_ended()
    {
        var rule = Do.Rule("r", Do.Exec("/bin/a") with { Name = "a" }, Do.Exec("/bin/b"), Do.Qmp() with { Run = [Do.Command("x", ("out", "steps.a.stdout"))] });
        var lab = new StepLab(rule);

        lab.Fire(rule);
        lab.Answer(lab.Last, Results.Ok(lab.LastRequest) with { Stdout = "once" });
        lab.Restart(wasBegun: false);
        lab.Ok();

        Assert.Equal(["then[0].exec", "then[1].exec", "then[2].qmp"], lab.Intents.Select(s => s.ActionPath));
        Assert.Equal("""{"out":"once"}""", lab.Arguments());
    }

    [Fact]
    public void Doubtful_step_is_not_repeated_and_its_run_stops()
    {
        var rule = Do.Rule("r", (Do.Qmp("system_reset") with { Name = "reset" }).OnFailure(Make.Log("escalated")), Do.Qmp("cont"));
        var lab = new StepLab(rule);

        lab.Fire(rule);
        lab.Restart();

        Assert.Single(lab.Intents);
        Assert.Equal("unknown", lab.Seen(0, "steps.reset.status").AsString);
        Assert.Equal("interrupted", lab.Seen(0, "steps.reset.error_class").AsString);
        Assert.Equal(1, lab.Runs.Counters.RunsDoubtful);
        Assert.Empty(lab.Stored);
    }

    [Fact]
    public void Doubtful_step_with_only_if_asks_first_and_is_then_done_again()
    {
        var rule = Do.Rule("r", Do.Qmp("system_reset") with { OnlyIf = Do.StillPanicked });
        var lab = new StepLab(rule);

        lab.Fire(rule);
        lab.Ok("""{"status":"guest-panicked"}""");
        lab.Restart();
        Assert.Equal("then[0].qmp.only_if", lab.Last.ActionPath);
        lab.Ok("""{"status":"guest-panicked"}""");
        Assert.Equal("then[0].qmp", lab.Last.ActionPath);
        lab.Ok();

        Assert.Equal(4, lab.Intents.Select(s => s.Id).Distinct().Count());
        Assert.Equal(1, lab.Runs.Counters.RunsDone);
    }

    [Fact]
    public void Doubtful_step_with_only_if_is_left_out_where_that_does_not_hold_any_more()
    {
        var rule = Do.Rule("r", Do.Qmp("system_reset") with { OnlyIf = Do.StillPanicked });
        var lab = new StepLab(rule);

        lab.Fire(rule);
        lab.Ok("""{"status":"guest-panicked"}""");
        lab.Restart();
        lab.Ok("""{"status":"running"}""");

        Assert.Equal(1, lab.Intents.Count(s => s.ActionPath == "then[0].qmp"));
        Assert.Equal(1, lab.Runs.Counters.RunsSkipped);
    }

    [Fact]
    public void Doubtful_gather_is_asked_again()
    {
        var rule = Do.Rule("r", Do.Gather("query-status"), Do.Exec("/bin/a"));
        var lab = new StepLab(rule);

        lab.Fire(rule);
        lab.Restart();
        Assert.Equal(2, lab.Intents.Count);
        Assert.NotEqual(lab.Intents[0].Id, lab.Last.Id);
        lab.Ok();

        Assert.Equal("then[1].exec", lab.Last.ActionPath);
    }

    [Fact]
    public void Step_is_asked_for_again_so_often_and_no_oftener()
    {
        var rule = Do.Rule("r", Do.Gather("query-status"));
        var lab = new StepLab(new StepBounds { MaxAttempts = 3 }, rule);

        lab.Fire(rule);
        for (var i = 0; i < 5; i++)
        {
            lab.Restart();
        }

        Assert.Equal(3, lab.Intents.Count);
        Assert.Equal(1, lab.Runs.Counters.RunsDoubtful + 1 - lab.Stored.Count);
        Assert.Empty(lab.Stored);
    }

    [Fact]
    public void Run_of_a_rule_that_is_gone_stops()
    {
        var rule = Do.Rule("r", Do.Qmp("stop"), Do.Qmp("cont"));
        var lab = new StepLab(rule);
        lab.Fire(rule);

        lab.Swap(Do.Rule("other", Do.Qmp("stop")));
        lab.Ok();

        Assert.Single(lab.Intents);
        Assert.Empty(lab.Stored);
        Assert.Equal(1, lab.Runs.Counters.RunsOrphaned);
        Assert.Contains("stops", Assert.Single(lab.Log), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_of_a_rule_that_means_something_else_or_is_not_live_any_more_stops()
    {
        var rule = Do.Rule("r", Do.Qmp("stop"), Do.Qmp("cont"));
        foreach (var changed in new[] { Do.Rule("r", Do.Qmp("quit"), Do.Qmp("cont")), rule with { Mode = RuleMode.Shadow } })
        {
            var lab = new StepLab(rule);
            lab.Fire(rule);
            lab.Swap(changed);

            Assert.Empty(lab.Stored);
            Assert.Equal(0, lab.Runs.Counters.RunsActive);
        }
    }

    [Fact]
    public void Run_of_an_unchanged_rule_goes_on_over_a_reload()
    {
        var rule = Do.Rule("r", Do.Qmp("stop"), Do.Qmp("cont"));
        var lab = new StepLab(rule);
        lab.Fire(rule);

        lab.Swap(Do.Rule("r", Do.Qmp("stop"), Do.Qmp("cont")) with { Description = "told better" }, Do.Rule("new", Do.Qmp("stop")));
        lab.Ok();

        Assert.Equal("then[1].qmp", lab.Last.ActionPath);
    }

    [Fact]
    public void Rows_as_they_stand_restore_the_same_rows()
    {
        var rule = Do.Rule("r", Do.Gather("query-status"), Do.Qmp("a") with { Name = "a", Expect = Do.Expect("STOP", 60, null, "data.x == 1") }, Do.Qmp("b"));
        var lab = new StepLab(rule);
        lab.Fire(rule, """{"deep":[1,18446744073709551615,{"x":null}]}""");
        lab.Ok("""{"status":"paused"}""");
        lab.Hear("STOP", """{"x":2}""");
        lab.Fire(rule);
        var before = lab.Runs.Rows.Select(r => (r.Key, Convert.ToHexString(r.Payload!.Value.Span))).ToArray();

        lab.Swap(rule);

        Assert.Equal(before, lab.Runs.Rows.Select(r => (r.Key, Convert.ToHexString(r.Payload!.Value.Span))));
        Assert.Single(before);
    }

    [Fact]
    public void Damaged_row_is_refused_with_what_to_do()
    {
        var lab = new StepLab(Do.Rule("r", Do.Qmp("stop")));

        var error = Assert.Throws<InvalidDataException>(() => lab.Runs.Restore([new(StepRuns.RowKind, "r_1", Results.Json("""{"v":1}"""))]));

        Assert.Contains("backup", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => lab.Runs.Restore([new(StepRuns.RowKind, "r_1", Results.Json("""{"v":2}"""))]));
    }
}
