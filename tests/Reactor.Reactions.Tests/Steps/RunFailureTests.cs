using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Steps;

public class RunFailureTests
{
    [Fact]
    public void Failure_ends_the_run_after_its_on_failure()
    {
        var rule = Do.Rule("r", (Do.Qmp("stop") with { Name = "halt" }).OnFailure(Make.Log("escalated"), Do.Exec("/bin/page")), Do.Qmp("cont"));
        var lab = new StepLab(rule);

        lab.Fire(rule);
        lab.Failed("GenericError", "it does not stop");

        var (_, action) = Assert.Single(lab.Ran);
        Assert.Equal("then[0].qmp.on_failure[0].log", action.Path);
        Assert.Equal("failed", lab.Seen(0, "steps.halt.status").AsString);
        Assert.Equal("it does not stop", lab.Seen(0, "steps.halt.error").AsString);
        Assert.Equal("GenericError", lab.Seen(0, "steps.halt.error_class").AsString);
        Assert.Equal("then[0].qmp.on_failure[1].exec", lab.Last.ActionPath);
        lab.Ok();
        Assert.Empty(lab.Stored);
        Assert.Equal(1, lab.Runs.Counters.RunsFailed);
        Assert.DoesNotContain(lab.Intents, step => step.ActionPath == "then[1].qmp");
    }

    [Fact]
    public void Failure_of_a_step_that_may_fail_lets_the_run_go_on_after_its_on_failure()
    {
        var rule = Do.Rule("r", (Do.Qmp("stop") with { ContinuesOnFailure = true }).OnFailure(Do.Exec("/bin/page")), Do.Qmp("cont"));
        var lab = new StepLab(rule);

        lab.Fire(rule);
        lab.Failed();
        Assert.Equal("then[0].qmp.on_failure[0].exec", lab.Last.ActionPath);
        lab.Ok();
        Assert.Equal("then[1].qmp", lab.Last.ActionPath);
        lab.Ok();

        Assert.Equal(1, lab.Runs.Counters.RunsDone);
    }

    [Fact]
    public void Failure_within_on_failure_has_an_on_failure_of_its_own()
    {
        var rule = Do.Rule("r", Do.Qmp("stop").OnFailure(Do.Exec("/bin/a").OnFailure(Make.Log("deep"), Do.Exec("/bin/b"))));
        var lab = new StepLab(rule);

        lab.Fire(rule);
        lab.Failed();
        lab.Answer(lab.Last, Results.Of(StepStatus.Failed, StepError.ExitCode) with { ExitCode = 3 });

        Assert.Single(lab.Ran);
        Assert.Equal("then[0].qmp.on_failure[0].exec.on_failure[1].exec", lab.Last.ActionPath);
    }

    [Fact]
    public void Spent_budget_fails_the_step()
    {
        var rule = Do.Rule("r", (Do.Qmp("system_reset") with { Budget = "auto-restart", Name = "reset" }).OnFailure(Make.Log("escalated")));
        var lab = new StepLab(rule);

        lab.Fire(rule);
        var take = lab.Last.Budget!;
        lab.Answer(lab.Last, StepResult.OfSpentBudget(lab.Last.Id, take));

        Assert.Equal(("auto-restart", 3, TimeSpan.FromHours(1)), (take.Name, take.Max, take.Per));
        Assert.Single(lab.Ran);
        Assert.Equal("budget_exceeded", lab.Seen(0, "steps.reset.status").AsString);
        Assert.Equal(1, lab.Runs.Counters.RunsFailed);
    }

    [Fact]
    public void Unknown_budget_fails_the_step_and_nothing_is_done()
    {
        var rule = Do.Rule("r", (Do.Qmp("system_reset") with { Budget = "gone" }).OnFailure(Make.Log("escalated")));
        var lab = new StepLab(rule) { Budget = _ => null };

        lab.Fire(rule);

        Assert.Empty(lab.Intents);
        Assert.Single(lab.Ran);
    }

    [Theory]
    [InlineData(StepStatus.Failed, StepError.NotConnected)]
    [InlineData(StepStatus.Refused, StepError.NotAllowed)]
    [InlineData(StepStatus.Refused, StepError.OtherProcess)]
    public void Step_that_was_not_done_fails(StepStatus status, string @class)
    {
        var rule = Do.Rule("r", Do.Qmp("system_reset").OnFailure(Make.Log("escalated")), Do.Qmp("cont"));
        var lab = new StepLab(rule);

        lab.Fire(rule);
        lab.Answer(lab.Last, Results.Of(status, @class));

        Assert.Single(lab.Ran);
        Assert.Equal(1, lab.Runs.Counters.RunsFailed);
    }

