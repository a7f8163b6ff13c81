using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Partitions;

/// <summary>What waits in the inbox when time has passed, at a start or later: it was durable before, so it goes before what is due.</summary>
public class WaitingInboxTests
{
    private const int Fleet = PartitionMap.VmPartitions + 1;

    private static readonly Rule s_waiting = Make.Rule(
        "panic", Make.When("GUEST_PANICKED"), Make.Alert("panicked", "oncall") with { Wait = TimeSpan.FromSeconds(30) });

    private static readonly Rule s_hangs = Make.Rule(
        "hangs", new When { Pattern = new AbsencePattern([Make.Clause("POWERDOWN")], Make.Clause("SHUTDOWN"), TimeSpan.FromSeconds(60)) }, Make.Alert("hangs", "oncall")) with
    {
        Scope = RuleScope.Fleet,
    };

    private static readonly Rule s_settles = Make.Rule(
        "settles", new When { Pattern = new SettlePattern([Make.Clause("BALLOON_CHANGE")], TimeSpan.FromSeconds(60), null) }, Make.Send("oncall")) with
    {
        Scope = RuleScope.Fleet,
    };

    public static TheoryData<string, ReadOnlyMemory<byte>> Holding => new()
    {
        { InboxKinds.Silence, new Silence { Id = "s", Matchers = [new Matcher("rule", "panic")], StartsAt = Make.Start, EndsAt = Make.Start.AddHours(1) }.Write() },
        { InboxKinds.Maintenance, new Maintenance { Id = "m", Matchers = [new Matcher("vm", "vm1")], StartsAt = Make.Start, EndsAt = Make.Start.AddHours(1) }.Write() },
    };

    [Theory]
    [MemberData(nameof(Holding))]
    public void Start_hold_that_waits_keeps_back_what_was_due_meanwhile(string kind, ReadOnlyMemory<byte> payload)
    {
        var commit = Restart(60, Row(kind, payload));
        Assert.Empty(commit.Deliveries);
        Assert.Equal([kind], commit.Taken.AsEnumerable());
        Assert.Single(commit.State);
    }

    [Fact]
    public void Start_without_a_hold_does_what_was_due_meanwhile() => Assert.Single(Restart(60).Deliveries);

    [Theory]
    [MemberData(nameof(Holding))]
    public void Apply_hold_that_waits_keeps_back_what_is_due_at_that_very_turn(string kind, ReadOnlyMemory<byte> payload)
    {
        var core = Make.Core(s_waiting);
        core.Apply([Make.Event("GUEST_PANICKED")], Make.Start);
        Assert.Empty(core.Apply([new InboxInput(Row(kind, payload))], Make.Start.AddSeconds(60)).Deliveries);
        Assert.Equal(1, core.Counters.AlertsHeld);
    }

    [Theory]
    [MemberData(nameof(Holding))]
    public void Start_holds_that_take_each_others_place_leave_no_moment_between_them(string kind, ReadOnlyMemory<byte> payload)
    {
        var rows = new StoredRows();
        var core = Make.Core(s_waiting);
        rows.Append(core.Apply([Make.Inbox(kind, payload, "first"), Make.Event("GUEST_PANICKED")], Make.Start));
        var ended = kind == InboxKinds.Silence ? new Silence { Id = "s", IsEnded = true }.Write() : new Maintenance { Id = "m", IsEnded = true }.Write();
        var other = new Silence { Id = "other", Matchers = [new Matcher("rule", "panic")], StartsAt = Make.Start, EndsAt = Make.Start.AddHours(1) }.Write();
        var next = rows.Restore(Make.Core(s_waiting));
        Assert.Empty(next.Start(Make.Start.AddSeconds(60), null, [Row(kind, ended), Row(InboxKinds.Silence, other, "b")]).Deliveries);
        Assert.Equal(1, next.Counters.AlertsHeld);
    }

