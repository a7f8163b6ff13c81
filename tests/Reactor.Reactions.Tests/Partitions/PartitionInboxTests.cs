using System.Text;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Partitions;

public class PartitionInboxTests
{
    private static readonly Rule s_fleet = Make.Rule("storm", Make.When("GUEST_PANICKED"), Make.Alert("storm {{ vm.name }}", "oncall"), Make.Record("t", ["a"], ("a", "1")) with { Path = "then[1].record" }) with
    {
        Scope = RuleScope.Fleet,
    };

    private static readonly SeenEvent s_seen = new(Make.Vm(), Make.Event("GUEST_PANICKED").Event);

    [Theory]
    [InlineData("something-new", "{}")]
    [InlineData(InboxKinds.FleetHit, "nonsense")]
    [InlineData(InboxKinds.FleetHit, """{"version":1,"kind":"time","at":"2026-03-02T10:00:00Z"}""")]
    [InlineData(InboxKinds.Silence, "{}")]
    [InlineData(InboxKinds.Maintenance, """{"v":9}""")]
    [InlineData(InboxKinds.Inhibitor, "[]")]
    [InlineData(InboxKinds.AlertByHand, """{"v":1,"uid":"a","do":"eat","by":"ann"}""")]
    [InlineData(InboxKinds.GaveUp, "")]
    [InlineData(InboxKinds.StepResult, "{")]
    public void Apply_what_nothing_can_be_done_with_is_taken_and_told_and_the_next_input_goes_on(string kind, string payload)
    {
        var core = Make.Core(Make.Rule("r", Make.When("STOP"), Make.Send("oncall")));
        var commit = core.Apply([Make.Inbox(kind, Encoding.UTF8.GetBytes(payload), "bad"), Make.Event("STOP")], Make.Start);
        Assert.Equal(["bad"], commit.Taken.AsEnumerable());
        Assert.Single(commit.Deliveries);
        Assert.Contains("bad", Assert.Single(commit.LogLines).Message, StringComparison.Ordinal);
        Assert.Equal(1, core.Counters.InboxTaken);
    }

    [Fact]
    public void Apply_what_an_event_means_to_a_fleet_rule_goes_to_the_partition_of_its_key()
    {
        var key = RuleKey.Parse("""{"host":"h1"}""");
        var engine = new ScriptedEngine
        {
            Script = (_, output) => output.Forwards.Add(new FleetHit("storm", "fp", key, 1, 0, "\"vm1\"", s_seen, Make.Start)),
        };
        var row = Assert.Single(Make.Core(Make.Settings(), engine, s_fleet).Apply([Make.Event("GUEST_PANICKED")], Make.Start).Outgoing);
        Assert.Equal((PartitionMap.OfFleetKey("""{"host":"h1"}"""), InboxKinds.FleetHit), (row.Partition, row.Kind));

        var fleet = new ScriptedEngine { Script = static (_, output) => output.TouchedRules.Add("fp") };
        var core = Make.Core(row.Partition, Make.Settings(), null, fleet, s_fleet);
        var commit = core.Apply([new InboxInput(row)], Make.Start.AddSeconds(5));
        var hit = Assert.IsType<FleetHit>(Assert.Single(fleet.Taken));
        Assert.Equal((Make.Start.AddSeconds(5), key, "\"vm1\"", s_seen.Event.Id), (hit.Now, hit.Key, hit.Distinct, hit.Seen.Event.Id));
        Assert.Equal("fleet-hit", Assert.Single(commit.Inputs).Kind);
        Assert.Equal([row.Id], commit.Taken.AsEnumerable());
    }

    [Fact]
    public void Apply_what_resolves_a_fleet_rule_goes_to_all_partitions_of_keys()
    {
        var engine = new ScriptedEngine
        {
            Script = (_, output) => output.Forwards.Add(new FleetHit("storm", "fp", null, 0, 1, null, s_seen, Make.Start)),
        };
        var rows = Make.Core(Make.Settings(), engine, s_fleet).Apply([Make.Event("GUEST_PANICKED")], Make.Start).Outgoing;
        Assert.Equal(Enumerable.Range(64, 16), rows.Select(r => r.Partition));
        Assert.Equal(16, rows.Select(r => r.Id).Distinct().Count());
    }

