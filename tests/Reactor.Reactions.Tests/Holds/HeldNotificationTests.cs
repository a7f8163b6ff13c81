using System.Text;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Identities;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Holds;

/// <summary>The first notification of an alert: what holds it, and when it goes out.</summary>
public class HeldNotificationTests
{
    private static readonly Rule s_panic = Make.Rule(
        "panic", Make.When("GUEST_PANICKED"), Make.Alert("{{ vm.name }} panicked", "oncall", "am") with { ResolvedBy = [Make.ResolvedBy("RESET")] });

    private static readonly Rule s_waiting = s_panic with { Then = [((AlertAction)s_panic.Then[0]) with { Wait = TimeSpan.FromSeconds(10) }] };

    private static readonly Silence s_silence = new() { Id = "s1", Matchers = [new Matcher("rule", "panic")], StartsAt = Make.Start, EndsAt = Make.Start.AddHours(1), Author = "ann" };

    private static readonly Maintenance s_maintenance = new() { Id = "m1", Matchers = [new Matcher("vm", "vm1")], StartsAt = Make.Start, EndsAt = Make.Start.AddHours(1) };

    [Fact]
    public void Wait_it_goes_out_after_it_with_the_bytes_and_ids_of_the_opening()
    {
        var atOnce = Make.Core(s_panic).Apply([Make.Event("GUEST_PANICKED")], Make.Start).Deliveries;
        var core = Make.Core(s_waiting);
        var opened = core.Apply([Make.Event("GUEST_PANICKED")], Make.Start);
        var alert = Assert.Single(opened.Alerts);
        Assert.Equal(("wait", 0), (alert.Held, alert.Targets.Length));
        Assert.Empty(opened.Deliveries);
        Assert.Equal(Make.Start.AddSeconds(10), core.NextDue);

        // The refresh at the end of the wait doesn't move it, and neither is it over at that very instant.
        var refreshed = core.Apply([Make.Event("GUEST_PANICKED", ordinal: 2)], Make.Start.AddSeconds(10));
        Assert.Empty(refreshed.Deliveries);

        var sent = core.Apply([], Make.Start.AddSeconds(10).AddTicks(10));
        Assert.Equal(["oncall", "am"], sent.Deliveries.Select(d => d.Target));
        Assert.Equal(["oncall", "am"], Assert.Single(sent.Alerts).Targets.AsEnumerable());
        Assert.Null(sent.Alerts[0].Held);
        Assert.Equal(Make.Start, sent.Alerts[0].StartsAt);

        // The rule means something else with its wait, so the firing's id differs: all else is the same.
        Assert.Equal(
            atOnce.Select(d => Encoding.UTF8.GetString(d.Body.Span).Replace(d.FiringId, "", StringComparison.Ordinal)),
            sent.Deliveries.Select(d => Encoding.UTF8.GetString(d.Body.Span).Replace(d.FiringId, "", StringComparison.Ordinal)));
        Assert.Equal(
            sent.Deliveries.Select(d => DeliveryId.Create(alert.FiringId, "then[0].alert", d.Target, "firing")),
            sent.Deliveries.Select(d => d.WebhookId));
        Assert.Null(core.Apply([], Make.Start.AddDays(1)).Snapshot);
    }

    [Fact]
    public void Wait_that_the_alert_does_not_outlive_notifies_nobody_of_either_end()
    {
        var core = Make.Core(s_waiting);
        core.Apply([Make.Event("GUEST_PANICKED")], Make.Start);
        var ended = core.Apply([Make.Event("RESET", ordinal: 2)], Make.Start.AddSeconds(5));
        Assert.Equal((AlertState.Resolved, "wait"), (Assert.Single(ended.Alerts).State, ended.Alerts[0].Held));
        Assert.Empty(ended.Deliveries);
        Assert.True(core.Apply([], Make.Start.AddMinutes(1)).IsEmpty);
        Assert.Null(core.NextDue);
    }

    [Fact]
    public void Silence_holds_it_and_what_still_fires_at_its_end_is_sent()
    {
        var core = Make.Core(s_panic);
        core.Apply([Make.Inbox(InboxKinds.Silence, s_silence.Write())], Make.Start);
        var opened = core.Apply([Make.Event("GUEST_PANICKED")], Make.Start.AddMinutes(1));
        Assert.Equal("silenced", Assert.Single(opened.Alerts).Held);
        Assert.Empty(core.Apply([], Make.Start.AddHours(1)).Deliveries);
        var sent = core.Apply([], Make.Start.AddHours(1).AddTicks(10));
        Assert.Equal(2, sent.Deliveries.Length);
        Assert.Equal(("silence", "s1", true), (Assert.Single(sent.State).Kind, sent.State[0].Key, sent.State[0].Payload is null));
        Assert.Equal(0, core.Counters.Silences);
        Assert.Equal(2, core.Apply([Make.Event("RESET", ordinal: 2)], Make.Start.AddHours(2)).Deliveries.Length);
    }

