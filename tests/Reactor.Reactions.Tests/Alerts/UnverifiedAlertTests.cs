using System.Text.Json;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Alerts;

/// <summary>What stands before a gap and after it can't be told from what ended and began again: its alert is marked.</summary>
public class UnverifiedAlertTests
{
    private const string Paused = """{"action": "pause"}""";

    private static readonly VmView s_panicked = Make.Vm() with { Status = "guest-panicked" };

    [Fact]
    public void Level_that_stands_over_a_gap_marks_its_alert_and_tells_nobody()
    {
        var core = Panicked();
        var commit = Gap(core, 60, "run=guest-panicked");

        var alert = Assert.Single(commit.Alerts);
        Assert.Equal((Make.Start.AddSeconds(60), Make.Start.AddSeconds(60), 1L), (alert.UnverifiedSince, alert.RefreshedAt, alert.Count));
        Assert.Empty(commit.Deliveries);
    }

    [Fact]
    public void Second_gap_leaves_it_unverified_since_the_first()
    {
        var core = Panicked();
        Gap(core, 60, "run=guest-panicked");

        Assert.Equal(Make.Start.AddSeconds(60), Assert.Single(Gap(core, 90, "run=guest-panicked").Alerts).UnverifiedSince);
    }

    [Theory]
    [InlineData("run=watchdog")]
    [InlineData("disks/d0=error")]
    [InlineData("")]
    public void Other_level_marks_nothing(string level) => Assert.Empty(Gap(Panicked(), 60, level).Alerts);

    [Fact]
    public void Panic_that_holds_nothing_has_no_level()
    {
        var core = Make.Core(Panic());
        core.Apply([Make.Event("GUEST_PANICKED", """{"action": "run"}""")], Make.Start);

        Assert.Empty(Gap(core, 60, "run=guest-panicked").Alerts);
    }

    [Theory]
    [InlineData(EventOrigin.Live)]
    [InlineData(EventOrigin.Recovered)]
    public void Next_edge_takes_the_mark_off_and_counts(EventOrigin origin)
    {
        var core = Panicked();
        Gap(core, 60, "run=guest-panicked");
        var again = Make.Event("GUEST_PANICKED", Paused, 2, s_panicked);

        var alert = core.Apply([again with { Event = again.Event with { Origin = origin } }], Make.Start.AddSeconds(70)).Alerts[^1];
        Assert.Equal((null, 2L), (alert.UnverifiedSince, alert.Count));
    }

    [Fact]
    public void Level_that_ends_takes_the_mark_off_though_the_alert_stays()
    {
        var core = Panicked();
        Gap(core, 60, "run=guest-panicked");

        var alert = Assert.Single(core.Apply([Make.Event("RESUME", "{}", 2)], Make.Start.AddSeconds(70)).Alerts);
        Assert.Equal((AlertState.Firing, null), (alert.State, alert.UnverifiedSince));
    }

    [Fact]
    public void Event_of_another_thing_leaves_it()
    {
        var core = Panicked();
        Gap(core, 60, "run=guest-panicked");

        Assert.Empty(core.Apply([Make.Event("BALLOON_CHANGE", """{"actual": 5}""", 2, s_panicked)], Make.Start.AddSeconds(70)).Alerts);
    }

    [Fact]
    public void Resolve_works_as_ever_and_says_since_when_it_was_unverified()
    {
        var core = Panicked();
        Gap(core, 60, "run=guest-panicked");
        var commit = core.Apply([Make.Link(LinkState.Removed)], Make.Start.AddSeconds(70));

        Assert.Equal((AlertState.Resolved, "vm_removed", null), (commit.Alerts[^1].State, commit.Alerts[^1].ResolvedBy, commit.Alerts[^1].UnverifiedSince));
        Assert.Equal("2026-03-02T10:01:00.000000Z", AlertOf(Assert.Single(commit.Deliveries)).GetProperty("unverified_since").GetString());
    }

    [Fact]
    public void State_that_ends_the_alert_ends_it_before_it_is_marked()
    {
        var core = Make.Core(Panic(new Func<AlertAction, AlertAction>(alert => alert with { ResolvedBy = [Make.State("vm.status == \"guest-panicked\"")] })));
        core.Apply([Make.Event("GUEST_PANICKED", Paused, vm: s_panicked)], Make.Start);

        Assert.Equal("state", Assert.Single(Gap(core, 60, "run=guest-panicked").Alerts).ResolvedBy);
    }

    [Fact]
    public void Notification_that_is_still_held_says_it()
    {
        var core = Make.Core(Panic(alert => alert with { Wait = TimeSpan.FromMinutes(5) }));
        core.Apply([Make.Event("GUEST_PANICKED", Paused, vm: s_panicked)], Make.Start);
        Gap(core, 60, "run=guest-panicked");

        var told = AlertOf(Assert.Single(core.Apply([], Make.Start.AddSeconds(301)).Deliveries));
        Assert.Equal("2026-03-02T10:01:00.000000Z", told.GetProperty("unverified_since").GetString());
    }

    [Fact]
    public void Notification_that_is_held_is_as_it_was_once_the_mark_is_off()
    {
        var rule = Panic(alert => alert with { Wait = TimeSpan.FromMinutes(5) });
        var (marked, plain) = (Make.Core(rule), Make.Core(rule));
        foreach (var core in new[] { marked, plain })
        {
            core.Apply([Make.Event("GUEST_PANICKED", """{"action": "pause", "info": {"x": "<é>", "n": 1.50}}""", vm: s_panicked)], Make.Start);
        }

        Gap(marked, 60, "run=guest-panicked");
        marked.Apply([Make.Event("RESUME", "{}", 2)], Make.Start.AddSeconds(70));

        Assert.Equal(Body(plain), Body(marked));

        static string Body(PartitionCore core) => System.Text.Encoding.UTF8.GetString(Assert.Single(core.Apply([], Make.Start.AddSeconds(301)).Deliveries).Body.Span);
    }

    [Fact]
    public void Mark_survives_a_restart()
    {
        var lab = new Lab(p => Make.Core(p, Make.Settings(), null, null, Panic()), 7);
        lab.Apply(7, Make.Start, Make.Event("GUEST_PANICKED", Paused, vm: s_panicked));
        lab.Apply(7, Make.Start.AddSeconds(60), Standing(60, "run=guest-panicked"));
        lab.Restart(7, Make.Start.AddSeconds(70));

        var alert = lab.Apply(7, Make.Start.AddSeconds(80), Make.Event("RESUME", "{}", 2)).Alerts;
        Assert.Null(Assert.Single(alert).UnverifiedSince); // It was there to be taken off.
    }

    private static PartitionCore Panicked()
    {
        var core = Make.Core(Panic());
        core.Apply([Make.Event("GUEST_PANICKED", Paused, vm: s_panicked)], Make.Start);
        return core;
    }

    private static Rule Panic(Func<AlertAction, AlertAction>? change = null)
    {
        var alert = Make.Alert("panicked", "oncall");
        return Make.Rule("panic", Make.When("GUEST_PANICKED"), change is null ? alert : change(alert));
    }

    private static StateAnswerInput Standing(int second, string level) =>
        Make.Answer(s_panicked, Make.Start.AddSeconds(second)) with { Standing = level.Length == 0 ? [] : [level] };

    private static Commit Gap(PartitionCore core, int second, string level) => core.Apply([Standing(second, level)], Make.Start.AddSeconds(second));

    private static JsonElement AlertOf(DeliveryRow delivery) => JsonDocument.Parse(delivery.Body).RootElement.GetProperty("data").GetProperty("alert");
}
