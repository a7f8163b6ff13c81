using Reactor.Reactions.Steps;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Steps;

public class OnlyIfTests
{
    [Fact]
    public void VM_is_asked_before_the_commands_are_sent()
    {
        var rule = Rule();
        var lab = new StepLab(rule);

        lab.Fire(rule);
        Assert.Equal("then[0].qmp.only_if", lab.Last.ActionPath);
        Assert.Equal("query-status", Assert.Single(lab.LastRequest.Commands).Name);
        Assert.True(lab.LastRequest.IsQuestion);
        Assert.Null(lab.Last.Budget);
        lab.Ok("""{"status":"guest-panicked"}""");

        Assert.Equal("then[0].qmp", lab.Last.ActionPath);
        Assert.Equal("system_reset", Assert.Single(lab.LastRequest.Commands).Name);
        Assert.NotNull(lab.Last.Budget);
        lab.Ok();
        Assert.Equal("then[1].exec", lab.Last.ActionPath);
    }

    [Theory]
    [InlineData("""{"status":"running"}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    public void Check_that_does_not_hold_or_fails_skips_the_step_and_ends_the_run(string answer)
    {
        var rule = Rule();
        var lab = new StepLab(rule);

        lab.Fire(rule);
        lab.Ok(answer);

        Assert.Single(lab.Intents);
        Assert.Empty(lab.Own);
        Assert.Empty(lab.Ran);
        Assert.Empty(lab.Stored);
        Assert.Equal(1, lab.Runs.Counters.RunsSkipped);
    }

    [Theory]
    [InlineData(StepStatus.Failed, StepError.NotConnected, "failed")]
    [InlineData(StepStatus.Unknown, StepError.Timeout, "failed")]
    [InlineData(StepStatus.Refused, StepError.OtherProcess, "refused")]
    public void Question_that_can_not_be_put_fails_the_step(StepStatus status, string @class, string shown)
    {
        var rule = Rule();
        var lab = new StepLab(rule);

        lab.Fire(rule);
        lab.Answer(lab.Last, Results.Of(status, @class));

        Assert.Single(lab.Intents);
        Assert.Equal(shown, lab.Seen(0, "steps.reset.status").AsString);
        Assert.Equal(1, lab.Runs.Counters.RunsFailed);
    }

    [Fact]
    public void Check_sees_what_was_gathered_and_the_event()
    {
        var rule = Do.Rule("r", Do.Gather("query-name"), Do.Qmp("cont") with
        {
            OnlyIf = Do.OnlyIf("query-status", "result.running == false && gathered[\"query-name\"].name == \"a\" && data.action == \"pause\""),
        });
        var lab = new StepLab(rule);

        lab.Fire(rule, """{"action":"pause"}""");
        lab.Ok("""{"name":"a"}""");
        lab.Ok("""{"running":false}""");

        Assert.Equal("then[1].qmp", lab.Last.ActionPath);
    }

    [Fact]
    public void Answer_of_one_process_binds_the_commands_to_it()
    {
        var rule = Rule();
        var lab = new StepLab(rule);

        lab.Fire(rule, id: "recovered");
        lab.Answer(lab.Last, Results.Ok(lab.LastRequest, """{"status":"guest-panicked"}""") with { Process = "h1:5-5" });

        Assert.Equal("h1:5-5", lab.LastRequest.Process);
    }

    private static Rule Rule() => Do.Rule(
        "r",
        (Do.Qmp("system_reset") with { OnlyIf = Do.StillPanicked, Budget = "auto-restart", Name = "reset" }).OnFailure(Make.Log("escalated")),
        Do.Exec("/bin/a"));
}
