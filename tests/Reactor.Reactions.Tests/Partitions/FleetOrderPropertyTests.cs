using FsCheck.Xunit;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Engine;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Partitions;

/// <summary>
/// Hits of several VMs' partitions come to a fleet rule's in any order, each a while after it was seen. What depends on their order goes by when they
/// were seen: nothing is taken before all that was seen earlier.
/// </summary>
public class FleetOrderPropertyTests
{
    private const int Fleet = PartitionMap.VmPartitions + 1;
    private const string Opening = "POWERDOWN";
    private const string Closing = "SHUTDOWN";

    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(20);

    private static readonly Rule[] s_rules =
    [
        FleetRule("sequence", new SequencePattern([Make.Clause(Opening), Make.Clause(Closing)], s_within), Make.Send("oncall")),
        FleetRule("absence", new AbsencePattern([Make.Clause(Opening)], Make.Clause(Closing), s_within), Make.Send("oncall")),
        FleetRule("settles", new SettlePattern([Make.Clause(Opening)], s_within, 3 * s_within), Make.Send("oncall")),
        FleetRule("resolved", new EachPattern([Make.Clause(Opening)]), Make.Alert("powers down", "oncall") with { ResolvedBy = [Make.ResolvedBy(Closing)] }),
    ];

    [Property(MaxTest = 300)]
    public void Apply_hits_in_any_order_of_arrival_lead_to_what_they_do_in_the_order_in_which_they_were_seen(int seed)
    {
        foreach (var rule in s_rules)
        {
            var random = new Random(seed);
            var hits = Hits(rule, random);
            Assert.Equal([rule.Name, .. Prompt(rule, hits)], [rule.Name, .. Late(rule, hits, random)]);
        }
    }

    private static List<string> Prompt(Rule rule, (InboxInput Input, int SeenAt, int ArrivesAt)[] hits)
    {
        var (core, told) = (Make.Core(Fleet, Make.Settings(), null, null, rule), new List<string>());
        foreach (var (input, seenAt, _) in hits)
        {
            Tell(core.Apply([input], At(seenAt), At(seenAt)), told);
        }

        Tell(core.Apply([], At(10_000)), told);
        return told;
    }

    // At each second: what arrived, and what was too early before, with all that is on its way known.
    private static List<string> Late(Rule rule, (InboxInput Input, int SeenAt, int ArrivesAt)[] hits, Random random)
    {
        var (core, told) = (Make.Core(Fleet, Make.Settings(), null, null, rule), new List<string>());
        var waiting = new List<InboxInput>();
        for (var now = 0; now <= hits.Max(h => h.ArrivesAt); now++)
        {
            var arrived = hits.Where(h => h.ArrivesAt == now).Select(h => h.Input).ToArray();
            random.Shuffle(arrived);
            waiting.AddRange(arrived);
            var underWay = hits.Where(h => h.SeenAt <= now && h.ArrivesAt > now).Select(h => h.SeenAt).ToArray();
            var commit = core.Apply(waiting, At(now), At(underWay.Length == 0 ? now : underWay.Min()));
            waiting.RemoveAll(input => commit.Taken.Contains(input.Row.Id));
            Tell(commit, told);
        }

        Assert.Empty(waiting);
        Tell(core.Apply([], At(10_000)), told);
        return told;
    }

    // The ids tell of which events they are.
    private static void Tell(Commit commit, List<string> told)
    {
        told.AddRange(commit.Deliveries.Select(d => $"{d.WebhookId} {d.Kind} {d.EventName}"));
    }

    private static (InboxInput Input, int SeenAt, int ArrivesAt)[] Hits(Rule rule, Random random)
    {
        var seenAt = 0;
        return [.. Enumerable.Range(0, random.Next(1, 25)).Select(i =>
        {
            seenAt += random.Next(1, 12);
            var isClosing = rule.When.Pattern is not SettlePattern && random.Next(2) == 0;
            return (Hit(rule, isClosing, seenAt), seenAt, seenAt + random.Next(20));
        })];
    }

    private static InboxInput Hit(Rule rule, bool isClosing, int seenAt)
    {
        var seen = new SeenEvent(Make.Vm($"vm{seenAt % 3}"), Make.Event(isClosing ? Closing : Opening, ordinal: seenAt, at: At(seenAt)).Event);
        var isResolving = isClosing && rule.When.Pattern is EachPattern;
        var hit = new FleetHit(
            rule.Name, rule.Fingerprint, isResolving ? null : RuleKey.OfVm(null), isResolving ? 0UL : isClosing ? 2UL : 1UL, isResolving ? 1UL : 0, null, seen, seen.At);
        return new InboxInput(new InboxRow($"{seenAt}", Fleet, InboxKinds.FleetHit, EngineInputJson.Write(hit)));
    }

    private static DateTimeOffset At(int seconds) => Make.Start.AddSeconds(seconds);

    private static Rule FleetRule(string name, Pattern pattern, RuleAction action) =>
        Make.Rule(name, new When { Pattern = pattern }, action) with { Scope = RuleScope.Fleet };
}
