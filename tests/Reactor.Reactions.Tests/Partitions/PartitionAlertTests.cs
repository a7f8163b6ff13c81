using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Configuration;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Tests.Partitions;

public class PartitionAlertTests
{
    private static readonly Rule s_panicked = Make.Rule(
        "guest-panicked",
        Make.When("GUEST_PANICKED"),
        Make.Alert("{{ vm.name }} panicked ({{ data.action }})", "oncall") with { ResolvedBy = [Make.ResolvedBy("RESET")] });

    [Fact]
    public void Apply_first_match_opens_the_alert_and_tells_its_targets()
    {
        var commit = Make.Core(s_panicked).Apply([Make.Event("GUEST_PANICKED", """{"action":"pause"}""")], Make.Start);
        var alert = Assert.Single(commit.Alerts);
        Assert.Equal("vm1 panicked (pause)", alert.Summary);
        Assert.Equal((AlertState.Firing, "warning", 1), (alert.State, alert.Severity, alert.Count));
        Assert.Equal("""{"vm":"id-vm1"}""", alert.Key);
        Assert.Equal("oncall", Assert.Single(alert.Targets));
        var delivery = Assert.Single(commit.Deliveries);
        Assert.Equal(("oncall", "firing", "then[0].alert", alert.FiringId), (delivery.Target, delivery.Kind, delivery.ActionPath, delivery.FiringId));
        Assert.Equal("reactor.alert.firing", Parse(delivery).GetProperty("type").GetString());
        Assert.Equal(alert.FiringId, Assert.Single(commit.Firings).Id);
    }

    [Fact]
    public void Apply_further_match_refreshes_without_telling_anyone()
    {
        var core = Make.Core(s_panicked);
        var opened = Assert.Single(core.Apply([Make.Event("GUEST_PANICKED", ordinal: 1)], Make.Start).Alerts);
        var commit = core.Apply([Make.Event("GUEST_PANICKED", ordinal: 2)], Make.Start.AddMinutes(1));
        var refreshed = Assert.Single(commit.Alerts);
        Assert.Equal((opened.Uid, 2, Make.Start, Make.Start.AddMinutes(1)), (refreshed.Uid, refreshed.Count, refreshed.StartsAt, refreshed.RefreshedAt));
        Assert.Empty(commit.Deliveries);
    }

    [Fact]
    public void Apply_resolving_event_ends_it_and_tells_who_was_told()
    {
        var core = Make.Core(s_panicked);
        var opened = Assert.Single(core.Apply([Make.Event("GUEST_PANICKED", ordinal: 1)], Make.Start).Alerts);
        var commit = core.Apply([Make.Event("RESET", ordinal: 2)], Make.Start.AddMinutes(1));
        var ended = Assert.Single(commit.Alerts);
        Assert.Equal((opened.Uid, AlertState.Resolved, "event", Make.Start.AddMinutes(1)), (ended.Uid, ended.State, ended.ResolvedBy, ended.EndsAt));
        var delivery = Assert.Single(commit.Deliveries);
        Assert.Equal(("oncall", "resolved", opened.FiringId), (delivery.Target, delivery.Kind, delivery.FiringId));
        var data = Parse(delivery).GetProperty("data");
        Assert.Equal("resolved", data.GetProperty("alert").GetProperty("state").GetString());
        Assert.Equal("RESET", data.GetProperty("event").GetProperty("name").GetString());
        Assert.Equal(opened.FiringId, data.GetProperty("firing").GetString());
        Assert.Empty(core.Apply([Make.Event("RESET", ordinal: 3)], Make.Start.AddMinutes(2)).Alerts);
    }

    [Fact]
    public void Apply_alert_opens_again_is_of_the_series_of_its_opening_before_and_goes_after_what_was_told_of_that()
    {
        var core = Make.Core(s_panicked);
        var first = core.Apply([Make.Event("GUEST_PANICKED", ordinal: 1), Make.Event("RESET", ordinal: 2)], Make.Start).Deliveries;
        var again = Assert.Single(core.Apply([Make.Event("GUEST_PANICKED", ordinal: 3)], Make.Start.AddMinutes(1)).Deliveries);
        var other = Assert.Single(core.Apply([Make.Event("GUEST_PANICKED", ordinal: 4, vm: Make.Vm("vm2"))], Make.Start.AddMinutes(1)).Deliveries);

        Assert.Equal((true, true, false), (again.GoesAfter(first[1]), again.GoesAfter(first[0]), again.GoesAfter(other)));
        Assert.Equal(first[0].Series, again.Series);
        Assert.False(again.GoesAfter(first[1] with { Target = "elsewhere" }));
    }

    [Fact]
    public void Apply_opened_and_ended_in_one_batch_stands_once_as_it_is_in_the_end()
    {
        var commit = Make.Core(s_panicked).Apply([Make.Event("GUEST_PANICKED", ordinal: 1), Make.Event("RESET", ordinal: 2)], Make.Start);
        Assert.Equal(AlertState.Resolved, Assert.Single(commit.Alerts).State);
        Assert.Equal(["firing", "resolved"], commit.Deliveries.Select(d => d.Kind));
    }

