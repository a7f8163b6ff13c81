using System.Text;
using System.Text.Json;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Alerts;

/// <summary>What ends an alert besides an event: observed state, time, a hand, its VM's removal.</summary>
public class AlertEndTests
{
    private static readonly VmView s_running = Make.Vm();
    private static readonly VmView s_paused = s_running with { Status = "paused" };

    [Fact]
    public void State_answer_to_a_question_asked_after_the_last_refresh_ends_it()
    {
        var core = Make.Core(Nospace(Make.State("vm.status == \"running\"")));
        core.Apply([Make.Event("BLOCK_IO_ERROR", ordinal: 1, vm: s_paused)], Make.Start);
        core.Apply([Make.Event("BLOCK_IO_ERROR", ordinal: 2, vm: s_paused)], Make.Start.AddSeconds(10));
        Assert.Empty(core.Apply([Make.Answer(s_running, Make.Start.AddSeconds(10))], Make.Start.AddSeconds(11)).Alerts);
        Assert.Empty(core.Apply([Make.Answer(s_paused, Make.Start.AddSeconds(12))], Make.Start.AddSeconds(12)).Alerts);
        Assert.Empty(core.Apply([Make.Event("RESUME", ordinal: 3)], Make.Start.AddSeconds(13)).Alerts);
        var ended = core.Apply([Make.Answer(s_running, Make.Start.AddSeconds(14))], Make.Start.AddSeconds(15));
        Assert.Equal(("state", Make.Start.AddSeconds(15)), (Assert.Single(ended.Alerts).ResolvedBy, ended.Alerts[0].EndsAt));
        Assert.Equal("resolved", Assert.Single(ended.Deliveries).Kind);
        Assert.Equal("h1", Json(ended.Deliveries[0].Body).GetProperty("data").GetProperty("vm").GetProperty("host").GetString());
    }

    [Fact]
    public void State_that_must_last_ends_it_when_it_has_held_for_so_long()
    {
        var core = Make.Core(Nospace(Make.State("vm.status == \"running\"", TimeSpan.FromMinutes(1))));
        core.Apply([Make.Event("BLOCK_IO_ERROR", ordinal: 1, vm: s_paused)], Make.Start);
        Assert.Equal(AlertState.Firing, Assert.Single(Answer(core, s_running, 10).Alerts).State);
        Assert.Empty(Answer(core, s_running, 30).Alerts);
        Assert.Equal(Make.Start.AddSeconds(70), core.NextDue);
        Assert.Empty(core.Apply([], Make.Start.AddSeconds(70)).Alerts);
        Assert.Equal("state", Assert.Single(core.Apply([], Make.Start.AddSeconds(70.001)).Alerts).ResolvedBy);
    }

    [Theory]
    [InlineData("answer")]
    [InlineData("event")]
    [InlineData("refresh")]
    [InlineData("lost")]
    [InlineData("restart")]
    public void State_that_must_last_starts_afresh_after(string what)
    {
        var rule = Nospace(Make.State("vm.status == \"running\"", TimeSpan.FromMinutes(1)));
        var lab = new Lab(p => Make.Core(p, Make.Settings(), null, null, rule), 1);
        lab.Apply(1, Make.Start, Make.Event("BLOCK_IO_ERROR", ordinal: 1, vm: s_paused));
        Assert.Single(lab.Apply(1, Make.Start.AddSeconds(10), Make.Answer(s_running, Make.Start.AddSeconds(10))).Alerts);
        var at = Make.Start.AddSeconds(20);
        _ = what switch
        {
            "answer" => lab.Apply(1, at, Make.Answer(s_paused, at)),
            "event" => lab.Apply(1, at, Make.Event("STOP", ordinal: 2, vm: s_paused)),
            "refresh" => lab.Apply(1, at, Make.Event("BLOCK_IO_ERROR", ordinal: 2, vm: s_paused)),
            "lost" => lab.Apply(1, at, Make.Link(LinkState.Lost)),
            _ => lab.Restart(1, at),
        };
        Assert.True(lab[1].NextDue > Make.Start.AddDays(6), "only its expiry is left");
        lab.Apply(1, Make.Start.AddSeconds(30), Make.Answer(s_running, Make.Start.AddSeconds(30)));
        Assert.Empty(lab.Apply(1, Make.Start.AddSeconds(80)).Alerts);
        Assert.Equal("state", Assert.Single(lab.Apply(1, Make.Start.AddSeconds(91)).Alerts).ResolvedBy);
    }

