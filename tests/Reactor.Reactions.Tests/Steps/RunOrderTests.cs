using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Steps;

public class RunOrderTests
{
    [Fact]
    public void Steps_run_one_after_another_in_the_order_of_the_file()
    {
        var rule = Do.Rule("r", Do.Gather("query-status"), Make.Log("x"), Do.Qmp("system_reset"), Do.Exec("/bin/true"));
        var lab = new StepLab(rule);

        lab.Fire(rule);
        Assert.Equal(["then[0].gather"], lab.Intents.Select(s => s.ActionPath));
        lab.Ok();
        Assert.Equal("then[2].qmp", lab.Last.ActionPath);
        lab.Ok();
        Assert.Equal("then[3].exec", lab.Last.ActionPath);
        lab.Ok();

        Assert.Equal(3, lab.Intents.Count);
        Assert.Equal(3, lab.Intents.Select(s => s.Id).Distinct().Count());
        Assert.Empty(lab.Stored);
        Assert.Equal(1, lab.Runs.Counters.RunsDone);
        Assert.Empty(lab.Ran);
    }

    [Fact]
    public void Run_is_stored_while_it_goes_on()
    {
        var rule = Do.Rule("r", Do.Qmp("stop"), Do.Qmp("cont"));
        var lab = new StepLab(rule);

        lab.Fire(rule);

        var row = Assert.Single(lab.Stored);
        Assert.Equal(StepRuns.RowKind, row.Kind);
        Assert.Equal(1, lab.Runs.Counters.RunsActive);
    }

    [Fact]
    public void Rule_without_steps_begins_no_run()
    {
        var rule = Do.Rule("r", Make.Log("x"));
        var lab = new StepLab(rule);

        lab.Fire(rule);

        Assert.Equal(0, lab.Runs.Counters.RunsStarted);
    }

    [Theory]
    [InlineData(RuleMode.Shadow)]
    [InlineData(RuleMode.Disabled)]
    public void Rule_that_is_not_live_begins_no_run(RuleMode mode)
    {
        var rule = Do.Rule("r", Do.Qmp("stop")) with { Mode = mode };
        var lab = new StepLab(rule);

        lab.Fire(rule);

        Assert.Empty(lab.Intents);
    }

    [Theory]
    [InlineData("data.action == \"run\"", false)]
    [InlineData("data.action == \"pause\"", true)]
    [InlineData("data.nothing == 1", false)]
    public void Step_whose_if_is_not_true_is_left_out_and_the_run_goes_on(string condition, bool isDone)
    {
        var rule = Do.Rule("r", Do.Qmp("stop").If(condition) with { Name = "stopping" }, Do.Qmp("cont"));
        var lab = new StepLab(rule);

        lab.Fire(rule, """{"action":"pause"}""");

        Assert.Equal(isDone ? "then[0].qmp" : "then[1].qmp", lab.Last.ActionPath);
    }

    [Fact]
    public void Later_steps_see_what_was_gathered_and_the_results_of_named_steps()
    {
        var rule = Do.Rule(
            "r",
            Do.Gather("query-status"),
            Do.Exec("/bin/look") with { Name = "look" },
            Do.Qmp() with { Run = [Do.Command("x-set", ("status", "gathered[\"query-status\"].status"), ("code", "steps.look.exit_code"), ("out", "steps.look.stdout"))] });
        var lab = new StepLab(rule);

        lab.Fire(rule);
        lab.Ok("""{"status":"paused","running":false}""");
        lab.Answer(lab.Last, Results.Ok(lab.LastRequest) with { Stdout = "fine" });

        Assert.Equal("""{"status":"paused","code":0,"out":"fine"}""", lab.Arguments());
    }

    [Fact]
    public void Text_of_a_guest_is_an_argument_and_nothing_else()
    {
        var rule = Do.Rule("r", Do.Exec("/bin/echo", "{{ data.text }}"), Do.Qmp() with { Run = [Do.Command("set", ("text", "data.text"))] });
        var lab = new StepLab(rule);

        lab.Fire(rule, """{"text":"$(reboot); \"},{\"execute\":\"quit\" \u0000 x"}""");
        var argv = lab.LastRequest.Arguments;
        lab.Ok();

        Assert.Equal(["/bin/echo", "$(reboot); \"},{\"execute\":\"quit\" \uFFFD x"], argv.AsEnumerable());
        var command = Assert.Single(lab.LastRequest.Commands);
        Assert.Equal("set", command.Name);
        using var arguments = System.Text.Json.JsonDocument.Parse(command.Arguments!.Value);
        Assert.Equal("text", Assert.Single(arguments.RootElement.EnumerateObject()).Name);
    }