    [Fact]
    public void Apply_opened_again_after_its_end_is_another_opening()
    {
        var core = Make.Core(s_panicked);
        core.Apply([Make.Event("GUEST_PANICKED", ordinal: 1), Make.Event("RESET", ordinal: 2)], Make.Start);
        var commit = core.Apply([Make.Event("GUEST_PANICKED", ordinal: 3)], Make.Start);
        Assert.Equal(1, Assert.Single(commit.Alerts).Count);
        Assert.Single(commit.Deliveries);
    }

    [Fact]
    public void Apply_resolving_event_of_another_vm_changes_nothing()
    {
        var core = Make.Core(s_panicked);
        core.Apply([Make.Event("GUEST_PANICKED", ordinal: 1)], Make.Start);
        Assert.Empty(core.Apply([Make.Event("RESET", ordinal: 2, vm: Make.Vm("vm2"))], Make.Start).Alerts);
    }

    [Fact]
    public void Apply_each_key_is_an_alert_and_one_event_resolves_all()
    {
        var rule = Make.Rule(
            "io",
            Make.When("BLOCK_IO_ERROR", null, ("device", "data.device")),
            Make.Alert("{{ data.device }}", "oncall") with { ResolvedBy = [Make.ResolvedBy("RESUME")] });
        var core = Make.Core(rule);
        var opened = core.Apply(
            [Make.Event("BLOCK_IO_ERROR", """{"device":"d0"}""", 1), Make.Event("BLOCK_IO_ERROR", """{"device":"d1"}""", 2)], Make.Start);
        Assert.Equal(["d0", "d1"], opened.Alerts.Select(a => a.Labels["device"]));
        var ended = core.Apply([Make.Event("RESUME", ordinal: 3)], Make.Start);
        Assert.Equal(2, ended.Alerts.Count(a => a.State == AlertState.Resolved));
        Assert.Equal(2, ended.Deliveries.Length);
        Assert.Equal(0, core.Counters.AlertsOpen);
    }

    [Fact]
    public void Apply_alert_without_to_goes_where_the_first_true_route_says()
    {
        var alert = Make.Alert("x");
        var rule = Make.Rule("r", Make.When("STOP"), alert) with { Severity = Severity.Critical };
        var routes = new[]
        {
            Make.Route("rule.severity == \"info\"", "nobody"),
            Make.Route("vm.labels.absent == \"x\"", "nobody"),
            Make.Route("rule.severity == \"critical\"", "oncall", "am", "oncall"),
            Make.Route(null, "team"),
        };
        var core = Make.Core(routes, null, rule);
        Assert.Equal(["oncall", "am"], core.Apply([Make.Event("STOP")], Make.Start).Deliveries.Select(d => d.Target));
    }

    [Fact]
    public void Apply_no_route_true_opens_the_alert_and_tells_nobody()
    {
        var core = Make.Core([Make.Route("false", "team")], null, Make.Rule("r", Make.When("STOP"), Make.Alert("x")));
        var commit = core.Apply([Make.Event("STOP")], Make.Start);
        Assert.Single(commit.Alerts);
        Assert.Empty(commit.Deliveries);
    }

    [Fact]
    public void Apply_route_that_throws_is_passed_over_and_told()
    {
        var broken = new Route(Make.Broken(ExpressionPlace.RouteCondition), ["nobody"]);
        var core = Make.Core([broken, Make.Route(null, "team")], null, Make.Rule("r", Make.When("STOP"), Make.Alert("x")));
        var commit = core.Apply([Make.Event("STOP")], Make.Start);
        Assert.Equal("team", Assert.Single(commit.Deliveries).Target);
        Assert.Contains("list49", Assert.Single(commit.LogLines).Message, StringComparison.Ordinal);
        Assert.Empty(core.Counters.Quarantined);
    }

    [Fact]
    public void Apply_labels_are_those_of_rule_key_and_action_the_later_winning()
    {
        var alert = Make.Alert("x") with
        {
            Severity = Severity.Critical,
            Description = Make.Text("on {{ host.name }}"),
            Labels = ImmutableSortedDictionary<string, TextTemplate>.Empty
                .Add("b", Make.Text("action {{ vm.name }}")),
        };
        var rule = Make.Rule("r", Make.When("STOP", null, ("a", "\"key\"")), alert) with
        {
            Labels = ImmutableSortedDictionary<string, string>.Empty.Add("a", "rule").Add("b", "rule").Add("c", "rule"),
        };
        var row = Assert.Single(Make.Core(rule).Apply([Make.Event("STOP")], Make.Start).Alerts);
        Assert.Equal(("key", "action vm1", "rule"), (row.Labels["a"], row.Labels["b"], row.Labels["c"]));
        Assert.Equal(("critical", "on h1"), (row.Severity, row.Description));
    }

