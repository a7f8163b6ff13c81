using System.Text.Json;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Actions;

public class ShadowTests
{
    private static readonly Rule s_all = Make.Rule(
        "all",
        Make.When("STOP"),
        Make.Alert("{{ vm.name }} stopped", "oncall"),
        Make.Send("team", Make.Body(("n", "{{ data.n }}"))) with { Path = "then[1].send" },
        new WebhookAction { Path = "then[2].webhook", Url = Make.Url("https://x.example.net/{{ vm.name }}") },
        Make.Record("t", ["n"], ("n", "data.n")) with { Path = "then[3].record" },
        Make.Log("{{ vm.name }}") with { Path = "then[4].log" },
        new SetFactAction { Path = "then[5].set_fact", Fact = "f", Value = Make.Text("{{ data.n }}") },
        new ClearFactAction { Path = "then[6].clear_fact", Fact = "g" },
        new GatherAction { Path = "then[7].gather", Commands = [new QmpCommand("query-status")] },
        new QmpAction { Path = "then[8].qmp", Run = [new QmpCommand("cont", Make.Body(("id", "{{ data.n }}")))] },
        new ExecAction { Path = "then[9].exec", Command = [Make.Text("/bin/x"), Make.Text("{{ vm.name }}")] },
        Make.Log("never") with { Path = "then[10].log", If = Make.ActionIf("false") }) with
    {
        Mode = RuleMode.Shadow,
        Inhibits = new Inhibition(["other"], []),
    };

    [Fact]
    public void Apply_rule_in_shadow_stores_what_it_would_have_done_and_does_nothing()
    {
        var core = Make.Core(s_all);
        var commit = core.Apply([Make.Event("STOP", """{"n":5}""")], Make.Start);
        var firing = Assert.Single(commit.Firings);
        Assert.True(commit.Alerts.IsEmpty && commit.Deliveries.IsEmpty && commit.Records.IsEmpty && commit.State.IsEmpty && commit.Steps.IsEmpty && commit.Outgoing.IsEmpty && commit.LogLines.IsEmpty);
        Assert.Equal((1, 0), (core.Counters.ShadowFirings, core.Counters.Firings));
        var actions = JsonDocument.Parse(firing.Shadow!.Value).RootElement.GetProperty("actions").EnumerateArray().ToArray();
        Assert.Equal(["alert", "send", "webhook", "record", "log", "set_fact", "clear_fact", "gather", "qmp", "exec", "log"], actions.Select(a => a.GetProperty("kind").GetString()));
        Assert.Equal("vm1 stopped", actions[0].GetProperty("summary").GetString());
        Assert.Equal("""["oncall"]""", actions[0].GetProperty("to").GetRawText());
        Assert.Equal("""{"n":5}""", actions[1].GetProperty("body").GetRawText());
        Assert.Equal("https://x.example.net/vm1", actions[2].GetProperty("url").GetString());
        Assert.Equal("reactor.firing", actions[2].GetProperty("body").GetProperty("type").GetString());
        Assert.Equal("""{"n":5}""", actions[3].GetProperty("fields").GetRawText());
        Assert.Equal("vm1", actions[4].GetProperty("message").GetString());
        Assert.Equal("5", actions[5].GetProperty("value").GetString());
        Assert.Equal("""[{"command":"query-status"}]""", actions[7].GetProperty("commands").GetRawText());
        Assert.Equal("""[{"command":"cont","arguments":{"id":5}}]""", actions[8].GetProperty("commands").GetRawText());
        Assert.Equal("""["/bin/x","vm1"]""", actions[9].GetProperty("command").GetRawText());
        Assert.True(actions[10].GetProperty("skipped").GetBoolean());
    }

    [Fact]
    public void Apply_more_than_has_room_names_the_action_alone()
    {
        var core = Make.Core([], new PartitionOptions { MaxShadowBytes = 2000 }, s_all);
        var commit = core.Apply([Make.Event("STOP", $$"""{"n":"{{new string('x', 3000)}}"}""")], Make.Start);
        var shadow = Assert.Single(commit.Firings).Shadow!.Value;
        var actions = JsonDocument.Parse(shadow).RootElement.GetProperty("actions").EnumerateArray().ToArray();
        Assert.Equal(11, actions.Length);
        Assert.Contains(actions, a => a.TryGetProperty("omitted", out _));
        Assert.InRange(shadow.Length, 100, 3000);
    }

    [Fact]
    public void Apply_limited_match_in_shadow_leaves_nothing()
    {
        var core = Make.Core(s_all with { Limit = new Limit(1, TimeSpan.FromHours(1)) });
        core.Apply([Make.Event("STOP", ordinal: 1)], Make.Start);
        var commit = core.Apply([Make.Event("STOP", ordinal: 2)], Make.Start);
        Assert.Empty(commit.Firings);
        Assert.Equal((1, 1), (core.Counters.ShadowFirings, core.Counters.Limited));
    }
}