    [Fact]
    public void Silence_ended_by_hand_lets_it_out_at_once()
    {
        var core = Make.Core(s_panic);
        core.Apply([Make.Inbox(InboxKinds.Silence, s_silence.Write()), Make.Event("GUEST_PANICKED")], Make.Start);
        var sent = core.Apply([Make.Inbox(InboxKinds.Silence, (s_silence with { IsEnded = true }).Write(), "y")], Make.Start.AddMinutes(1));
        Assert.Equal(2, sent.Deliveries.Length);
        Assert.Equal(["y"], sent.Taken.AsEnumerable());
    }

    [Fact]
    public void Silence_of_something_else_or_not_begun_holds_nothing()
    {
        var core = Make.Core(s_panic);
        core.Apply(
            [
                Make.Inbox(InboxKinds.Silence, (s_silence with { Matchers = [new Matcher("rule", "panic"), new Matcher("vm", "vm2")] }).Write(), "a"),
                Make.Inbox(InboxKinds.Silence, (s_silence with { Id = "s2", StartsAt = Make.Start.AddMinutes(5) }).Write(), "b"),
            ],
            Make.Start);
        Assert.Equal(2, core.Apply([Make.Event("GUEST_PANICKED")], Make.Start.AddMinutes(1)).Deliveries.Length);
    }

    [Fact]
    public void Silence_until_resolved_ends_with_the_last_alert_that_it_means()
    {
        var core = Make.Core(s_panic);
        var silence = s_silence with { EndsAt = null, UntilResolved = true };
        core.Apply([Make.Event("GUEST_PANICKED", ordinal: 1)], Make.Start);
        core.Apply([Make.Inbox(InboxKinds.Silence, silence.Write())], Make.Start);
        Assert.Empty(core.Apply([Make.Event("GUEST_PANICKED", ordinal: 2, vm: Make.Vm("vm2"))], Make.Start).Deliveries);
        core.Apply([Make.Event("RESET", ordinal: 3)], Make.Start.AddDays(1));
        Assert.Equal(1, core.Counters.Silences);
        Assert.Empty(core.Apply([Make.Event("RESET", ordinal: 4, vm: Make.Vm("vm2"))], Make.Start.AddDays(2)).Deliveries);
        Assert.Equal(0, core.Counters.Silences);
        Assert.Equal(2, core.Apply([Make.Event("GUEST_PANICKED", ordinal: 5)], Make.Start.AddDays(3)).Deliveries.Length);
    }

    [Fact]
    public void Silence_until_resolved_that_means_no_open_alert_is_not_kept_and_ends_an_older_one_of_its_id()
    {
        var lab = new Lab(p => Make.Core(p, Make.Settings(), null, null, s_panic), 1);
        var silence = s_silence with { EndsAt = null, UntilResolved = true };
        Assert.Equal(["x"], lab.Tell(1, Make.Start, InboxKinds.Silence, silence.Write()).Taken.AsEnumerable());
        Assert.Equal(0, lab[1].Counters.Silences);
        Assert.Equal(2, lab.Apply(1, Make.Start, Make.Event("GUEST_PANICKED")).Deliveries.Length);

        lab.Tell(1, Make.Start, InboxKinds.Silence, silence.Write(), "y");
        Assert.Equal(1, lab[1].Counters.Silences);
        lab.Tell(1, Make.Start, InboxKinds.Silence, (silence with { Matchers = [new Matcher("rule", "other")] }).Write(), "z");
        Assert.Equal(0, lab[1].Counters.Silences);
        lab.Restart(1, Make.Start);
        Assert.Equal(0, lab[1].Counters.Silences);
    }

    [Fact]
    public void Start_ends_a_silence_until_resolved_that_means_no_open_alert()
    {
        var core = Make.Core(s_panic);
        core.Restore(null, [], [], 5, [new StateRow("silence", "s1", (s_silence with { EndsAt = null, UntilResolved = true }).Write())]);
        var row = Assert.Single(core.Start(Make.Start).State);
        Assert.Equal(("s1", true), (row.Key, row.Payload is null));
        Assert.Equal(0, core.Counters.Silences);
    }