    [Fact]
    public void Apply_limited_match_refreshes_its_alert_and_does_nothing_else()
    {
        var rule = Make.Rule("r", Make.When("STOP"), Make.Alert("x", "oncall"), Make.Log("line") with { Path = "then[1].log" }) with
        {
            Limit = new Limit(1, TimeSpan.FromHours(1)),
        };
        var core = Make.Core(rule);
        core.Apply([Make.Event("STOP", ordinal: 1)], Make.Start);
        var commit = core.Apply([Make.Event("STOP", ordinal: 2, at: Make.Start.AddSeconds(1))], Make.Start.AddSeconds(1));
        Assert.Equal(2, Assert.Single(commit.Alerts).Count);
        Assert.Empty(commit.Deliveries);
        Assert.Empty(commit.LogLines);
        Assert.Empty(commit.Firings);
        Assert.Equal(1, Assert.Single(commit.Events).Matched);
    }

    [Fact]
    public void Apply_limited_match_opens_an_alert_that_has_ended_and_tells_nobody_of_either_end()
    {
        var rule = s_panicked with { Limit = new Limit(1, TimeSpan.FromHours(1)) };
        var core = Make.Core(rule);
        core.Apply([Make.Event("GUEST_PANICKED", ordinal: 1), Make.Event("RESET", ordinal: 2)], Make.Start);
        var opened = core.Apply([Make.Event("GUEST_PANICKED", ordinal: 3)], Make.Start);
        Assert.Equal(AlertState.Firing, Assert.Single(opened.Alerts).State);
        Assert.Empty(opened.Deliveries);
        var ended = core.Apply([Make.Event("RESET", ordinal: 4)], Make.Start);
        Assert.Equal(AlertState.Resolved, Assert.Single(ended.Alerts).State);
        Assert.Empty(ended.Deliveries);
    }

    [Fact]
    public void Apply_more_alerts_than_a_vm_may_have_refuses_the_newest_and_says_so_in_bounds()
    {
        var rule = Make.Rule("r", Make.When("BLOCK_IO_ERROR", null, ("d", "data.device")), Make.Alert("x", "oncall"));
        var core = Make.Core([], new PartitionOptions { MaxOpenAlertsPerVm = 3 }, rule);
        var batch = Enumerable.Range(0, 100).Select(i => Make.Event("BLOCK_IO_ERROR", $$"""{"device":"d{{i}}"}""", i)).ToArray();
        var commit = core.Apply(batch, Make.Start);
        Assert.Equal(["d0", "d1", "d2"], commit.Alerts.Select(a => a.Labels["d"]));
        Assert.Equal(3, commit.Deliveries.Length);
        Assert.Equal((3, 97), (core.Counters.AlertsOpen, core.Counters.AlertsRefused));
        Assert.Equal(10, commit.LogLines.Length);
        Assert.Equal(87, core.Counters.NoticesNotLogged);
        var other = core.Apply([Make.Event("BLOCK_IO_ERROR", """{"device":"d0"}""", 1, Make.Vm("vm2"))], Make.Start);
        Assert.Single(other.Alerts);
    }

    [Fact]
    public void Apply_texts_of_an_alert_are_bounded()
    {
        var alert = Make.Alert("{{ data.t }}") with { Description = Make.Text("{{ data.t }}") };
        var data = JsonSerializer.Serialize(new { t = new string('ä', 60_000) });
        var row = Assert.Single(Make.Core(Make.Rule("r", Make.When("STOP"), alert)).Apply([Make.Event("STOP", data)], Make.Start).Alerts);
        Assert.InRange(Encoding.UTF8.GetByteCount(row.Summary), 1000, 1024);
        Assert.InRange(Encoding.UTF8.GetByteCount(row.Description), 16_000, 16 * 1024);
    }

    [Fact]
    public void Start_alert_of_a_removed_or_disabled_rule_ends_and_its_targets_are_told()
    {
        var kept = Make.Rule("kept", Make.When("STOP"), Make.Alert("x", "oncall"));
        var disabled = Make.Rule("disabled", Make.When("STOP"), Make.Alert("x", "oncall"));
        var removed = Make.Rule("removed", Make.When("STOP"), Make.Alert("x", "oncall"));
        var rows = new StoredRows();
        rows.Append(Make.Core(kept, disabled, removed).Apply([Make.Event("STOP")], Make.Start));
        var core = rows.Restore(Make.Core(kept, disabled with { Mode = RuleMode.Disabled }));
        var commit = core.Start(Make.Start.AddHours(1));
        rows.Append(commit);
        Assert.Equal(["disabled", "removed"], commit.Alerts.Select(a => a.Rule).Order());
        Assert.All(commit.Alerts, a => Assert.Equal((AlertState.Resolved, "rule_removed"), (a.State, a.ResolvedBy)));
        Assert.All(commit.Deliveries, d => Assert.Equal(("resolved", "oncall"), (d.Kind, d.Target)));
        Assert.Equal(JsonValueKind.Null, Parse(commit.Deliveries[0]).GetProperty("data").GetProperty("event").ValueKind);
        Assert.True(rows.Restore(Make.Core(kept)).Start(Make.Start.AddHours(2)).IsEmpty);
    }

    private static JsonElement Parse(DeliveryRow delivery) => JsonDocument.Parse(delivery.Body).RootElement;
}