    [Fact]
    public void Program_reads_the_standard_payload_or_the_value_of_its_stdin()
    {
        var rule = Do.Rule("r", Do.Exec("/bin/a"), Do.Exec("/bin/b") with { Stdin = Make.Cel("{\"vm\": vm.name}", ExpressionPlace.StepValue) });
        var lab = new StepLab(rule);

        lab.Fire(rule);
        var standard = System.Text.Encoding.UTF8.GetString(lab.LastRequest.Stdin.Span);
        lab.Ok();

        Assert.Contains("\"reactor.firing\"", standard, StringComparison.Ordinal);
        Assert.Equal("""{"vm":"vm1"}""", System.Text.Encoding.UTF8.GetString(lab.LastRequest.Stdin.Span));
    }

    [Fact]
    public void Request_says_what_is_allowed_and_which_process_is_meant()
    {
        var rule = Do.Rule("r", Do.Gather("query-status"), Do.Qmp("system_reset") with { Timeout = TimeSpan.FromSeconds(7) });
        var lab = new StepLab(rule);

        lab.Fire(rule);
        var gather = lab.LastRequest;
        lab.Ok();
        var qmp = lab.LastRequest;

        Assert.True(gather.IsQuestion);
        Assert.False(gather.AllowsDestructive);
        Assert.False(qmp.IsQuestion);
        Assert.True(qmp.AllowsDestructive);
        Assert.Equal("h1:7-1", qmp.Process);
        Assert.Equal(TimeSpan.FromSeconds(7), qmp.Timeout);
    }

    [Fact]
    public void Run_of_a_recovered_event_keeps_to_the_process_that_answered_first()
    {
        var rule = Do.Rule("r", Do.Gather("query-status"), Do.Qmp("system_reset"));
        var lab = new StepLab(rule);

        lab.Fire(rule, id: "rec_abc");
        Assert.Null(lab.LastRequest.Process);
        lab.Answer(lab.Last, Results.Ok(lab.LastRequest) with { Process = "h1:9-9" });

        Assert.Equal("h1:9-9", lab.LastRequest.Process);
    }

    [Fact]
    public void Commands_that_are_too_large_fail_the_step_and_are_never_cut()
    {
        var rule = Do.Rule("r", (Do.Qmp() with { Run = [Do.Command("x", ("text", "data.text"))] }).OnFailure(Make.Log("escalated")));
        var lab = new StepLab(new StepBounds { MaxRequestBytes = 200 }, rule);

        lab.Fire(rule, $$"""{"text":"{{new string('x', 300)}}"}""");

        Assert.Empty(lab.Intents);
        Assert.Single(lab.Ran);
        Assert.Contains("too_large", Assert.Single(lab.Log), StringComparison.Ordinal);
        Assert.Equal(1, lab.Runs.Counters.RunsFailed);
    }

    [Fact]
    public void Engine_hears_of_the_rules_own_commands_when_they_are_intended_and_when_they_return()
    {
        var rule = Do.Rule("r", Do.Gather("query-status"), Do.Qmp("system_reset", "cont", "cont"));
        var lab = new StepLab(rule);

        lab.Fire(rule);
        Assert.Empty(lab.Own);
        lab.Ok();
        Assert.Equal([("system_reset", false), ("cont", false)], lab.Own.Select(o => (o.Command, o.HasReturned)));
        lab.Ok();

        Assert.Equal([("system_reset", true), ("cont", true)], lab.Own.Skip(2).Select(o => (o.Command, o.HasReturned)));
        Assert.All(lab.Own, own => Assert.Equal(("r", "id-vm1"), (own.Rule, own.VmId)));
    }

    [Fact]
    public void Result_that_nobody_awaits_is_counted()
    {
        var rule = Do.Rule("r", Do.Qmp("stop"), Do.Qmp("cont"));
        var lab = new StepLab(rule);

        lab.Fire(rule);
        var first = lab.Last;
        lab.Ok();
        lab.Answer(first, Results.Ok(new StepRequest { Kind = "qmp", Timeout = TimeSpan.FromSeconds(1) }));

        Assert.Equal(2, lab.Intents.Count);
        Assert.Equal(1, lab.Runs.Counters.ResultsUnclaimed);
    }

    [Fact]
    public void Damaged_result_is_told_and_moves_nothing()
    {
        var rule = Do.Rule("r", Do.Qmp("stop"));
        var lab = new StepLab(rule);
        lab.Fire(rule);

        lab.Take(new InboxRow("x", 7, InboxKinds.StepResult, Results.Json("""{"v":1,"step":7}""")));

        Assert.Single(lab.Log);
        Assert.Equal(1, lab.Runs.Counters.RunsActive);
    }
}
