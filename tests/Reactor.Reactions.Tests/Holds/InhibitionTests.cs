using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Holds;

/// <summary>One partition's alert holds those of another.</summary>
public class InhibitionTests
{
    private static readonly Rule s_storm = Make.Rule(
        "storm", Make.When("VM_LOST"), Make.Alert("storm on {{ host.name }}", "oncall") with { ResolvedBy = [Make.ResolvedBy("RESUME")] }) with
    {
        Inhibits = new Inhibition(["panic"], [Same("host", "host.name")]),
    };

    private static readonly Rule s_panic = Make.Rule(
        "panic", Make.When("GUEST_PANICKED"), Make.Alert("{{ vm.name }} panicked", "oncall") with { ResolvedBy = [Make.ResolvedBy("RESET")] });

    private static readonly VmView s_vm1 = Make.Vm("vm1");
    private static readonly VmView s_vm2 = Make.Vm("vm2");
    private static readonly VmView s_elsewhere = Make.Vm("vm3") with { Host = "h2" };

    [Fact]
    public void Inhibited_alert_waits_a_second_and_is_sent_where_none_inhibits_it()
    {
        var lab = NewLab();
        Assert.Equal("wait", Assert.Single(lab.Apply(2, Make.Start, Make.Event("GUEST_PANICKED", vm: s_vm2)).Alerts).Held);
        Assert.Empty(lab.Apply(2, Make.Start.AddSeconds(1)).Deliveries);
        Assert.Single(lab.Apply(2, Make.Start.AddSeconds(1.001)).Deliveries);
    }

    [Fact]
    public void Inhibitor_is_told_to_all_partitions_holds_alerts_of_equal_values_and_its_end_lets_out_what_still_fires()
    {
        var lab = NewLab();
        var opened = lab.Apply(1, Make.Start, Make.Event("VM_LOST", vm: s_vm1));
        Assert.Equal(Enumerable.Range(0, 80), opened.Outgoing.Select(row => row.Partition));
        Assert.Equal(80, opened.Outgoing.Select(row => row.Id).Distinct().Count());
        Assert.Single(opened.Deliveries);
        lab.Deliver(Make.Start);
        Assert.Equal(1, lab[2].Counters.Inhibitors);

        var held = lab.Apply(2, Make.Start, Make.Event("GUEST_PANICKED", ordinal: 2, vm: s_vm2), Make.Event("GUEST_PANICKED", ordinal: 3, vm: s_elsewhere), Make.Event("GUEST_PANICKED", ordinal: 4, vm: Make.Vm("vm4")));
        Assert.Equal(["inhibited", "wait", "inhibited"], held.Alerts.Select(a => a.Held));
        Assert.Equal("vm3", Assert.Single(lab.Apply(2, Make.Start.AddSeconds(2)).Deliveries).VmName);
        Assert.Empty(lab.Apply(2, Make.Start.AddSeconds(3), Make.Event("RESET", ordinal: 5, vm: Make.Vm("vm4"))).Deliveries);

        lab.Apply(1, Make.Start.AddMinutes(1), Make.Event("RESUME", ordinal: 6, vm: s_vm1));
        var let = lab.Deliver(Make.Start.AddMinutes(1)).SelectMany(c => c.Deliveries);
        Assert.Equal(("vm2", "firing"), Assert.Single(let.Select(d => (d.VmName, d.Kind))));
        Assert.Equal(0, lab[2].Counters.Inhibitors);
    }

    [Fact]
    public void Alert_that_goes_nowhere_is_shown_as_held_like_any_other_and_let_out_to_nobody()
    {
        var silent = s_panic with { Then = [((AlertAction)s_panic.Then[0]) with { To = [] }] };
        var lab = new Lab(p => Make.Core(p, Make.Settings(), null, null, s_storm, silent), 1, 2);
        lab.Apply(1, Make.Start, Make.Event("VM_LOST", vm: s_vm1));
        lab.Deliver(Make.Start);

        var held = lab.Apply(2, Make.Start, Make.Event("GUEST_PANICKED", ordinal: 2, vm: s_vm2), Make.Event("GUEST_PANICKED", ordinal: 3, vm: s_elsewhere));
        Assert.Equal(["inhibited", "wait"], held.Alerts.Select(a => a.Held));
        Assert.Equal(0, lab[2].Counters.NotificationsHeld);
        Assert.Empty(lab.Restart(2, Make.Start.AddMinutes(1)).Deliveries);

        lab.Apply(1, Make.Start.AddMinutes(2), Make.Event("RESUME", ordinal: 4, vm: s_vm1));
        var let = lab.Deliver(Make.Start.AddMinutes(2)).ToList();
        Assert.Empty(let.SelectMany(c => c.Deliveries));
        Assert.Contains(let.SelectMany(c => c.Alerts), a => a is { VmName: "vm2", Held: null, Targets.Length: 0 });
    }

