using Reactor.Reactions.Steps;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Steps;

public class ExpectationTests
{
    private const string Dumped = "DUMP_COMPLETED";

    [Fact]
    public void Step_ends_when_the_commands_returned_and_the_event_came()
    {
        var (lab, _) = Begin(Dump());

        lab.Ok();
        Assert.Single(lab.Intents);
        Assert.Equal(Make.Start.AddSeconds(60), lab.Runs.NextDue);
        lab.Hear(Dumped, """{"result":{"completed":1}}""");

        Assert.Equal("then[1].exec", lab.Last.ActionPath);
        Assert.Null(lab.Runs.NextDue);
    }

    [Fact]
    public void Event_may_come_before_the_commands_return()
    {
        var (lab, _) = Begin(Dump());

        lab.Hear(Dumped);
        Assert.Single(lab.Intents);
        lab.Ok();

        Assert.Equal("then[1].exec", lab.Last.ActionPath);
    }

    [Fact]
    public void Event_and_its_data_are_seen_by_later_actions()
    {
        var (lab, _) = Begin((Dump(failIf: "has(data.error)") with { Name = "dump" }).OnFailure(Make.Log("escalated")));

        lab.Ok();
        lab.Hear(Dumped, """{"error":"no space"}""");

        Assert.Equal("no space", lab.Seen(0, "steps.dump.event.data.error").AsString);
        Assert.Equal("failed", lab.Seen(0, "steps.dump.status").AsString);
        Assert.Equal(1, lab.Runs.Counters.RunsFailed);
    }

    [Theory]
    [InlineData("has(data.error)", """{"error":"x"}""", false)]
    [InlineData("has(data.error)", "{}", true)]
    [InlineData("data.nothing", "{}", false)]
    public void Fail_if_that_holds_or_fails_itself_fails_the_step(string failIf, string data, bool isOk)
    {
        var (lab, _) = Begin(Dump(failIf: failIf));

        lab.Ok();
        lab.Hear(Dumped, data);

        Assert.Equal(isOk ? 2 : 1, lab.Intents.Count);
        Assert.Equal(isOk ? 0 : 1, lab.Runs.Counters.RunsFailed);
    }

    [Fact]
    public void Event_that_the_clause_does_not_mean_is_passed_over()
    {
        var (lab, _) = Begin(Dump(condition: "data.id == 7"));
        lab.Ok();

        lab.Hear("STOP", """{"id":7}""");
        lab.Hear(Dumped, """{"id":8}""");
        lab.Hear(Dumped);
        lab.Hear(Dumped, """{"id":7}""", Make.Vm("vm2"));
        Assert.Single(lab.Intents);
        lab.Hear(Dumped, """{"id":7}""");

        Assert.Equal(2, lab.Intents.Count);
    }

    [Fact]
    public void Event_that_began_the_run_does_not_meet_what_it_expects()
    {
        var rule = Do.Rule("r", Do.Qmp("system_reset") with { Expect = Do.Expect("GUEST_PANICKED", 60) }, Do.Exec("/bin/a"));
        var lab = new StepLab(rule);
        var firing = lab.Fire(rule);
        lab.Ok();

        var commit = new Reactor.Reactions.Partitions.CommitBuilder();
        lab.Runs.Hear(firing.Completing, lab.Now, commit);

        Assert.True(commit.IsEmpty);
    }

    [Fact]
    public void Event_that_does_not_come_in_time_fails_the_step()
    {
        var (lab, _) = Begin((Dump() with { Name = "dump" }).OnFailure(Make.Log("escalated")));
        lab.Ok();

        lab.Tick(TimeSpan.FromSeconds(60));
        Assert.Empty(lab.Ran);
        lab.Tick(TimeSpan.FromMicroseconds(1));

        Assert.Equal("not_in_time", lab.Seen(0, "steps.dump.error_class").AsString);
        Assert.Equal(1, lab.Runs.Counters.RunsFailed);
    }

    [Fact]
    public void Event_at_the_deadline_itself_counts()
    {
        var (lab, _) = Begin(Dump());
        lab.Ok();

        lab.Tick(TimeSpan.FromSeconds(60));
        lab.Hear(Dumped);

        Assert.Equal(2, lab.Intents.Count);
    }

    [Fact]
    public void Deadline_passes_but_commands_that_are_under_way_are_waited_for()
    {
        var (lab, _) = Begin(Dump().OnFailure(Do.Exec("/bin/page")));

        lab.Tick(TimeSpan.FromSeconds(61));
        Assert.Single(lab.Intents);
        lab.Hear(Dumped);
        Assert.Single(lab.Intents);
        lab.Ok();

        Assert.Equal("then[0].qmp.on_failure[0].exec", lab.Last.ActionPath);
    }

    [Fact]
    public void Commands_that_fail_fail_the_step_whatever_is_heard()
    {
        var (lab, _) = Begin(Dump());

        lab.Hear(Dumped);
        lab.Failed();

        Assert.Equal(1, lab.Runs.Counters.RunsFailed);
        Assert.Null(lab.Runs.NextDue);
    }

    [Fact]
    public void Expectation_survives_a_restart()
    {
        var (lab, _) = Begin(Dump());
        lab.Ok();

        lab.Restart();
        Assert.Equal(Make.Start.AddSeconds(60), lab.Runs.NextDue);
        lab.Hear(Dumped);

        Assert.Equal(2, lab.Intents.Count);
    }

    private static (StepLab Lab, Rule Rule) Begin(QmpAction first)
    {
        var rule = Do.Rule("r", first, Do.Exec("/bin/a"));
        var lab = new StepLab(rule);
        lab.Fire(rule);
        return (lab, rule);
    }

    private static QmpAction Dump(string? condition = null, string? failIf = null) =>
        Do.Qmp("dump-guest-memory") with { Expect = Do.Expect(Dumped, 60, condition, failIf) };
}