    [Fact]
    public void Apply_hold_goes_before_what_came_ahead_of_it_in_the_inbox()
    {
        var rule = Make.Rule("storm", Make.When("GUEST_PANICKED"), Make.Alert("storm", "oncall")) with { Scope = RuleScope.Fleet };
        var hit = new FleetHit("storm", rule.Fingerprint, RuleKey.OfVm(null), 1, 0, null, new SeenEvent(Make.Vm(), Make.Event("GUEST_PANICKED").Event), Make.Start);
        var silence = new Silence { Id = "s", Matchers = [new Matcher("rule", "storm")], StartsAt = Make.Start, EndsAt = Make.Start.AddHours(1) };
        var commit = Make.Core(Fleet, Make.Settings(), null, null, rule).Apply(
            [new InboxInput(Row(InboxKinds.FleetHit, EngineInputJson.Write(hit))), new InboxInput(Row(InboxKinds.Silence, silence.Write()))], Make.Start);
        Assert.Equal("silenced", Assert.Single(commit.Alerts).Held);
        Assert.Empty(commit.Deliveries);
    }

    [Fact]
    public void Apply_what_is_due_is_left_while_what_was_seen_before_may_be_on_its_way()
    {
        var core = Make.Core(s_waiting);
        core.Apply([Make.Event("GUEST_PANICKED")], Make.Start);
        Assert.Empty(core.Apply([], Make.Start.AddSeconds(60), DateTimeOffset.MinValue).Deliveries);
        Assert.Single(core.Apply([], Make.Start.AddSeconds(60)).Deliveries);

        var fleet = Make.Core(Fleet, Make.Settings(), null, null, s_hangs);
        fleet.Apply([Hit(s_hangs, "POWERDOWN", 0)], Make.Start);
        Assert.Empty(fleet.Apply([], Make.Start.AddSeconds(70), Make.Start.AddSeconds(60)).Deliveries);
        Assert.Empty(fleet.Apply([Hit(s_hangs, "SHUTDOWN", 60)], Make.Start.AddSeconds(70)).Deliveries);
        Assert.Null(fleet.NextDue < Make.Start.AddHours(1) ? fleet.NextDue : null);
    }

    [Theory]
    [InlineData(60, 0)]
    [InlineData(61, 1)]
    public void Start_closing_hit_that_waits_closes_by_when_it_was_seen(int seenAfter, int deliveries)
    {
        var rows = new StoredRows();
        rows.Append(Make.Core(Fleet, Make.Settings(), null, null, s_hangs).Apply([Hit(s_hangs, "POWERDOWN", 0)], Make.Start));
        var next = rows.Restore(Make.Core(Fleet, Make.Settings(), null, null, s_hangs));
        Assert.Equal(deliveries, next.Start(Make.Start.AddHours(1), null, [Hit(s_hangs, "SHUTDOWN", seenAfter).Row]).Deliveries.Length);
        Assert.Null(next.NextDue < Make.Start.AddHours(2) ? next.NextDue : null);
    }

    [Fact]
    public void Apply_opening_hit_counts_from_when_it_was_seen_and_one_after_the_deadline_opens_anew()
    {
        var core = Make.Core(Fleet, Make.Settings(), null, null, s_hangs);
        core.Apply([Hit(s_hangs, "POWERDOWN", 0)], Make.Start.AddSeconds(5));
        Assert.Equal(Make.Start.AddSeconds(60), core.NextDue);
        var commit = core.Apply([Hit(s_hangs, "POWERDOWN", 61)], Make.Start.AddSeconds(90));
        Assert.Equal((1, 1), (commit.Deliveries.Length, commit.Alerts.Single().Count));
        Assert.Equal(["tick", "fleet-hit"], commit.Inputs.Select(i => i.Kind));
        Assert.Equal(Make.Start.AddSeconds(121), core.NextDue);
    }