    [Fact]
    public void Muted_window_holds_it_until_the_window_closes()
    {
        var rule = s_panic with { MutedIn = ["night"] };
        var settings = Make.Settings(null, ("night", new SpanWindow(Make.Start, Make.Start.AddHours(8))));
        var core = Make.Core(settings, null, rule);
        Assert.Equal("muted", Assert.Single(core.Apply([Make.Event("GUEST_PANICKED")], Make.Start).Alerts).Held);
        Assert.Equal(Make.Start.AddHours(8), core.NextDue);
        Assert.Equal(2, core.Apply([], Make.Start.AddHours(8).AddTicks(10)).Deliveries.Length);
    }

    [Fact]
    public void Reasons_are_told_in_their_order_and_the_last_hold_that_ends_lets_it_out()
    {
        var rule = s_waiting with { MutedIn = ["night"] };
        var core = Make.Core(Make.Settings(null, ("night", new SpanWindow(Make.Start, Make.Start.AddMinutes(20)))), null, rule);
        core.Apply(
            [
                Make.Inbox(InboxKinds.Silence, (s_silence with { EndsAt = Make.Start.AddMinutes(30) }).Write(), "a"),
                Make.Inbox(InboxKinds.Maintenance, (s_maintenance with { EndsAt = Make.Start.AddMinutes(10) }).Write(), "b"),
            ],
            Make.Start);
        var held = new List<string?> { Assert.Single(core.Apply([Make.Event("GUEST_PANICKED")], Make.Start).Alerts).Held };
        while (core.NextDue is { } due && due < Make.Start.AddHours(1))
        {
            held.AddRange(core.Apply([], due.AddTicks(10)).Alerts.Select(a => a.Held));
        }

        Assert.Equal(["maintenance", "muted", "silenced", null], held);
    }

    [Fact]
    public void One_off_sends_meanwhile_are_stored_and_never_sent()
    {
        var rule = Make.Rule("panic", Make.When("GUEST_PANICKED"), Make.Send("oncall"));
        var core = Make.Core(rule);
        core.Apply([Make.Inbox(InboxKinds.Maintenance, s_maintenance.Write())], Make.Start);
        var held = Assert.Single(core.Apply([Make.Event("GUEST_PANICKED", ordinal: 1)], Make.Start).Deliveries);
        Assert.Equal((true, s_maintenance.Id), (held.IsMuted, held.MutedBy));
        Assert.False(Assert.Single(core.Apply([Make.Event("GUEST_PANICKED", ordinal: 2, vm: Make.Vm("vm2"))], Make.Start).Deliveries).IsMuted);
        Assert.Empty(core.Apply([], Make.Start.AddDays(1)).Deliveries);
        Assert.False(Assert.Single(core.Apply([Make.Event("GUEST_PANICKED", ordinal: 3)], Make.Start.AddDays(1)).Deliveries).IsMuted);
        Assert.Equal(1, core.Counters.DeliveriesMuted);
    }

    [Fact]
    public void Resolve_is_sent_whatever_holds_to_those_who_got_the_firing()
    {
        var core = Make.Core(s_panic);
        core.Apply([Make.Event("GUEST_PANICKED", ordinal: 1)], Make.Start);
        core.Apply([Make.Inbox(InboxKinds.Silence, s_silence.Write())], Make.Start);
        Assert.Equal(["resolved", "resolved"], core.Apply([Make.Event("RESET", ordinal: 2)], Make.Start).Deliveries.Select(d => d.Kind));
    }

    [Fact]
    public void More_silences_than_may_be_are_refused_counted_and_told()
    {
        var core = Make.Core([], new PartitionOptions { MaxHolds = 2 }, s_panic);
        var batch = Enumerable.Range(0, 3).Select(i => Make.Inbox(InboxKinds.Silence, (s_silence with { Id = $"s{i}" }).Write(), $"i{i}")).ToArray();
        var commit = core.Apply(batch, Make.Start);
        Assert.Equal((2, 1), (core.Counters.Silences, core.Counters.HoldsRefused));
        Assert.Equal(new PartitionBounds { HoldsRefused = 1 }, core.Bounds);
        Assert.Equal(3, commit.Taken.Length);
        Assert.Contains("s2 holds nothing", Assert.Single(commit.LogLines).Message, StringComparison.Ordinal);
    }
}
