using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Groups;

/// <summary>Alerts that are told together.</summary>
public class GroupTests
{
    private static string[] Words(GroupLab lab) => [.. lab.Take().Select(GroupLab.Words)];

    [Fact]
    public void Alerts_of_five_vms_are_one_notification_for_each_target_and_so_are_their_ends()
    {
        var lab = new GroupLab(GroupLab.ByRule);
        for (var i = 1; i <= 5; i++)
        {
            lab.Happens("GUEST_PANICKED", $"vm{i}", i);
        }

        lab.Pass(6);
        Assert.Empty(lab.Take());
        lab.Pass(6.1);

        // The first opened a second after the start, and its group waits for five.
        var told = lab.Take();
        Assert.Equal(
            ["oncall firing: vm1=firing vm2=firing vm3=firing vm4=firing vm5=firing", "am firing: vm1=firing vm2=firing vm3=firing vm4=firing vm5=firing"],
            told.Select(GroupLab.Words));
        Assert.Equal(("panic", "vm1, vm2, vm3 and 2 more", "GUEST_PANICKED", "group"), (told[0].Rule, told[0].VmName, told[0].EventName, told[0].ActionPath));
        Assert.All(lab.Alerts.Values, alert => Assert.Equal(["oncall", "am"], alert.Targets.AsEnumerable()));

        for (var i = 1; i <= 5; i++)
        {
            lab.Happens("RESET", $"vm{i}", 10 + i);
        }

        lab.Pass(300);
        Assert.Empty(lab.Take());
        lab.Pass(307);
        var ended = lab.Take();
        Assert.Equal(
            ["oncall resolved: vm1=resolved vm2=resolved vm3=resolved vm4=resolved vm5=resolved", "am resolved: vm1=resolved vm2=resolved vm3=resolved vm4=resolved vm5=resolved"],
            ended.Select(GroupLab.Words));
        Assert.Equal(4, told.Concat(ended).Select(d => d.WebhookId).Distinct().Count());
        Assert.Equal(0, lab.Counters.Sum(c => c.Groups + c.GroupedAlerts));
    }

    [Fact]
    public void Alert_that_ends_before_its_group_tells_was_told_to_nobody()
    {
        var lab = new GroupLab(GroupLab.ByRule);
        lab.Happens("GUEST_PANICKED", "vm1", 0);
        lab.Happens("GUEST_PANICKED", "vm2", 0);
        lab.Happens("RESET", "vm2", 2);
        lab.Pass(10);

        Assert.Equal(["oncall firing: vm1=firing", "am firing: vm1=firing"], Words(lab));
        var untold = Assert.Single(lab.Untold);
        Assert.Equal(("vm2", 0), (lab.Alerts[untold.Uid].VmName, untold.Told.Length));
    }

    [Fact]
    public void Body_has_the_groups_key_counts_and_each_alert_as_it_is_told_alone()
    {
        var lab = new GroupLab(GroupLab.ByRule);
        lab.Happens("GUEST_PANICKED", "vm1", 0);
        lab.Pass(6);
        var alone = Make.Core([Make.Route(null, "oncall")], null, GroupLab.Panic).Apply([Make.Event("GUEST_PANICKED")], Make.Start);

        var body = GroupLab.Json(lab.Take()[0]);

        var group = body.GetProperty("data").GetProperty("group");
        Assert.Equal("reactor.alerts.firing", body.GetProperty("type").GetString());
        Assert.Equal("2026-03-02T10:00:05.000001Z", body.GetProperty("timestamp").GetString());
        Assert.Equal("""{"host":"h1","rule":"panic"}""", group.GetProperty("key").GetRawText());
        Assert.Equal((1, 0, 0), (group.GetProperty("firing").GetInt32(), group.GetProperty("resolved").GetInt32(), group.GetProperty("truncated").GetInt32()));
        Assert.Equal(
            GroupLab.Json(Assert.Single(alone.Deliveries)).GetProperty("data").GetRawText(),
            Assert.Single(body.GetProperty("data").GetProperty("alerts").EnumerateArray()).GetRawText());
    }

