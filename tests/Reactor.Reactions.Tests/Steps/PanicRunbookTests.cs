using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Steps;

/// <summary>
/// The runbook for a panic: still panicked? Then look, dump without blocking, wait for the dump, reset, go on; at most three times an hour,
/// else someone is told.
/// </summary>
public class PanicRunbookTests
{
    private static readonly Rule s_rule = Do.Rule(
        "panic-runbook",
        Do.Gather("query-status", GatherAction.Screendump),
        Do.Qmp() with
        {
            Name = "dump",
            OnlyIf = Do.StillPanicked,
            Run = [Do.Command("dump-guest-memory", ("paging", "false"), ("protocol", "\"file:/var/dumps/\" + vm.name"), ("detach", "true"))],
            Expect = Do.Expect("DUMP_COMPLETED", 600, null, "has(data.error)"),
            ContinuesOnFailure = true,
        },
        (Do.Qmp("system_reset", "cont") with { Name = "reset", OnlyIf = Do.StillPanicked, Budget = "auto-restart" })
            .OnFailure(Make.Alert("{{ vm.name }} was not restarted", "oncall")));

    [Fact]
    public void Panicked_VM_is_dumped_and_restarted()
    {
        var lab = new StepLab(s_rule);

        lab.Fire(s_rule, """{"action":"pause"}""");
        Assert.Equal(["query-status", "screendump"], lab.LastRequest.Commands.Select(c => c.Name));
        lab.Ok("""{"status":"guest-panicked"}""", """{"path":"/x.png"}""");
        lab.Ok("""{"status":"guest-panicked"}""");
        Assert.Equal("""{"paging":false,"protocol":"file:/var/dumps/vm1","detach":true}""", lab.Arguments());
        lab.Ok();
        lab.Hear("DUMP_COMPLETED", """{"result":{"total":1,"completed":1,"status":"completed"}}""");
        lab.Ok("""{"status":"guest-panicked"}""");
        Assert.Equal(["system_reset", "cont"], lab.LastRequest.Commands.Select(c => c.Name));
        Assert.Equal("auto-restart", lab.Last.Budget!.Name);
        lab.Ok();

        Assert.Equal(1, lab.Runs.Counters.RunsDone);
        Assert.Empty(lab.Log);
        Assert.Empty(lab.Ran);
    }

    [Fact]
    public void Dump_that_fails_is_told_and_the_VM_is_restarted_all_the_same()
    {
        var lab = AtDump();

        lab.Ok();
        lab.Hear("DUMP_COMPLETED", """{"result":{"total":1,"completed":0,"status":"failed"},"error":"no space"}""");

        Assert.Contains("fail_if", Assert.Single(lab.Log), StringComparison.Ordinal);
        Assert.Equal("then[2].qmp.only_if", lab.Last.ActionPath);
    }

    [Fact]
    public void VM_that_someone_restarted_meanwhile_is_left_alone()
    {
        var lab = new StepLab(s_rule);

        lab.Fire(s_rule);
        lab.Ok("""{"status":"guest-panicked"}""");
        lab.Ok("""{"status":"running"}""");

        Assert.DoesNotContain(lab.Intents, step => step.ActionPath is "then[1].qmp" or "then[2].qmp");
        Assert.Equal(1, lab.Runs.Counters.RunsSkipped);
    }

    [Fact]
    public void Fourth_panic_of_an_hour_is_escalated()
    {
        var lab = AtDump();
        lab.Ok();
        lab.Hear("DUMP_COMPLETED");
        lab.Ok("""{"status":"guest-panicked"}""");

        lab.Answer(lab.Last, StepResult.OfSpentBudget(lab.Last.Id, new BudgetTake("auto-restart", "[]", 3, TimeSpan.FromHours(1))));

        Assert.IsType<AlertAction>(Assert.Single(lab.Ran).Action);
        Assert.Equal("budget_exceeded", lab.Seen(0, "steps.reset.status").AsString);
        Assert.Equal(1, lab.Runs.Counters.RunsFailed);
    }

    [Fact]
    public void Restart_of_the_daemon_while_the_dump_is_written_resets_nothing_blindly()
    {
        var lab = AtDump();

        lab.Restart();
        Assert.Equal("then[1].qmp.only_if", lab.Last.ActionPath);
        lab.Ok("""{"status":"running"}""");

        Assert.DoesNotContain(lab.Intents, step => step.ActionPath == "then[2].qmp");
        Assert.Equal(1, lab.Runs.Counters.RunsSkipped);
    }

    private static StepLab AtDump()
    {
        var lab = new StepLab(s_rule);
        lab.Fire(s_rule);
        lab.Ok("""{"status":"guest-panicked"}""");
        lab.Ok("""{"status":"guest-panicked"}""");
        return lab;
    }
}
