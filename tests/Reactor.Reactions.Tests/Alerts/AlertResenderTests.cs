using System.Text.Json;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Configuration;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Alerts;

/// <summary>A target that forgets is told again of what still fires.</summary>
public class AlertResenderTests
{
    private static readonly TimeSpan s_every = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_tick = TimeSpan.FromMicroseconds(1);

    private static readonly Rule s_panic = Make.Rule(
        "panic", Make.When("GUEST_PANICKED"), Make.Alert("{{ vm.name }} panicked", "oncall", "am") with { ResolvedBy = [Make.ResolvedBy("RESET")] });

    private static readonly PartitionSettings s_settings = Make.Settings() with
    {
        Targets = new Dictionary<string, TargetConfiguration> { ["oncall"] = new WebhookTarget("oncall"), ["am"] = new AlertmanagerTarget("am") },
    };

    private static readonly DateTimeOffset s_silenceEnds = Make.Start.AddHours(1);

    private static readonly Silence s_silence = new() { Id = "s1", Matchers = [new Matcher("rule", "panic")], StartsAt = Make.Start, EndsAt = s_silenceEnds, Author = "ann" };

    [Fact]
    public void Firing_it_is_told_again_each_interval_and_others_are_not()
    {
        var core = Core(s_settings);
        var opened = core.Apply([Make.Event("GUEST_PANICKED")], Make.Start);
        Assert.Equal(["oncall", "am"], opened.Deliveries.Select(d => d.Target));
        Assert.Equal(Make.Start + s_every, core.NextDue);
        Assert.Empty(core.Apply([], Make.Start + s_every).Deliveries);

        var ids = new HashSet<string>(opened.Deliveries.Select(d => d.WebhookId));
        for (var at = Make.Start + s_every + s_tick; at < Make.Start.AddMinutes(10); at = core.NextDue!.Value + s_tick)
        {
            var commit = core.Apply([], at);
            var resent = Assert.Single(commit.Deliveries);
            Assert.Equal(("am", "resend", true, opened.Alerts[0].FiringId), (resent.Target, resent.Kind, resent.ReplacesResends, resent.FiringId));
            Assert.Empty(commit.Alerts);
            Assert.True(ids.Add(resent.WebhookId));
            Assert.Equal((Make.Start, at + (4 * s_every)), (Time(resent, "startsAt"), Time(resent, "endsAt")));
            Assert.Equal(Labels(opened.Deliveries[1]), Labels(resent));
        }

        Assert.Equal(11, ids.Count);
    }

    [Fact]
    public void Resolved_it_is_told_of_the_end_and_of_nothing_more()
    {
        var core = Core(s_settings);
        var opened = core.Apply([Make.Event("GUEST_PANICKED")], Make.Start);
        var ended = core.Apply([Make.Event("RESET", ordinal: 2, vm: Make.Vm() with { Name = "renamed" })], Make.Start.AddSeconds(30));
        Assert.Equal([("oncall", false), ("am", true)], ended.Deliveries.Select(d => (d.Target, d.ReplacesResends)));
        Assert.Equal(Make.Start.AddSeconds(30), Time(ended.Deliveries[1], "endsAt"));
        Assert.Equal(Labels(opened.Deliveries[1]), Labels(ended.Deliveries[1]));
        Assert.Null(core.NextDue);
        Assert.True(core.Apply([], Make.Start.AddHours(1)).IsEmpty);
    }

    [Fact]
    public void Silenced_it_lapses_there_and_comes_back_when_the_silence_ends()
    {
        var core = Core(s_settings);
        core.Apply([Make.Event("GUEST_PANICKED")], Make.Start);
        core.Apply([Make.Inbox(InboxKinds.Silence, s_silence.Write())], Make.Start.AddSeconds(10));
        for (var at = Make.Start + s_every + s_tick; at < s_silenceEnds; at += s_every + s_tick)
            Assert.Empty(core.Apply([], at).Deliveries);
        var again = Enumerable.Range(0, 3).SelectMany(i => core.Apply([], s_silenceEnds + s_tick + (i * (s_every + s_tick))).Deliveries);
        Assert.Equal(["am", "am"], again.Select(d => d.Target).Take(2));
    }

    [Fact]
    public void Held_at_first_it_is_told_again_an_interval_after_it_was_told()
    {
        var core = Core(s_settings);
        core.Apply([Make.Inbox(InboxKinds.Silence, s_silence.Write())], Make.Start);
        core.Apply([Make.Event("GUEST_PANICKED")], Make.Start);
        Assert.Equal(s_silenceEnds, core.NextDue);
        var sent = core.Apply([], s_silenceEnds + s_tick);
        Assert.Equal(["firing", "firing"], sent.Deliveries.Select(d => d.Kind));
        Assert.Equal((Make.Start, s_silenceEnds + s_tick + (4 * s_every)), (Time(sent.Deliveries[1], "startsAt"), Time(sent.Deliveries[1], "endsAt")));
        Assert.Equal(s_silenceEnds + s_tick + s_every, core.NextDue);
    }

    [Fact]
    public void Restarted_it_is_told_again_at_once_by_another_id()
    {
        var rows = new StoredRows();
        var core = Core(s_settings);
        rows.Append(core.Apply([Make.Event("GUEST_PANICKED")], Make.Start));
        var before = core.Apply([], Make.Start + s_every + s_tick);
        rows.Append(before);

        var restarted = rows.Restore(Core(s_settings));
        var commit = restarted.Start(Make.Start.AddMinutes(30));

        var resent = Assert.Single(commit.Deliveries);
        Assert.Equal("resend", resent.Kind);
        Assert.NotEqual(before.Deliveries[0].WebhookId, resent.WebhookId);
        Assert.Equal(Make.Start.AddMinutes(31), restarted.NextDue);
    }

    [Fact]
    public void Reload_takes_another_interval_and_a_target_that_is_gone_is_told_no_more()
    {
        var core = Core(s_settings);
        core.Apply([Make.Event("GUEST_PANICKED")], Make.Start);
        Reload(core, new AlertmanagerTarget("am") { ResendEvery = TimeSpan.FromSeconds(10) });
        Assert.Equal(Make.Start.AddSeconds(10), core.NextDue);
        Reload(core, new WebhookTarget("am"));
        Assert.True(core.NextDue > Make.Start.AddDays(1));
    }

    private static PartitionCore Core(PartitionSettings settings) => Make.Core(settings, null, s_panic);

    private static void Reload(PartitionCore core, TargetConfiguration target)
    {
        var rules = new Rules.Engine.RuleSet(Rules.Expressions.RuleVocabulary.Empty, [s_panic]);
        core.Reload(rules, s_settings with { Targets = new Dictionary<string, TargetConfiguration> { ["am"] = target } }, Make.Start.AddSeconds(1), new Rules.Engine.RuleEngine(rules));
    }

    private static DateTimeOffset Time(DeliveryRow row, string name) => Parse(row)[0].GetProperty(name).GetDateTimeOffset();

    private static string Labels(DeliveryRow row) => Parse(row)[0].GetProperty("labels").GetRawText();

    private static JsonElement Parse(DeliveryRow row) => JsonDocument.Parse(row.Body).RootElement;
}