    [Fact]
    public void Apply_hit_that_was_seen_before_the_opening_one_closes_nothing()
    {
        var core = Make.Core(Fleet, Make.Settings(), null, null, s_hangs);
        core.Apply([Hit(s_hangs, "POWERDOWN", 10), Hit(s_hangs, "SHUTDOWN", 9)], Make.Start.AddSeconds(11));
        Assert.Single(core.Apply([], Make.Start.AddSeconds(71)).Deliveries);
    }

    [Fact]
    public void Apply_what_settles_is_quiet_from_when_it_was_last_seen()
    {
        var core = Make.Core(Fleet, Make.Settings(), null, null, s_settles);
        core.Apply([Hit(s_settles, "BALLOON_CHANGE", 0)], Make.Start);
        Assert.Empty(core.Apply([Hit(s_settles, "BALLOON_CHANGE", 59)], Make.Start.AddSeconds(80)).Deliveries);
        Assert.Equal(Make.Start.AddSeconds(119), core.NextDue);
        var late = core.Apply([Hit(s_settles, "BALLOON_CHANGE", 130)], Make.Start.AddSeconds(140));
        Assert.Single(late.Deliveries);
        Assert.Equal(Make.Start.AddSeconds(190), core.NextDue);
    }

    private static Commit Restart(int after, params InboxRow[] inbox)
    {
        var rows = new StoredRows();
        rows.Append(Make.Core(s_waiting).Apply([Make.Event("GUEST_PANICKED")], Make.Start));
        return rows.Restore(Make.Core(s_waiting)).Start(Make.Start.AddSeconds(after), null, inbox);
    }

    [Fact]
    public void Apply_hit_seen_after_what_is_due_waits_while_the_closing_one_may_be_on_its_way()
    {
        var core = Make.Core(Fleet, Make.Settings(), null, null, s_hangs);
        core.Apply([Hit(s_hangs, "POWERDOWN", 0)], Make.Start);
        var early = core.Apply([Hit(s_hangs, "POWERDOWN", 61)], Make.Start.AddSeconds(61), Make.Start.AddSeconds(59));
        Assert.Equal((0, 0), (early.Deliveries.Length, early.Taken.Length));

        var both = core.Apply([Hit(s_hangs, "POWERDOWN", 61), Hit(s_hangs, "SHUTDOWN", 59)], Make.Start.AddSeconds(62), Make.Start.AddSeconds(62));
        Assert.Equal((0, 2), (both.Deliveries.Length, both.Taken.Length));
        Assert.Equal(Make.Start.AddSeconds(121), core.NextDue);
    }

    [Fact]
    public void Apply_hit_of_a_rule_to_which_order_does_not_matter_is_taken_however_early()
    {
        var two = Make.Rule("two", new When { Pattern = new CountPattern([Make.Clause("GUEST_PANICKED")], 2, TimeSpan.FromSeconds(60)) }, Make.Send("oncall")) with
        {
            Scope = RuleScope.Fleet,
        };
        var core = Make.Core(Fleet, Make.Settings(), null, null, two);
        Assert.Single(core.Apply([Hit(two, "GUEST_PANICKED", 10)], Make.Start.AddSeconds(11), Make.Start).Taken);
        Assert.Single(core.Apply([Hit(two, "GUEST_PANICKED", 20)], Make.Start.AddSeconds(21), Make.Start).Deliveries);
    }

    [Fact]
    public void Apply_hit_that_closes_waits_while_what_opens_may_be_on_its_way()
    {
        var core = Make.Core(Fleet, Make.Settings(), null, null, s_hangs);
        Assert.Empty(core.Apply([Hit(s_hangs, "SHUTDOWN", 10)], Make.Start.AddSeconds(11), Make.Start.AddSeconds(5)).Taken);

        Assert.Equal(2, core.Apply([Hit(s_hangs, "SHUTDOWN", 10), Hit(s_hangs, "POWERDOWN", 5)], Make.Start.AddSeconds(12), Make.Start.AddSeconds(12)).Taken.Length);
        Assert.Empty(core.Apply([], Make.Start.AddHours(1)).Deliveries);
    }

