using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Steps;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Partitions;

/// <summary>A step is intended, and what forbids it comes before it is begun.</summary>
public class BeginningStepTests
{
    private static readonly Rule s_rule = Make.Rule("repair", Make.When("STOP"), new QmpAction { Path = "then[0].qmp", Name = "reset", Run = [new QmpCommand("system_reset")] }, Make.Log("x") with { Path = "then[1].log" }) with
    {
        AllowsDestructive = true,
    };

    private static readonly Maintenance s_maintenance = new() { Id = "m", Matchers = [new Matcher("vm", "vm1")], StartsAt = Make.Start, EndsAt = Make.Start.AddHours(1) };

    [Fact]
    public void Step_may_begin_while_nothing_forbids_it()
    {
        var (core, step) = Intended(s_rule);
        Assert.Null(core.WhyNotBegin(step.Id, Make.Start));
    }

    [Fact]
    public void Maintenance_meanwhile_holds_it_and_its_run_ends_as_held()
    {
        var (core, step) = Intended(s_rule);
        core.Apply([Make.Inbox(InboxKinds.Maintenance, s_maintenance.Write())], Make.Start);

        var result = core.WhyNotBegin(step.Id, Make.Start)!;

        Assert.Equal((StepStatus.Held, "maintenance"), (result.Status, result.Error!.Class));
        var commit = core.Apply([Make.Inbox(InboxKinds.StepResult, StepResultJson.Write(result), "r")], Make.Start);
        Assert.Equal((1, 0), (core.Counters.Steps.RunsHeld, core.Counters.Steps.RunsActive));
        Assert.Contains("then[0].qmp (reset) is left out: commands to this VM are held (maintenance: m)", Assert.Single(commit.LogLines).Message, StringComparison.Ordinal);
        Assert.Null(Assert.Single(commit.State).Payload);
        Assert.Null(core.WhyNotBegin("s_unknown", Make.Start.AddHours(2)) is { Status: StepStatus.Refused } ? null : "unknown steps are refused");
    }

    [Fact]
    public void Step_that_a_maintenance_holds_is_kept_as_held_with_the_maintenance()
    {
        var core = Make.Core(s_rule);
        core.Apply([Make.Inbox(InboxKinds.Maintenance, s_maintenance.Write())], Make.Start);

        var step = Assert.Single(core.Apply([Make.Event("STOP")], Make.Start).Steps);

        Assert.Equal(("then[0].qmp", StepStatus.Held, step.Id), (step.ActionPath, step.Ended!.Status, step.Ended.Step));
        Assert.Contains("(maintenance: m)", step.Ended.Error!.Description, StringComparison.Ordinal);
        Assert.Equal("system_reset", Assert.Single(StepRequestJson.Read(step.Request).Commands).Name);
    }

    [Fact]
    public void What_runs_counted_goes_on_over_a_reload()
    {
        var (core, _) = Intended(s_rule);
        var set = new RuleSet(RuleVocabulary.Empty, [s_rule]);

        core.Reload(set, Make.Settings(), Make.Start, new RuleEngine(set));

        Assert.Equal((1, 1), (core.Counters.Steps.RunsStarted, core.Counters.Steps.RunsActive));
    }

    [Fact]
    public void Muted_window_that_opened_meanwhile_holds_it()
    {
        var settings = Make.Settings(null, ("night", new SpanWindow(Make.Start.AddMinutes(1), Make.Start.AddHours(1))));
        var core = Make.Core(settings, null, s_rule with { MutedIn = ["night"] });
        var step = Assert.Single(core.Apply([Make.Event("STOP")], Make.Start).Steps);
        Assert.Null(core.WhyNotBegin(step.Id, Make.Start));
        Assert.Equal("muted", core.WhyNotBegin(step.Id, Make.Start.AddMinutes(2))!.Error!.Class);
    }

    [Theory]
    [InlineData("removed")]
    [InlineData("disabled")]
    [InlineData("shadow")]
    [InlineData("edited")]
    public void Rule_that_is_no_more_what_it_was_refuses_it(string how)
    {
        var (core, step) = Intended(s_rule);
        Rule[] rules = how switch
        {
            "removed" => [],
            "disabled" => [s_rule with { Mode = RuleMode.Disabled }],
            "shadow" => [s_rule with { Mode = RuleMode.Shadow }],
            _ => [s_rule with { Severity = Severity.Critical }],
        };
        var set = new RuleSet(RuleVocabulary.Empty, rules);
        var reload = core.Reload(set, Make.Settings(), Make.Start, new RuleEngine(set));

        Assert.Contains(reload.LogLines, line => line.Message.Contains("the run", StringComparison.Ordinal));
        var result = core.WhyNotBegin(step.Id, Make.Start)!;
        Assert.Equal((StepStatus.Refused, StepError.Stopped), (result.Status, result.Error!.Class));
        core.Apply([Make.Inbox(InboxKinds.StepResult, StepResultJson.Write(result), "r")], Make.Start);
        Assert.Equal(1, core.Counters.Steps.ResultsUnclaimed);
    }

    [Fact]
    public void Rule_that_was_disabled_over_a_restart_refuses_it()
    {
        var rows = new StoredRows();
        var intended = Make.Core(s_rule).Apply([Make.Event("STOP")], Make.Start);
        rows.Append(intended);
        var next = rows.Restore(Make.Core(s_rule with { Mode = RuleMode.Disabled }));
        next.Start(Make.Start);
        Assert.Equal(StepStatus.Refused, next.WhyNotBegin(intended.Steps[0].Id, Make.Start)!.Status);
    }

    [Fact]
    public void Question_is_put_whatever_is_held()
    {
        var gather = s_rule with { Then = [new GatherAction { Path = "then[0].gather", Commands = [new QmpCommand("query-status")] }] };
        var (core, step) = Intended(gather);
        core.Apply([Make.Inbox(InboxKinds.Maintenance, s_maintenance.Write())], Make.Start);
        Assert.Null(core.WhyNotBegin(step.Id, Make.Start));
    }

    private static (PartitionCore Core, StepRow Step) Intended(Rule rule)
    {
        var core = Make.Core(rule);
        return (core, Assert.Single(core.Apply([Make.Event("STOP")], Make.Start).Steps));
    }
}