    [Fact]
    public void Alerts_with_other_values_are_another_group()
    {
        var lab = new GroupLab(GroupLab.ByRule);
        lab.Happens("GUEST_PANICKED", "vm1", 0);
        lab.Happens("GUEST_PANICKED", "vm2", 0, "h2");
        lab.Pass(6);
        Assert.Equal(["am firing: vm1=firing", "am firing: vm2=firing"], Words(lab).Where(w => w.StartsWith("am", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void Alert_that_joins_is_told_when_the_interval_is_over_and_after_that_as_soon_as_it_has_waited()
    {
        var lab = new GroupLab(GroupLab.ByRule with { To = ["am"] });
        lab.Happens("GUEST_PANICKED", "vm1", 0);
        lab.Pass(6);
        lab.Happens("GUEST_PANICKED", "vm2", 10);
        lab.Pass(305);
        Assert.Equal(["am firing: vm1=firing"], Words(lab));
        lab.Pass(305.1);
        Assert.Equal(["am firing: vm1=firing vm2=firing"], Words(lab));
        lab.Happens("GUEST_PANICKED", "vm3", 1000);
        lab.Pass(1005);
        Assert.Empty(lab.Take());
        lab.Pass(1005.1);
        Assert.Equal(["am firing: vm1=firing vm2=firing vm3=firing"], Words(lab));
        lab.Happens("RESET", "vm1", 1400);
        lab.Pass(1406);
        Assert.Equal(["am firing: vm2=firing vm3=firing vm1=resolved"], Words(lab));
    }

    [Fact]
    public void Alert_that_ends_before_it_was_told_is_told_to_nobody()
    {
        var lab = new GroupLab(GroupLab.ByRule);
        lab.Happens("GUEST_PANICKED", "vm1", 0);
        lab.Pass(1);
        lab.Happens("RESET", "vm1", 2);
        lab.Pass(10);
        Assert.Empty(lab.Take());
        Assert.Equal(0, lab.Counters.Sum(c => c.Groups + c.GroupedAlerts));
    }

    [Fact]
    public void Group_that_begins_anew_has_other_ids()
    {
        var lab = new GroupLab(GroupLab.ByRule);
        foreach (var start in (double[])[0, 1000])
        {
            lab.Happens("GUEST_PANICKED", "vm1", start);
            lab.Pass(start + 6);
            lab.Happens("RESET", "vm1", start + 10);
            lab.Pass(start + 320);
        }

        var told = lab.Take();
        Assert.Equal(8, told.Length);
        Assert.Equal(8, told.Select(d => d.WebhookId).Distinct().Count());
    }

    [Fact]
    public void Still_firing_ones_are_told_again_but_for_those_that_are_all_acknowledged()
    {
        var lab = new GroupLab(GroupLab.ByRule with { To = ["am"], Repeat = TimeSpan.FromHours(1) });
        lab.Happens("GUEST_PANICKED", "vm1", 0);
        lab.Happens("GUEST_PANICKED", "vm2", 0.5);
        lab.Pass(6);
        lab.Take();
        lab.Pass(3605);
        Assert.Empty(lab.Take());
        lab.Pass(3606);
        lab.Acknowledge("vm1", 3610);
        lab.Pass(7208);
        Assert.Equal(["am repeat: vm1=firing vm2=firing", "am repeat: vm1=acknowledged vm2=firing"], Words(lab));
        lab.Acknowledge("vm2", 7300);
        lab.Pass(50_000);
        Assert.Empty(lab.Take());
        lab.Happens("RESET", "vm1", 60_000);
        lab.Pass(60_006);
        Assert.Equal(["am firing: vm2=acknowledged vm1=resolved"], Words(lab));
    }

    [Theory]
    [InlineData("targets")]
    [InlineData("alone")]
    [InlineData("no route")]
    [InlineData("rule")]
    public void End_goes_where_the_firing_went_whatever_a_reload_changed(string what)
    {
        var lab = new GroupLab(GroupLab.ByRule);
        lab.Happens("GUEST_PANICKED", "vm1", 0);
        lab.Pass(6);
        lab.Take();
        lab.Settings = what switch
        {
            "targets" => Make.Settings([GroupLab.ByRule with { To = ["other"] }]),
            "alone" => Make.Settings([Make.Route(null, "oncall")]),
            "no route" => Make.Settings([]),
            _ => lab.Settings,
        };
        lab.Rules = what == "rule" ? [] : lab.Rules;
        lab.Reload(100);
        lab.Happens("RESET", "vm1", 200);
        lab.Restart(250);
        lab.Pass(400);
        Assert.Equal(["oncall resolved: vm1=resolved", "am resolved: vm1=resolved"], Words(lab));
        Assert.Equal(what == "rule" ? "rule_removed" : "event", Assert.Single(lab.Alerts.Values).ResolvedBy);
    }

    [Fact]
    public void Alert_without_room_is_told_alone_and_so_is_its_end_and_that_is_said_once()
    {
        var lab = new GroupLab(GroupLab.ByRule with { To = ["am"] }, new PartitionOptions { MaxAlertsPerGroup = 2 });
        for (var i = 1; i <= 4; i++)
        {
            lab.Happens("GUEST_PANICKED", $"vm{i}", i * 0.1);
        }

        lab.Pass(6);
        Assert.Equal(["am firing: vm1=firing vm2=firing", "am firing: vm3=firing", "am firing: vm4=firing"], Words(lab).Order());
        Assert.Contains("alerts are told alone", Assert.Single(lab.Notices), StringComparison.Ordinal);
        Assert.Equal(2, lab.Counters.Sum(c => c.GroupedAlertsRefused));
        lab.Restart(10);
        lab.Happens("RESET", "vm3", 20);
        lab.Happens("RESET", "vm1", 20);
        lab.Pass(400);
        Assert.Equal(["am firing: vm2=firing vm1=resolved", "am resolved: vm3=resolved"], Words(lab).Order());
    }

    [Theory]
    [InlineData(100, 256 * 1024, 100)]
    [InlineData(1000, 8 * 1024, 15)]
    public void Body_is_bounded_and_says_how_many_are_left_out(int maxAlerts, int maxBytes, int most)
    {
        var lab = new GroupLab(GroupLab.ByRule with { To = ["am"] }, new PartitionOptions { MaxGroupBodyAlerts = maxAlerts, MaxGroupBodyBytes = maxBytes });
        for (var i = 1; i <= 150; i++)
        {
            lab.Happens("GUEST_PANICKED", $"vm{i}", 0);
        }

        lab.Pass(6);
        var told = Assert.Single(lab.Take());
        var data = GroupLab.Json(told).GetProperty("data");
        var shown = data.GetProperty("alerts").GetArrayLength();
        Assert.InRange(told.Body.Length, 1, maxBytes);
        Assert.InRange(shown, most == 100 ? 100 : 2, most);
        Assert.Equal((150, 150 - shown), (data.GetProperty("group").GetProperty("firing").GetInt32(), data.GetProperty("group").GetProperty("truncated").GetInt32()));

        // Those that were left out have been told of, too: their ends are told.
        lab.Happens("RESET", "vm150", 7);
        lab.Pass(400);
        Assert.Equal(1, GroupLab.Json(Assert.Single(lab.Take())).GetProperty("data").GetProperty("group").GetProperty("resolved").GetInt32());
    }

    [Fact]
    public void Inhibited_alert_is_left_out_of_its_group()
    {
        var storm = Make.Rule("storm", Make.When("WATCHDOG"), Make.Alert("storm", "boss")) with
        {
            Inhibits = new Inhibition(["panic"], [new SameValue("h", Make.Cel("host.name"), System.Collections.Immutable.ImmutableSortedDictionary<string, Cel.CelProgram>.Empty.Add("panic", Make.Cel("host.name")))]),
        };
        var lab = new GroupLab(GroupLab.ByRule with { To = ["am"] }, null, GroupLab.Panic, storm);
        lab.Happens("GUEST_PANICKED", "vm1", 0);
        lab.Pass(2);
        lab.Happens("WATCHDOG", "vm9", 3);
        lab.Pass(20);
        Assert.Equal(["boss firing: vm9=firing"], Words(lab));
        lab.Resolve("vm9", 30);
        lab.Pass(31);
        Assert.Equal(["am firing: vm1=firing", "boss resolved: vm9=resolved"], Words(lab).Order());
    }

    [Fact]
    public void Notifications_of_a_group_are_of_one_line_whichever_alerts_they_tell_of()
    {
        var lab = new GroupLab(Make.Settings([GroupLab.ByRule with { To = ["oncall"] }]) with { KnowsAcknowledged = _ => true }, null, []);
        lab.Happens("GUEST_PANICKED", "vm1", 0);
        lab.Pass(6);
        lab.Acknowledge("vm1", 7);
        lab.Pass(8);
        lab.Happens("GUEST_PANICKED", "vm2", 9);
        lab.Happens("RESET", "vm1", 10);
        lab.Pass(400);
        lab.Happens("RESET", "vm2", 401);
        lab.Pass(800);
        var told = lab.Take();
        Assert.Equal(
            ["oncall firing: vm1=firing", "oncall acknowledged: vm1=acknowledged", "oncall firing: vm2=firing vm1=resolved", "oncall resolved: vm2=resolved"], told.Select(GroupLab.Words));
        Assert.StartsWith("g_", Assert.Single(told.Select(d => d.Line).Distinct()), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_told_says_whether_some_ended()
    {
        var lab = new GroupLab(GroupLab.ByRule with { To = ["am"] });
        lab.Happens("GUEST_PANICKED", "vm1", 0);
        lab.Happens("GUEST_PANICKED", "vm2", 0.5);
        lab.Pass(6);
        lab.Happens("RESET", "vm2", 10);
        lab.Pass(400);
        lab.Happens("RESET", "vm1", 401);
        lab.Pass(800);

        Assert.Equal([("firing", false), ("firing", true), ("resolved", true)], lab.Take().Select(d => (d.Kind, d.TellsEnd)));
    }

    [Fact]
    public void Acknowledged_is_told_to_targets_that_know_it()
    {
        var lab = new GroupLab(Make.Settings([GroupLab.ByRule]) with { KnowsAcknowledged = target => target == "oncall" }, null, []);
        lab.Happens("GUEST_PANICKED", "vm1", 0);
        lab.Pass(6);
        lab.Take();
        lab.Acknowledge("vm1", 10);
        lab.Acknowledge("vm1", 11);
        lab.Pass(12);
        var told = Assert.Single(lab.Take());
        Assert.Equal("oncall acknowledged: vm1=acknowledged", GroupLab.Words(told));
        Assert.Equal("reactor.alert.acknowledged", GroupLab.Json(told).GetProperty("type").GetString());
        Assert.Equal("ann", GroupLab.Json(told).GetProperty("data").GetProperty("alert").GetProperty("acknowledged").GetProperty("by").GetString());
    }
}