    [Fact]
    public void Inhibitor_survives_a_restart_of_the_partition_that_it_holds_alerts_of()
    {
        var lab = NewLab();
        lab.Apply(1, Make.Start, Make.Event("VM_LOST", vm: s_vm1));
        lab.Deliver(Make.Start);
        lab.Apply(2, Make.Start, Make.Event("GUEST_PANICKED", ordinal: 2, vm: s_vm2));
        Assert.Empty(lab.Restart(2, Make.Start.AddMinutes(1)).Deliveries);
        lab.Apply(1, Make.Start.AddMinutes(2), Make.Event("RESUME", ordinal: 3, vm: s_vm1));
        Assert.Single(lab.Deliver(Make.Start.AddMinutes(2)).SelectMany(c => c.Deliveries));
    }

    [Fact]
    public void Alerts_that_could_hold_each_other_only_the_older_holds()
    {
        // Two of one rule, opened before either was told of the other.
        var rule = Make.Rule("panic", Make.When("GUEST_PANICKED"), Make.Alert("{{ vm.name }}", "oncall")) with { Inhibits = new Inhibition(["panic"], [Same("host", "host.name")]) };
        var lab = new Lab(p => Make.Core(p, Make.Settings(), null, null, rule), 1, 2);
        lab.Apply(2, Make.Start, Make.Event("GUEST_PANICKED", ordinal: 1, vm: s_vm2));
        lab.Apply(1, Make.Start.AddMilliseconds(1), Make.Event("GUEST_PANICKED", ordinal: 2, vm: s_vm1));
        lab.Deliver(Make.Start.AddMilliseconds(2));
        var at = Make.Start.AddSeconds(5);
        Assert.Equal(["vm2"], lab.Apply(1, at).Deliveries.Concat(lab.Apply(2, at).Deliveries).Select(d => d.VmName));
        Assert.Equal(1, lab[1].Counters.AlertsHeld);
    }

    [Fact]
    public void Reload_without_the_inhibition_lets_out_what_it_held()
    {
        var lab = NewLab();
        lab.Apply(1, Make.Start, Make.Event("VM_LOST", vm: s_vm1));
        lab.Deliver(Make.Start);
        lab.Apply(2, Make.Start, Make.Event("GUEST_PANICKED", ordinal: 2, vm: s_vm2));
        lab.Apply(2, Make.Start.AddSeconds(5));
        var rules = new RuleSet(RuleVocabulary.Empty, [s_storm with { Inhibits = null }, s_panic]);
        var commit = lab[2].Reload(rules, Make.Settings(), Make.Start.AddMinutes(1), new RuleEngine(rules));
        Assert.Single(commit.Deliveries);
    }

    [Fact]
    public void Values_that_fail_neither_hold_nor_are_held()
    {
        var storm = s_storm with { Inhibits = new Inhibition(["panic"], [Same("x", "data.absent")]) };
        var lab = new Lab(p => Make.Core(p, Make.Settings(), null, null, storm, s_panic), 1, 2);
        Assert.Empty(lab.Apply(1, Make.Start, Make.Event("VM_LOST", vm: s_vm1)).Outgoing);
        lab.Apply(2, Make.Start, Make.Event("GUEST_PANICKED", ordinal: 2, vm: s_vm2));
        Assert.Single(lab.Apply(2, Make.Start.AddSeconds(2)).Deliveries);
        Assert.Equal(1, lab[1].Counters.EvaluationErrors["storm"]);
    }

    [Fact]
    public void More_inhibitors_than_may_be_hold_nothing_and_are_counted()
    {
        var core = Make.Core(7, Make.Settings(), new PartitionOptions { MaxInhibitors = 1 }, null, s_storm, s_panic);
        core.Apply([Open("a_1", "[\"h9\"]"), Open("a_2", "[\"h1\"]")], Make.Start);
        Assert.Equal((1, 1), (core.Counters.Inhibitors, core.Counters.HoldsRefused));
        Assert.Equal("wait", Assert.Single(core.Apply([Make.Event("GUEST_PANICKED")], Make.Start).Alerts).Held);
    }

    private static InboxInput Open(string uid, string values) => Make.Inbox(InboxKinds.Inhibitor, new Inhibitor(uid, "storm", values, Make.Start).Write(), uid);

    private static SameValue Same(string name, string cel) =>
        new(name, Make.Cel(cel), ImmutableSortedDictionary<string, Reactor.Cel.CelProgram>.Empty.Add("panic", Make.Cel(cel)));

    private static Lab NewLab() => new(p => Make.Core(p, Make.Settings(), null, null, s_storm, s_panic), 1, 2);
}