    [Fact]
    public void Expiry_ends_it_after_the_last_refresh()
    {
        var core = Make.Core(Make.Rule("r", Make.When("STOP"), Make.Alert("x", "oncall") with { Expires = TimeSpan.FromHours(1) }));
        core.Apply([Make.Event("STOP", ordinal: 1)], Make.Start);
        core.Apply([Make.Event("STOP", ordinal: 2)], Make.Start.AddMinutes(30));
        Assert.Equal(Make.Start.AddMinutes(90), core.NextDue);
        Assert.True(core.Apply([], Make.Start.AddMinutes(90)).IsEmpty);
        var ended = core.Apply([], Make.Start.AddMinutes(91));
        Assert.Equal(("expiry", 2), (Assert.Single(ended.Alerts).ResolvedBy, ended.Alerts[0].Count));
        Assert.Single(ended.Deliveries);
    }

    [Fact]
    public void Row_without_anything_further_to_keep_has_no_extra_at_all()
    {
        var alert = new AlertRow
        {
            Uid = "a", Rule = "r", Id = "x", Key = "{}", VmId = "v", VmName = "vm1", State = AlertState.Firing, Severity = "error", Summary = "s",
            Labels = Make.Rule("r", Make.When("STOP"), Make.Log("x")).Labels, StartsAt = Make.Start, RefreshedAt = Make.Start, FiringId = "f",
        };
        Assert.Null(OpenAlert.Of(alert, AlertExtra.None).Row.Extra);

        var core = Make.Core(Make.Rule("r", Make.When("STOP"), Make.Alert("x", "oncall") with { Expires = TimeSpan.FromHours(1) }));
        core.Apply([Make.Event("STOP")], Make.Start);
        Assert.Null(Assert.Single(core.Apply([], Make.Start.AddHours(2)).Alerts).Extra);
    }

