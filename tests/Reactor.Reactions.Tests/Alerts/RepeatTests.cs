using System.Text.Json;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Alerts;

/// <summary><c>repeat</c> of a route without <c>group_by</c>, and acknowledging.</summary>
public class RepeatTests
{
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);

    private static readonly Rule s_panic = Make.Rule("panic", Make.When("GUEST_PANICKED"), Make.Alert("{{ vm.name }} panicked") with { ResolvedBy = [Make.ResolvedBy("RESET")] });

    private static PartitionSettings Repeating => Make.Settings([Make.Route(null, "oncall") with { Repeat = s_hour }]);

    private static DateTimeOffset At(double minutes) => Make.Start.AddMinutes(minutes);

    [Fact]
    public void Alert_that_still_fires_is_told_again_each_time_under_another_id_with_its_counts_of_then()
    {
        var core = Make.Core(Repeating, null, s_panic);
        var first = Assert.Single(core.Apply([Make.Event("GUEST_PANICKED")], Make.Start).Deliveries);
        core.Apply([Make.Event("GUEST_PANICKED", ordinal: 2)], At(30));
        Assert.Equal(At(60), core.NextDue);
        Assert.Empty(core.Apply([], At(60)).Deliveries);
        var second = Assert.Single(core.Apply([], At(61)).Deliveries);
        var third = Assert.Single(core.Apply([], At(122)).Deliveries);
        Assert.Equal(("repeat", "oncall"), (second.Kind, second.Target));
        Assert.Equal(3, new[] { first, second, third }.Select(d => d.WebhookId).Distinct().Count());
        using var body = JsonDocument.Parse(second.Body);
        Assert.Equal("reactor.alert.firing", body.RootElement.GetProperty("type").GetString());
        Assert.Equal(2, body.RootElement.GetProperty("data").GetProperty("match").GetProperty("count").GetInt32());
        Assert.Equal("resolved", Assert.Single(core.Apply([Make.Event("RESET", ordinal: 3)], At(130)).Deliveries).Kind);
        Assert.Empty(core.Apply([], At(1000)).Deliveries);
    }

    [Fact]
    public void Alert_after_a_long_time_down_is_told_again_once()
    {
        var lab = new Lab(p => Make.Core(p, Repeating, null, null, s_panic), 1);
        lab.Apply(1, Make.Start, Make.Event("GUEST_PANICKED"));
        var start = lab.Restart(1, At(600));
        Assert.Equal("repeat", Assert.Single(start.Deliveries).Kind);
        Assert.Equal(At(660), lab[1].NextDue);
    }

    [Fact]
    public void Held_alert_is_told_again_when_that_is_over()
    {
        var core = Make.Core(Repeating, null, s_panic);
        core.Apply([Make.Event("GUEST_PANICKED")], Make.Start);
        var silence = new Silence { Id = "s", Matchers = [new Matcher("rule", "panic")], StartsAt = At(10), EndsAt = At(90) };
        core.Apply([Make.Inbox(InboxKinds.Silence, silence.Write())], At(10));
        Assert.Empty(core.Apply([], At(61)).Deliveries);
        Assert.Empty(core.Apply([], At(90)).Deliveries);
        Assert.Equal("repeat", Assert.Single(core.Apply([], At(91)).Deliveries).Kind);
    }

    [Fact]
    public void Acknowledged_alert_is_not_told_again_a_refresh_keeps_that_and_a_new_opening_fires_again()
    {
        var lab = new Lab(p => Make.Core(p, Repeating, null, null, s_panic), 1);
        var alert = Assert.Single(lab.Apply(1, Make.Start, Make.Event("GUEST_PANICKED")).Alerts);
        var acknowledged = lab.Tell(1, At(1), InboxKinds.AlertByHand, new AlertByHand(alert.Uid, false, "ann").Write());
        Assert.Equal((AlertState.Acknowledged, 0), (Assert.Single(acknowledged.Alerts).State, acknowledged.Deliveries.Length));
        var refreshed = Assert.Single(lab.Apply(1, At(2), Make.Event("GUEST_PANICKED", ordinal: 2)).Alerts);
        Assert.Equal((AlertState.Acknowledged, 2), (refreshed.State, refreshed.Count));
        lab.Restart(1, At(3));
        Assert.Empty(lab.Apply(1, At(500)).Deliveries);
        var ended = lab.Apply(1, At(501), Make.Event("RESET", ordinal: 3));
        Assert.Equal("resolved", Assert.Single(ended.Deliveries).Kind);
        Assert.Equal("ann", AlertNotes.Of(Assert.Single(ended.Alerts)).Acknowledged!.By);
        var again = Assert.Single(lab.Apply(1, At(502), Make.Event("GUEST_PANICKED", ordinal: 4)).Alerts);
        Assert.Equal(AlertState.Firing, again.State);
        Assert.Null(AlertNotes.Of(again).Acknowledged);
        Assert.Single(lab.Apply(1, At(563)).Deliveries);
    }

    [Fact]
    public void Acknowledging_is_told_once_to_targets_that_know_it()
    {
        var core = Make.Core(Repeating with { KnowsAcknowledged = _ => true }, null, s_panic);
        var alert = Assert.Single(core.Apply([Make.Event("GUEST_PANICKED")], Make.Start).Alerts);
        var told = core.Apply([Make.Inbox(InboxKinds.AlertByHand, new AlertByHand(alert.Uid, false, "ann", "on it").Write(), "a")], At(1)).Deliveries;
        Assert.Equal(("acknowledged", "oncall"), (Assert.Single(told).Kind, told[0].Target));
        Assert.Empty(core.Apply([Make.Inbox(InboxKinds.AlertByHand, new AlertByHand(alert.Uid, false, "bob").Write(), "b")], At(2)).Deliveries);
    }

    [Fact]
    public void Alert_that_names_its_targets_is_told_once()
    {
        var core = Make.Core(Repeating, null, s_panic with { Then = [((AlertAction)s_panic.Then[0]) with { To = ["oncall"] }] });
        Assert.Single(core.Apply([Make.Event("GUEST_PANICKED")], Make.Start).Deliveries);
        Assert.Empty(core.Apply([], At(100)).Deliveries);
    }
}
