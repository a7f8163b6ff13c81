using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Partitions;

/// <summary>Time, and what a partition logs of what it gives its engine.</summary>
public class PartitionTimeTests
{
    private static readonly Rule s_rule = Make.Rule("r", Make.When("STOP"), Make.Log("x"));

    [Fact]
    public void Apply_gives_the_time_before_the_batch_only_when_a_deadline_is_over()
    {
        var engine = new ScriptedEngine { NextDue = Make.Start.AddSeconds(10) };
        var core = Make.Core(Make.Settings(), engine, s_rule);
        Assert.Equal(Make.Start.AddSeconds(10), core.NextDue);
        core.Apply([Make.Event("STOP", ordinal: 1)], Make.Start.AddSeconds(10));
        Assert.IsType<SeenEvent>(Assert.Single(engine.Taken));
        core.Apply([Make.Event("STOP", ordinal: 2)], Make.Start.AddSeconds(11));
        Assert.Equal([typeof(SeenEvent), typeof(TimePassed), typeof(SeenEvent)], engine.Taken.Select(i => i.GetType()));
        Assert.Equal(Make.Start.AddSeconds(11), engine.Taken[1].At);
    }

    [Fact]
    public void Apply_logs_what_touched_rules_by_kind_in_order_and_a_restart_folds_the_same()
    {
        var engine = new ScriptedEngine { NextDue = Make.Start };
        engine.Script = (input, output) => output.TouchedRules.Add(input is TimePassed ? "f_time" : "f_other");
        var rows = new StoredRows();
        var commit = Make.Core(Make.Settings(), engine, s_rule).Apply(
            [Make.Event("STOP"), Make.Answer(Make.Vm(), Make.Start), Make.Link(LinkState.Missed)], Make.Start.AddSeconds(1));
        rows.Append(commit);
        Assert.Equal(["tick", "event", "state", "link"], commit.Inputs.Select(i => i.Kind));
        Assert.Equal([1L, 2L, 3L, 4L], commit.Inputs.Select(i => i.Sequence));
        Assert.Equal(4, commit.AppliedSequence);

        var next = new ScriptedEngine();
        rows.Restore(Make.Core(Make.Settings(), next, s_rule));
        Assert.Equal(engine.Taken.Select(i => (i.GetType(), i.At)), next.Folded.Select(f => (f.Input.GetType(), f.Input.At)));
        Assert.Equal(["f_time", "f_other", "f_other", "f_other"], next.Folded.Select(f => Assert.Single(f.Rules)));
        Assert.Empty(next.Taken);
    }

    [Fact]
    public void Apply_time_that_touches_nothing_leaves_nothing()
    {
        var engine = new ScriptedEngine { NextDue = Make.Start };
        var core = Make.Core(Make.Settings(), engine, s_rule);
        var commit = core.Apply([], Make.Start.AddSeconds(1));
        Assert.True(commit.IsEmpty);
        Assert.Equal(0, commit.AppliedSequence);
    }

    [Fact]
    public void Apply_firing_by_a_deadline_acts_at_that_time()
    {
        var opening = new SeenEvent(Make.Vm(), Make.Event("POWERDOWN").Event);
        var engine = new ScriptedEngine { NextDue = Make.Start.AddMinutes(2) };
        var core = Make.Core(Make.Settings(), engine, s_rule);
        engine.Script = (input, output) =>
        {
            engine.NextDue = null;
            output.TouchedRules.Add(s_rule.Fingerprint);
            output.Firings.Add(Firing.Of(s_rule, RuleKey.OfVm("id-vm1"), opening, new MatchInfo(1, opening.At, opening.At, 0)));
        };
        var commit = core.Apply([], Make.Start.AddMinutes(3));
        Assert.Equal((Make.Start.AddMinutes(3), "POWERDOWN"), (Assert.Single(commit.Firings).At, commit.Firings[0].EventName));
        Assert.Equal("x", Assert.Single(commit.LogLines).Message);
        Assert.Null(core.NextDue);
    }

    [Fact]
    public void Start_tells_what_waits_that_its_vm_was_not_heard_before_any_deadline_is_looked_at()
    {
        var engine = new ScriptedEngine { NextDue = Make.Start };
        engine.Waits.Add(Make.Vm("vm1"));
        engine.Script = (input, output) =>
        {
            if (input is LinkChanged)
            {
                output.TouchedRules.Add("f");
            }
        };
        var core = Make.Core(Make.Settings(), engine, s_rule);
        var commit = core.Start(Make.Start.AddHours(1), [Make.Vm("vm2"), Make.Vm("vm1")]);
        Assert.Equal(["id-vm2", "id-vm1"], engine.Taken.OfType<LinkChanged>().Select(l => l.Vm.Id));
        Assert.All(engine.Taken.Take(2), i => Assert.Equal(LinkState.Lost, Assert.IsType<LinkChanged>(i).State));
        Assert.IsType<TimePassed>(engine.Taken[2]);

        // The snapshot stands for both: a host with thousands of VMs isn't logged VM by VM at each start.
        Assert.Empty(commit.Inputs);
        Assert.Equal((2, 2), (commit.AppliedSequence, commit.Snapshot!.Sequence));
        Assert.Equal(2, core.Counters.Logged);
    }

    [Fact]
    public void Apply_end_of_a_limit_with_matches_held_back_is_told_and_counted()
    {
        var engine = new ScriptedEngine { Script = (_, output) => output.LimitEnds.Add(new LimitEnd(s_rule, """{"vm":"id-vm1"}""", Make.Vm(), "f_1", 12)) };
        var core = Make.Core(Make.Settings(), engine, s_rule);
        var line = Assert.Single(core.Apply([Make.Event("STOP")], Make.Start).LogLines);
        Assert.StartsWith("12 further matches of rule r were held back", line.Message, StringComparison.Ordinal);
        Assert.Equal(1, core.Counters.LimitEnds);
    }

    [Fact]
    public void Apply_refused_deadline_raises_one_alert_until_the_next_start()
    {
        var engine = new ScriptedEngine
        {
            Script = (_, output) =>
            {
                output.Errors.Add(new RuleError(s_rule, RuleErrorKind.DeadlineRefused, "10,000 are open", Make.Vm()));
                output.Errors.Add(new RuleError(s_rule, RuleErrorKind.PatternKeyEvicted, "10,000 keys", Make.Vm()));
            },
        };
        var lab = new Lab(p => Make.Core(p, Make.Settings([Make.Route(null, "team")]), null, engine, s_rule), 1);
        var commit = lab.Apply(1, Make.Start, Make.Event("STOP", ordinal: 1), Make.Event("STOP", ordinal: 2));
        Assert.Equal(("reactor.deadline-refused", 1), (Assert.Single(commit.Alerts).Id, commit.Alerts[0].Count));
        Assert.Equal("team", Assert.Single(commit.Deliveries).Target);
        Assert.Equal((2, 2), (lab[1].Counters.DeadlinesRefused, lab[1].Counters.PatternKeysEvicted));
        engine.Script = static (_, _) => { };
        Assert.Equal("restart", Assert.Single(lab.Restart(1, Make.Start).Alerts).ResolvedBy);
    }
}