    [Fact]
    public void Step_that_failed_is_a_warning_with_its_name_and_its_budget_in_words()
    {
        var rule = Do.Rule("r", Do.Qmp("system_reset") with { Name = "reset" });
        var lab = new StepLab(rule);

        lab.Fire(rule);
        lab.Answer(lab.Last, StepResult.OfSpentBudget(lab.Last.Id, new BudgetTake("auto", "[]", 3, TimeSpan.FromHours(1))));

        Assert.Equal("then[0].qmp (reset) failed: the budget auto is spent: 3 per 1h", Assert.Single(lab.Warnings));
    }

    [Theory]
    [InlineData(StepError.Timeout)]
    [InlineData(StepError.ConnectionLost)]
    [InlineData(StepError.Interrupted)]
    public void Step_of_unknown_outcome_stops_the_run_even_where_it_may_fail(string @class)
    {
        var rule = Do.Rule(
            "r", (Do.Qmp("system_reset") with { ContinuesOnFailure = true, Name = "reset" }).OnFailure(Make.Log("escalated"), Do.Exec("/bin/page")), Do.Qmp("cont"));
        var lab = new StepLab(rule);

        lab.Fire(rule);
        lab.Answer(lab.Last, Results.Of(StepStatus.Unknown, @class));
        Assert.Equal("unknown", lab.Seen(0, "steps.reset.status").AsString);
        lab.Ok();

        Assert.Equal(["then[0].qmp", "then[0].qmp.on_failure[1].exec"], lab.Intents.Select(s => s.ActionPath));
        Assert.Equal(1, lab.Runs.Counters.RunsDoubtful);
        Assert.Contains("may have been done or not", lab.Log[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Gather_keeps_the_answers_that_came_and_fails_where_one_did_not()
    {
        var rule = Do.Rule("r", Do.Gather("query-status", "query-balloon") with { ContinuesOnFailure = true }, Do.Qmp() with { Run = [Do.Command("x", ("s", "gathered"))] });
        var lab = new StepLab(rule);

        lab.Fire(rule);
        lab.Answer(lab.Last, new StepResult
        {
            Step = "",
            Status = StepStatus.Failed,
            Results = [new("query-status", Results.Json("""{"status":"paused"}""")), new("query-balloon", null, new StepError("DeviceNotActive", "no balloon"))],
        });

        Assert.Equal("""{"s":{"query-status":{"status":"paused"}}}""", lab.Arguments());
        Assert.Contains("DeviceNotActive: no balloon", lab.Log[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Large_result_is_cut_and_marked()
    {
        var rule = Do.Rule("r", Do.Exec("/bin/a") with { Name = "a" }, Do.Gather("query-x"), Do.Qmp() with
        {
            Run = [Do.Command("x", ("cut", "steps.a.truncated"), ("length", "size(steps.a.stdout)"), ("gathered", "gathered[\"query-x\"]"))],
        });
        var lab = new StepLab(rule);

        lab.Fire(rule);
        lab.Answer(lab.Last, Results.Ok(lab.LastRequest) with { Stdout = new string('x', 60_000) });
        lab.Ok($"\"{new string('y', 70_000)}\"");

        Assert.Equal("""{"cut":true,"length":8190,"gathered":{"truncated":true}}""", lab.Arguments());
        Assert.Equal(2, lab.Runs.Counters.ResultsTruncated);
    }

    [Fact]
    public void Run_keeps_a_bounded_amount_of_results()
    {
        var names = Enumerable.Range(0, 20).Select(i => $"query-{i}").ToArray();
        var rule = Do.Rule("r", [.. names.Select(n => Do.Gather(n)), Do.Exec("/bin/a")]);
        var lab = new StepLab(rule);

        lab.Fire(rule);
        foreach (var _ in names)
        {
            lab.Ok($"\"{new string('y', 60_000)}\"");
        }

        Assert.Equal("then[20].exec", lab.Last.ActionPath);
        Assert.True(Assert.Single(lab.Stored).Payload!.Value.Length < 600_000);
    }

    [Theory]
    [InlineData("maintenance")]
    [InlineData("muted")]
    [InlineData("paused")]
    public void Step_that_is_held_is_left_out_and_the_run_ends(string why)
    {
        var rule = Do.Rule("r", Do.Gather("query-status"), Do.Qmp("system_reset").OnFailure(Make.Log("escalated")), Do.Exec("/bin/a"));
        var lab = new StepLab(rule) { Held = (_, _) => why };

        lab.Fire(rule);
        lab.Ok();

        Assert.Equal(["then[0].gather"], lab.Intents.Select(s => s.ActionPath));
        Assert.Empty(lab.Ran);
        Assert.Equal(1, lab.Runs.Counters.RunsHeld);
        Assert.Contains(why, Assert.Single(lab.Log), StringComparison.Ordinal);
    }

    [Fact]
    public void Step_that_is_held_between_question_and_command_is_left_out()
    {
        var rule = Do.Rule("r", Do.Qmp("system_reset") with { OnlyIf = Do.StillPanicked });
        var lab = new StepLab(rule);

        lab.Fire(rule);
        lab.Held = (_, _) => "maintenance";
        lab.Ok("""{"status":"guest-panicked"}""");

        Assert.Single(lab.Intents);
        Assert.Equal(1, lab.Runs.Counters.RunsHeld);
    }

    [Fact]
    public void Delivery_that_was_given_up_runs_its_on_failure()
    {
        var send = (Make.Send("oncall") with { Name = "page" }).OnFailure(Make.Log("escalated"), Do.Exec("/bin/page"));
        var rule = Do.Rule("r", send, Do.Qmp("stop"));
        var lab = new StepLab(rule);
        var firing = lab.Fire(rule);
        lab.Ok();

        lab.Take(new InboxRow("g1", 7, InboxKinds.GaveUp, new GaveUp("msg_1", "then[0].send", "oncall", "HTTP 503", FiringJson.Write(firing)).ToJson()));

        Assert.Equal("then[0].send.on_failure[0].log", Assert.Single(lab.Ran).Action.Path);
        Assert.Contains("HTTP 503", lab.Seen(0, "steps.page.error").AsString, StringComparison.Ordinal);
        Assert.Equal("then[0].send.on_failure[1].exec", lab.Last.ActionPath);
        Assert.Equal(firing.Id, lab.Last.FiringId);
    }

    [Fact]
    public void Deliveries_of_one_action_that_were_given_up_have_steps_of_their_own()
    {
        var rule = Do.Rule("r", Make.Send("oncall").OnFailure(Do.Exec("/bin/page")));
        var lab = new StepLab(rule);
        var firing = lab.Fire(rule);

        foreach (var id in new[] { "msg_1", "msg_2" })
        {
            lab.Take(new InboxRow(id, 7, InboxKinds.GaveUp, new GaveUp(id, "then[0].send", "oncall", "no", FiringJson.Write(firing)).ToJson()));
        }

        Assert.Single(lab.Intents);
        lab.Ok();
        Assert.Equal(2, lab.Intents.Select(s => s.Id).Distinct().Count());
    }

    [Fact]
    public void Delivery_of_a_rule_that_is_gone_escalates_nothing()
    {
        var rule = Do.Rule("r", Make.Send("oncall").OnFailure(Make.Log("escalated")));
        var lab = new StepLab(rule);
        var firing = lab.Fire(rule);
        lab.Swap(Do.Rule("other", Do.Qmp("stop")));

        lab.Take(new InboxRow("g1", 7, InboxKinds.GaveUp, new GaveUp("msg_1", "then[0].send", "oncall", "no", FiringJson.Write(firing)).ToJson()));

        Assert.Empty(lab.Ran);
        Assert.Equal(1, lab.Runs.Counters.ResultsUnclaimed);
    }

    [Fact]
    public void Step_that_throws_when_it_is_rendered_fails()
    {
        var rule = Do.Rule("r", (Do.Exec("/bin/a") with { Stdin = Broken() }).OnFailure(Do.Exec("/bin/b")));
        var lab = new StepLab(rule);

        lab.Fire(rule);

        Assert.Contains("defect", lab.Log[0], StringComparison.Ordinal);
        Assert.Equal("then[0].exec.on_failure[0].exec", lab.Last.ActionPath);
    }

    // A defect, played by a program of another vocabulary: it asks for a variable that there is not.
    private static CelProgram Broken()
    {
        var lists = Enumerable.Range(10, 40).Select(i => KeyValuePair.Create($"list{i}", ImmutableArray.Create(CelValue.From("x"))));
        return new RuleVocabulary(lists, []).ForEvents([]).Compile("\"x\" in list49", ExpressionPlace.StepValue).Program!;
    }
}
