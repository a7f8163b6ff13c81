using System.Collections.Immutable;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Facts;

public class FactTests
{
    private static readonly SetFactAction s_set = new() { Path = "then[0].set_fact", Fact = "phase", Value = Make.Text("{{ data.phase }}") };
    private static readonly ClearFactAction s_clear = new() { Path = "then[0].clear_fact", Fact = "phase" };

    private static readonly Rule s_setting = Make.Rule("set", Make.When("SUSPEND"), s_set);
    private static readonly Rule s_clearing = Make.Rule("clear", Make.When("WAKEUP"), s_clear);
    private static readonly Rule s_telling = Make.Rule("tell", Make.When("STOP", "vm.facts.phase == \"a\""), Make.Log("{{ vm.facts.phase }}"));

    [Fact]
    public void Set_is_visible_from_the_next_event_on_until_it_is_cleared()
    {
        var core = Make.Core(s_setting, s_clearing, s_telling, Make.Rule("same", Make.When("SUSPEND", "vm.facts.phase == \"\""), Make.Log("none yet")));
        var set = core.Apply([Make.Event("STOP", ordinal: 1), Make.Event("SUSPEND", """{"phase":"a"}""", 2), Make.Event("STOP", ordinal: 3)], Make.Start);
        Assert.Equal(["none yet", "a"], set.LogLines.Select(l => l.Message));
        Assert.Equal("fact", Assert.Single(set.State).Kind);
        Assert.Empty(core.Apply([Make.Event("STOP", ordinal: 4, vm: Make.Vm("vm2"))], Make.Start).LogLines);
        var cleared = core.Apply([Make.Event("WAKEUP", ordinal: 5), Make.Event("STOP", ordinal: 6)], Make.Start);
        Assert.Empty(cleared.LogLines);
        Assert.Null(Assert.Single(cleared.State).Payload);
        Assert.Equal(0, core.Counters.Facts);
    }

    [Fact]
    public void Set_for_a_time_ends_by_itself_also_after_a_restart()
    {
        var rule = s_setting with { Then = [s_set with { For = TimeSpan.FromMinutes(5) }] };
        var lab = new Lab(p => Make.Core(p, Make.Settings(), null, null, rule, s_telling), 1);
        lab.Apply(1, Make.Start, Make.Event("SUSPEND", """{"phase":"a"}""", 1));
        Assert.Equal(Make.Start.AddMinutes(5), lab[1].NextDue);
        lab.Restart(1, Make.Start.AddMinutes(1));
        Assert.Single(lab.Apply(1, Make.Start.AddMinutes(5), Make.Event("STOP", ordinal: 2)).LogLines);
        Assert.Empty(lab.Apply(1, Make.Start.AddMinutes(5).AddTicks(10), Make.Event("STOP", ordinal: 3)).LogLines);
        Assert.Null(lab[1].NextDue);
    }

    [Fact]
    public void Change_shows_the_engine_the_vm_as_it_was_last_seen()
    {
        var rule = s_setting with { Then = [s_set with { For = TimeSpan.FromMinutes(5) }] };
        var engine = new ScriptedEngine();
        engine.Script = (input, output) =>
        {
            if (input is SeenEvent { Event.Name: "SUSPEND" } seen)
            {
                output.Firings.Add(Firing.Of(rule, RuleKey.OfVm(seen.Vm.Id), seen, new MatchInfo(1, seen.At, seen.At, 0)));
            }
        };
        var lab = new Lab(p => Make.Core(p, Make.Settings(), null, engine, rule), 1);
        lab.Apply(1, Make.Start, Make.Event("SUSPEND", """{"phase":"a"}""", 1));
        var shown = Assert.IsType<StateObserved>(engine.Taken[^1]);
        Assert.Equal(("running", "a", DateTimeOffset.MinValue), (shown.Vm.Status, shown.Vm.Facts["phase"], shown.AskedAt));

        // Set again to the same value: nothing is seen to change.
        lab.Apply(1, Make.Start.AddMinutes(1), Make.Event("SUSPEND", """{"phase":"a"}""", 2));
        Assert.IsType<SeenEvent>(engine.Taken[^1]);
        lab.Apply(1, Make.Start.AddMinutes(2), Make.Event("STOP", ordinal: 3, vm: Make.Vm() with { Status = "paused" }));
        lab.Restart(1, Make.Start.AddMinutes(3));
        lab.Apply(1, Make.Start.AddMinutes(6).AddTicks(10));
        var ended = Assert.IsType<StateObserved>(engine.Taken[^1]);
        Assert.Equal(("paused", 0), (ended.Vm.Status, ended.Vm.Facts.Count));
        Assert.NotEqual(shown.Id, ended.Id);
    }

    [Fact]
    public void More_facts_than_a_vm_may_have_are_refused_counted_and_told()
    {
        var then = Enumerable.Range(0, 5).Select(i => (RuleAction)(s_set with { Path = $"then[{i}].set_fact", Fact = $"f{i}" })).ToImmutableArray();
        var core = Make.Core([], new PartitionOptions { MaxFactsPerVm = 3 }, s_setting with { Then = then });
        var commit = core.Apply([Make.Event("SUSPEND", """{"phase":"a"}""", 1)], Make.Start);
        Assert.Equal((3, 2), (core.Counters.Facts, core.Counters.FactsRefused));
        Assert.Equal(2, commit.LogLines.Length);
        core.Apply([Make.Event("SUSPEND", """{"phase":"b"}""", 2, Make.Vm("vm2"))], Make.Start);
        Assert.Equal(6, core.Counters.Facts);
    }

    [Fact]
    public void Rules_that_answer_facts_with_facts_for_ever_are_stopped_and_told()
    {
        var engine = new ScriptedEngine();
        engine.Script = (input, output) =>
        {
            var seen = input as SeenEvent ?? new SeenEvent(((StateObserved)input).Vm, new VmEvent { Id = ((StateObserved)input).Id, Name = "VM_STATE", Data = "{}"u8.ToArray(), At = input.At });
            var rule = seen.Vm.Facts.ContainsKey("phase") ? s_clearing : s_setting;
            output.Firings.Add(Firing.Of(rule, RuleKey.OfVm(seen.Vm.Id), seen, new MatchInfo(1, seen.At, seen.At, 0)));
        };
        var core = Make.Core(Make.Settings(), engine, s_setting, s_clearing);
        var commit = core.Apply([Make.Event("SUSPEND")], Make.Start);
        Assert.Equal(1, core.Counters.FactEchoesDropped);
        Assert.Contains("circle", Assert.Single(commit.LogLines).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Vm_removed_takes_its_facts_along()
    {
        var core = Make.Core(s_setting with { Then = [s_set with { For = TimeSpan.FromMinutes(5) }] });
        core.Apply([Make.Event("SUSPEND", """{"phase":"a"}""", 1)], Make.Start);
        var commit = core.Apply([Make.Link(LinkState.Removed)], Make.Start);
        Assert.All(commit.State, row => Assert.Null(row.Payload));
        Assert.Equal((0, null), (core.Counters.Facts, core.NextDue));
    }
}
