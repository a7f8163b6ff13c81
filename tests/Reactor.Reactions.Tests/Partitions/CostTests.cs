using System.Collections.Immutable;
using Reactor.Cel;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Partitions;

/// <summary>What is done follows what is concerned, not what is there.</summary>
public class CostTests
{
    private const int Many = 500;

    private static readonly Rule s_storm = Make.Rule("storm", Make.When("VM_LOST"), Make.Alert("storm", "oncall") with { ResolvedBy = [Make.ResolvedBy("RESUME")] }) with
    {
        Inhibits = new Inhibition(["panic"], [new SameValue("host", Make.Cel("host.name"), ImmutableSortedDictionary<string, CelProgram>.Empty.Add("panic", Make.Cel("host.name")))]),
    };

    private static readonly Rule s_panic = Make.Rule(
        "panic", Make.When("GUEST_PANICKED"), Make.Alert("panic", "oncall") with { Wait = TimeSpan.FromHours(1), ResolvedBy = [Make.ResolvedBy("RESET")] });

    private static readonly Rule s_hangs = Make.Rule(
        "hangs", new When { Pattern = new AbsencePattern([Make.Clause("POWERDOWN")], Make.Clause("SHUTDOWN"), TimeSpan.FromSeconds(60)) }, Make.Log("x"));

    [Fact]
    public void Inhibitor_asks_the_held_alerts_of_its_values_alone()
    {
        var core = Held();
        var asked = core.Counters.HoldsAsked;
        core.Apply([Make.Inbox(InboxKinds.Inhibitor, new Inhibitor("u", "storm", "[\"h7\"]", Make.Start).Write(), "a")], Make.Start);
        core.Apply([Make.Inbox(InboxKinds.Inhibitor, new Inhibitor("u", "storm", "", Make.Start, true).Write(), "b")], Make.Start);
        Assert.Equal(2, core.Counters.HoldsAsked - asked);
    }

    [Fact]
    public void End_of_an_alert_asks_no_silence_about_the_others()
    {
        var core = Held();
        core.Apply([Make.Inbox(InboxKinds.Silence, new Silence { Id = "s", UntilResolved = true, StartsAt = Make.Start, Matchers = [new Matcher("host", "h1")] }.Write())], Make.Start);
        var asked = core.Counters.HoldsAsked;
        core.Apply([.. Enumerable.Range(1, Many - 1).Select(i => Make.Event("RESET", ordinal: 1000 + i, vm: Vm(i)))], Make.Start);
        Assert.Equal((0, 0), (core.Counters.HoldsAsked - asked, core.Counters.Silences));
    }

    [Fact]
    public void Link_that_changes_nothing_of_a_rule_is_logged_with_one_word_for_all()
    {
        var rules = Enumerable.Range(0, 50).Select(i => s_hangs with { Name = $"hangs-{i}" }).ToArray();
        var core = Make.Core(rules);
        var lost = core.Apply([Make.Link(LinkState.Lost)], Make.Start);
        Assert.Equal([EngineOutput.OfNoRule], Assert.Single(lost.Inputs).Rules.AsEnumerable());
        Assert.Single(core.Apply([Make.Link(LinkState.Restored, ordinal: 2)], Make.Start).Inputs);
        Assert.True(core.Apply([Make.Link(LinkState.Restored, ordinal: 3)], Make.Start).IsEmpty);
        Assert.True(core.Apply([Make.Link(LinkState.Missed, ordinal: 4)], Make.Start).IsEmpty);
    }

    [Fact]
    public void Link_is_folded_whatever_the_rules_are()
    {
        var rows = new StoredRows();
        var core = Make.Core(s_hangs);
        rows.Append(core.Apply([Make.Link(LinkState.Lost)], Make.Start));
        var restored = rows.Restore(Make.Core(s_hangs with { Severity = Severity.Critical }));
        restored.Apply([Make.Event("POWERDOWN")], Make.Start);
        Assert.Equal(Make.Start.AddSeconds(60).AddMinutes(5), restored.NextDue);
    }

    [Fact]
    public void Start_with_many_vms_logs_none_of_them_one_by_one()
    {
        var core = Make.Core(Enumerable.Range(0, 20).Select(i => s_hangs with { Name = $"hangs-{i}" }).ToArray());
        var commit = core.Start(Make.Start, Enumerable.Range(0, 150).Select(Vm));
        Assert.Empty(commit.Inputs);
        Assert.InRange(commit.Snapshot!.State.Length, 1, 150 * 60);
    }

    private static PartitionCore Held()
    {
        var core = Make.Core(s_storm, s_panic);
        core.Apply([.. Enumerable.Range(0, Many).Select(i => Make.Event("GUEST_PANICKED", ordinal: i, vm: Vm(i)))], Make.Start);
        Assert.Equal(Many, core.Counters.AlertsHeld);
        return core;
    }

    private static VmView Vm(int i) => Make.Vm($"vm{i}") with { Host = $"h{i}" };
}