    [Fact]
    public void Hand_ends_it_or_acknowledges_it_and_who_did_is_kept()
    {
        var core = Make.Core(Make.Rule("r", Make.When("STOP"), Make.Alert("x", "oncall")));
        var alert = Assert.Single(core.Apply([Make.Event("STOP")], Make.Start).Alerts);
        var seen = core.Apply([Make.Inbox(InboxKinds.AlertByHand, new AlertByHand(alert.Uid, false, "ann", "on it").Write(), "a")], Make.Start);
        Assert.Equal("ann", Json(Assert.Single(seen.Alerts).Extra!.Value).GetProperty("acknowledged").GetProperty("by").GetString());
        Assert.Empty(seen.Deliveries);
        var ended = core.Apply([Make.Inbox(InboxKinds.AlertByHand, new AlertByHand(alert.Uid, true, "bob\n", "done").Write(), "b")], Make.Start.AddMinutes(1));
        Assert.Equal(("hand", AlertState.Resolved), (Assert.Single(ended.Alerts).ResolvedBy, ended.Alerts[0].State));
        Assert.Equal("done", Json(ended.Alerts[0].Extra!.Value).GetProperty("ended").GetProperty("comment").GetString());
        Assert.Equal("resolved", Assert.Single(ended.Deliveries).Kind);
        Assert.Equal(new LogLine("r", "vm1", "bob\\n ended the alert alert: done"), Assert.Single(ended.LogLines));
        var late = core.Apply([Make.Inbox(InboxKinds.AlertByHand, new AlertByHand(alert.Uid, true, "ann").Write(), "c")], Make.Start.AddMinutes(1));
        Assert.Equal(["c"], late.Taken.AsEnumerable());
        Assert.Contains("not open any more", Assert.Single(late.LogLines).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Hand_acknowledges_once_more_the_first_stays_unless_something_is_said()
    {
        var core = Make.Core(Make.Rule("r", Make.When("STOP"), Make.Alert("x", "oncall")));
        var alert = Assert.Single(core.Apply([Make.Event("STOP")], Make.Start).Alerts);
        Commit Acknowledge(string by, string comment) =>
            core.Apply([Make.Inbox(InboxKinds.AlertByHand, new AlertByHand(alert.Uid, false, by, comment).Write(), by + comment)], Make.Start);
        Assert.Equal(new LogLine("r", "vm1", "ann acknowledged the alert alert: on it"), Assert.Single(Acknowledge("ann", "on it").LogLines));

        var again = Acknowledge("bob", "");

        Assert.Empty(again.Alerts);
        Assert.Equal("bob: the alert alert is acknowledged already by ann, which stays", Assert.Single(again.LogLines).Message);
        var said = Json(Assert.Single(Acknowledge("bob", "mine now").Alerts).Extra!.Value).GetProperty("acknowledged");
        Assert.Equal(("bob", "mine now"), (said.GetProperty("by").GetString(), said.GetProperty("comment").GetString()));
    }

    [Fact]
    public void Vm_removed_ends_its_alerts_and_no_others()
    {
        var core = Make.Core(Make.Rule("r", Make.When("STOP"), Make.Alert("x", "oncall")));
        core.Apply([Make.Event("STOP", ordinal: 1), Make.Event("STOP", ordinal: 2, vm: Make.Vm("vm2"))], Make.Start);
        var ended = core.Apply([Make.Link(LinkState.Removed)], Make.Start);
        Assert.Equal(("vm1", "vm_removed"), (Assert.Single(ended.Alerts).VmName, ended.Alerts[0].ResolvedBy));
        Assert.Equal(1, core.Counters.AlertsOpen);
    }

    [Fact]
    public void Resolver_that_reads_the_opening_event_is_asked_for_each_alert()
    {
        var clause = Make.Clause("VNC_DISCONNECTED") with { If = Make.Cel("data.port == first.data.port", ExpressionPlace.ResolveCondition) };
        var alert = Make.Alert("{{ data.port }}", "oncall") with { ResolvedBy = [new EventResolver(clause)] };
        var rule = Make.Rule("vnc", Make.When("VNC_CONNECTED", null, ("port", "data.port")), alert);
        var engine = new ScriptedEngine();
        engine.Script = (input, output) =>
        {
            var seen = (SeenEvent)input;
            if (seen.Event.Name == "VNC_DISCONNECTED")
            {
                output.Resolutions.Add(new Resolution(rule, alert, seen, clause.If));
            }
            else
            {
                var port = Json(seen.Event.Data).GetProperty("port").GetInt32();
                output.Firings.Add(Firing.Of(rule, RuleKey.Of(seen.Vm.Id, ("port", Reactor.Cel.CelValue.From(port))), seen, new MatchInfo(1, seen.At, seen.At, 0)));
            }
        };
        var lab = new Lab(p => Make.Core(p, Make.Settings(), null, engine, rule), 1);
        lab.Apply(1, Make.Start, Make.Event("VNC_CONNECTED", "{\"port\":1}", 1), Make.Event("VNC_CONNECTED", "{\"port\":2}", 2));
        lab.Restart(1, Make.Start);
        var ended = lab.Apply(1, Make.Start, Make.Event("VNC_DISCONNECTED", "{\"port\":2}", 3));
        Assert.Equal("2", Assert.Single(ended.Alerts).Summary);
        Assert.Equal(1, lab[1].Counters.AlertsOpen);
        Assert.Empty(lab[1].Counters.EvaluationErrors);
    }

    [Fact]
    public void Opening_event_too_large_to_keep_is_counted_and_told_and_ends_nothing()
    {
        var clause = Make.Clause("RESUME") with { If = Make.Cel("first.data.a == first.data.a", ExpressionPlace.ResolveCondition) };
        var alert = Make.Alert("x") with { ResolvedBy = [new EventResolver(clause)] };
        var rule = Make.Rule("r", Make.When("STOP"), alert);
        var core = Make.Core([], new PartitionOptions { MaxOpeningEventBytes = 10 }, rule);
        var opened = core.Apply([Make.Event("STOP", """{"a":"0123456789"}""")], Make.Start);
        Assert.Equal(1, core.Counters.OpeningEventsDropped);
        Assert.Contains("by hand", Assert.Single(opened.LogLines).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789", Encoding.UTF8.GetString(Assert.Single(opened.Alerts).Extra!.Value.Span), StringComparison.Ordinal);
    }

    private static Rule Nospace(StateResolver resolver) =>
        Make.Rule("nospace", Make.When("BLOCK_IO_ERROR"), Make.Alert("full", "oncall") with { ResolvedBy = [resolver] });

    private static Commit Answer(PartitionCore core, VmView vm, int seconds)
    {
        var at = Make.Start.AddSeconds(seconds);
        return core.Apply([Make.Answer(vm, at)], at);
    }

    private static JsonElement Json(ReadOnlyMemory<byte> json) => JsonDocument.Parse(json).RootElement;
}
