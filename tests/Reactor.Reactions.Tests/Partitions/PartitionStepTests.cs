using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Partitions;

/// <summary>Where runs of steps meet the partition.</summary>
public class PartitionStepTests
{
    private static readonly Rule s_rule = Make.Rule(
        "repair",
        Make.When("STOP"),
        new QmpAction { Path = "then[0].qmp", Run = [new QmpCommand("cont")] },
        Make.Log("told") with { Path = "then[1].log" });

    [Fact]
    public void Apply_steps_are_intended_after_all_else_and_the_engine_is_told_of_own_commands()
    {
        var engine = new ScriptedEngine();
        engine.Script = (input, output) =>
        {
            if (input is SeenEvent seen)
            {
                output.Firings.Add(Firing.Of(s_rule, RuleKey.OfVm(seen.Vm.Id), seen, new MatchInfo(1, seen.At, seen.At, 0)));
            }
            else
            {
                output.TouchedRules.Add(s_rule.Fingerprint);
            }
        };
        var commit = Make.Core(Make.Settings(), engine, s_rule).Apply([Make.Event("STOP")], Make.Start);
        var step = Assert.Single(commit.Steps);
        Assert.Equal(("repair", "then[0].qmp", "id-vm1"), (step.Rule, step.ActionPath, step.VmId));
        Assert.Equal("told", Assert.Single(commit.LogLines).Message);
        Assert.Equal(("cont", false), Assert.Single(engine.Taken.OfType<OwnCommand>().Select(c => (c.Command, c.HasReturned))));
        Assert.Equal("own-command", Assert.Single(commit.Inputs).Kind);
        Assert.Equal("run", Assert.Single(commit.State).Kind);
    }

    [Theory]
    [InlineData(InboxKinds.Maintenance, false)]
    [InlineData(InboxKinds.Silence, true)]
    public void Apply_maintenance_holds_commands_and_a_silence_does_not(string kind, bool runs)
    {
        var core = Make.Core(s_rule);
        var hold = new Silence { Id = "h", Matchers = [new Matcher("vm", "vm1")], StartsAt = Make.Start, EndsAt = Make.Start.AddHours(1) };
        core.Apply([Make.Inbox(kind, hold.Write())], Make.Start);
        Assert.Equal(runs, Assert.Single(core.Apply([Make.Event("STOP")], Make.Start).Steps).Ended is null);
    }

    [Fact]
    public void Apply_muted_window_holds_commands()
    {
        var settings = Make.Settings(null, ("night", new SpanWindow(Make.Start, Make.Start.AddHours(1))));
        var core = Make.Core(settings, null, s_rule with { MutedIn = ["night"] });
        Assert.Contains("(muted: night)", Assert.Single(core.Apply([Make.Event("STOP", ordinal: 1)], Make.Start).Steps).Ended!.Error!.Description, StringComparison.Ordinal);
        Assert.Null(Assert.Single(core.Apply([Make.Event("STOP", ordinal: 2)], Make.Start.AddHours(1)).Steps).Ended);
    }

    [Fact]
    public void Reload_runs_of_unchanged_rules_go_on_and_others_stop()
    {
        var core = Make.Core(s_rule);
        core.Apply([Make.Event("STOP")], Make.Start);
        var same = new RuleSet(RuleVocabulary.Empty, [s_rule]);
        Assert.Empty(core.Reload(same, Make.Settings(), Make.Start, new RuleEngine(same)).State);
        Assert.Equal(1, core.Counters.Steps.RunsActive);
        var gone = core.Reload(RuleSet.Empty, Make.Settings(), Make.Start, new RuleEngine(RuleSet.Empty));
        Assert.Null(Assert.Single(gone.State).Payload);
        Assert.Equal(0, core.Counters.Steps.RunsActive);
    }
}