    [Fact]
    public void Apply_hit_of_a_sequence_waits_while_the_step_before_it_may_be_on_its_way()
    {
        var rule = Make.Rule(
            "sequence", new When { Pattern = new SequencePattern([Make.Clause("POWERDOWN"), Make.Clause("SHUTDOWN")], TimeSpan.FromSeconds(60)) }, Make.Send("oncall")) with
        {
            Scope = RuleScope.Fleet,
        };
        var core = Make.Core(Fleet, Make.Settings(), null, null, rule);
        Assert.Empty(core.Apply([Hit(rule, "SHUTDOWN", 10)], Make.Start.AddSeconds(11), Make.Start.AddSeconds(5)).Taken);

        var both = core.Apply([Hit(rule, "SHUTDOWN", 10), Hit(rule, "POWERDOWN", 5)], Make.Start.AddSeconds(12), Make.Start.AddSeconds(12));
        Assert.Equal((1, 2), (both.Deliveries.Length, both.Taken.Length));
    }

    [Fact]
    public void Reload_ends_nothing_that_may_still_be_closed()
    {
        var core = Make.Core(Fleet, Make.Settings(), null, null, s_hangs);
        core.Apply([Hit(s_hangs, "POWERDOWN", 0)], Make.Start);
        var set = new RuleSet(RuleVocabulary.Empty, [s_hangs]);
        Assert.Empty(core.Reload(set, Make.Settings(), Make.Start.AddSeconds(61), new RuleEngine(set)).Deliveries);
        Assert.Empty(core.Apply([Hit(s_hangs, "SHUTDOWN", 59)], Make.Start.AddSeconds(62), Make.Start.AddSeconds(62)).Deliveries);
    }

    [Fact]
    public void Start_with_more_in_the_store_does_nothing_that_is_due()
    {
        var rows = new StoredRows();
        rows.Append(Make.Core(s_waiting).Apply([Make.Event("GUEST_PANICKED")], Make.Start));
        var core = rows.Restore(Make.Core(s_waiting));
        Assert.Empty(core.Start(Make.Start.AddSeconds(60), moreWaits: true).Deliveries);
        Assert.Empty(core.Apply([], Make.Start.AddSeconds(61), moreWaits: true).Deliveries);
        Assert.Single(core.Apply([], Make.Start.AddSeconds(61)).Deliveries);
    }

    [Fact]
    public void Apply_hits_count_by_when_they_were_seen()
    {
        var two = Make.Rule("two", new When { Pattern = new CountPattern([Make.Clause("GUEST_PANICKED")], 2, TimeSpan.FromSeconds(60)) }, Make.Send("oncall")) with
        {
            Scope = RuleScope.Fleet,
        };
        var core = Make.Core(Fleet, Make.Settings(), null, null, two);
        Assert.Empty(core.Apply([Hit(two, "GUEST_PANICKED", 0), Hit(two, "GUEST_PANICKED", 600)], Make.Start.AddSeconds(601)).Deliveries);
        Assert.Empty(core.Apply([Hit(two, "GUEST_PANICKED", 500)], Make.Start.AddSeconds(900)).Deliveries);
        Assert.Single(core.Apply([Hit(two, "GUEST_PANICKED", 541)], Make.Start.AddSeconds(901)).Deliveries);
    }

    private static InboxInput Hit(Rule rule, string name, int seenAfter)
    {
        var seen = new SeenEvent(Make.Vm(), Make.Event(name, ordinal: seenAfter, at: Make.Start.AddSeconds(seenAfter)).Event);
        var clause = name == "SHUTDOWN" ? 2UL : 1UL;
        var hit = new FleetHit(rule.Name, rule.Fingerprint, RuleKey.OfVm(null), clause, 0, null, seen, seen.At);
        return new InboxInput(Row(InboxKinds.FleetHit, EngineInputJson.Write(hit), $"{name}/{seenAfter}"));
    }

    private static InboxRow Row(string kind, ReadOnlyMemory<byte> payload, string? id = null) => new(id ?? kind, 7, kind, payload);
}