    [Fact]
    public void Apply_alert_of_a_fleet_rule_belongs_to_no_vm_and_one_resolve_ends_all()
    {
        var alert = (AlertAction)s_fleet.Then[0];
        var engine = new ScriptedEngine
        {
            Script = (input, output) =>
            {
                var hit = (FleetHit)input;
                if (hit.Resolvers != 0)
                {
                    output.Resolutions.Add(new Resolution(s_fleet, alert, hit.Seen));
                }
                else
                {
                    output.Firings.Add(Firing.Of(s_fleet, hit.Key!, hit.Seen, new MatchInfo(5, Make.Start, Make.Start, 0)));
                }
            },
        };
        var core = Make.Core(Make.Settings(), engine, s_fleet);
        var opened = core.Apply([Hit("""{"host":"h1"}""", "a"), Hit("""{"host":"h2"}""", "b")], Make.Start);
        Assert.All(opened.Alerts, a => Assert.Equal(("", ""), (a.VmId, a.VmName)));
        Assert.Equal(["""{"host":"h1"}""", """{"host":"h2"}"""], opened.Alerts.Select(a => a.Key));
        Assert.Equal("vm1", opened.Deliveries[0].VmName);
        Assert.Equal("[\"\",1]", opened.Records[0].Key);
        Assert.Contains("\"key\":{\"host\":\"h1\"}", Encoding.UTF8.GetString(opened.Deliveries[0].Body.Span), StringComparison.Ordinal);
        var ended = core.Apply([Hit(null, "c")], Make.Start.AddSeconds(1));
        Assert.Equal(["resolved", "resolved"], ended.Deliveries.Select(d => d.Kind));
        Assert.Equal(0, core.Counters.AlertsOpen);
    }

    [Fact]
    public void Apply_delivery_of_an_action_with_on_failure_carries_its_firing_and_giving_it_up_runs_that()
    {
        var action = Make.Send("oncall") with
        {
            Name = "page",
            OnFailure = [Make.Send("backup", Make.Body(("suppressed", "{{ suppressed }}"), ("vm", "{{ vm.name }}"))) with { Path = "then[0].on_failure[0].send" }],
        };
        var rule = Make.Rule("r", Make.When("STOP"), action);
        var core = Make.Core(rule);
        var sent = Assert.Single(core.Apply([Make.Event("STOP")], Make.Start).Deliveries);
        var note = new Reactor.Reactions.Steps.GaveUp(sent.WebhookId, sent.ActionPath, sent.Target, "410", sent.OnGiveUp!.Value);
        var commit = core.Apply([Make.Inbox(InboxKinds.GaveUp, note.ToJson(), "g")], Make.Start.AddHours(1));
        var delivery = Assert.Single(commit.Deliveries);
        Assert.Equal(("backup", sent.FiringId, "then[0].on_failure[0].send"), (delivery.Target, delivery.FiringId, delivery.ActionPath));
        Assert.Equal("""{"suppressed":0,"vm":"vm1"}""", Encoding.UTF8.GetString(delivery.Body.Span));
        Assert.Null(delivery.OnGiveUp);
        Assert.Equal(["g"], commit.Taken.AsEnumerable());
        Assert.Null(Assert.Single(Make.Core(Make.Rule("q", Make.When("STOP"), Make.Send("x"))).Apply([Make.Event("STOP")], Make.Start).Deliveries).OnGiveUp);
    }

    private static InboxInput Hit(string? key, string id) => Make.Inbox(
        InboxKinds.FleetHit,
        EngineInputJson.Write(new FleetHit("storm", "fp", key is null ? null : RuleKey.Parse(key), key is null ? 0UL : 1, key is null ? 1UL : 0, null, s_seen, Make.Start)),
        id);
}
