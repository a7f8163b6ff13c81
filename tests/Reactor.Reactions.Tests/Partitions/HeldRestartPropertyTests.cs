using System.Collections.Immutable;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Reactor.Cel;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Partitions;

/// <summary>
/// Two partitions with all that is held, waits, lasts or expires, run twice: once for ever, once with restarts at any point. What follows
/// is the same: alerts, deliveries with their ids and bytes, rows, and what is told to other partitions.
/// </summary>
public class HeldRestartPropertyTests
{
    private static readonly PartitionOptions s_options = new() { SnapshotEvery = 4, KeptEventsBurst = 1_000_000, KeptEventsBurstOfAll = 1_000_000, MaxOpenAlertsPerVm = 4, MaxFactsPerVm = 2 };

    private static readonly PartitionSettings s_settings = Make.Settings(
        [Make.Route("vm.name == \"vm1\"", "one"), Make.Route(null, "rest")],
        ("night", new SpanWindow(Make.Start.AddMinutes(2), Make.Start.AddMinutes(6))));

    private static readonly Rule[] s_rules =
    [
        Make.Rule("storm", Make.When("VM_LOST"), Make.Alert("storm", "oncall") with { ResolvedBy = [Make.ResolvedBy("RESUME")], Expires = TimeSpan.FromMinutes(4) }) with
        {
            Inhibits = new Inhibition(["panic"], [new SameValue("host", Make.Cel("host.name"), ImmutableSortedDictionary<string, CelProgram>.Empty.Add("panic", Make.Cel("host.name")))]),
        },
        Make.Rule(
            "panic",
            Make.When("GUEST_PANICKED", null, ("n", "data.n")),
            Make.Alert("{{ vm.name }} {{ data.n }}{{ vm.facts.phase }}", "oncall", "am") with { ResolvedBy = [Make.ResolvedBy("RESET"), Make.State("vm.status == \"running\"", TimeSpan.FromSeconds(40))], Expires = TimeSpan.FromMinutes(5) }) with
        {
            MutedIn = ["night"],
        },
        Make.Rule("waits", Make.When("STOP"), Make.Alert("waits") with { Wait = TimeSpan.FromSeconds(30), ResolvedBy = [Make.ResolvedBy("RESUME"), Make.State("vm.status == \"running\"")] }),
        Make.Rule(
            "facts",
            Make.When("SUSPEND"),
            new SetFactAction { Path = "then[0].set_fact", Fact = "phase", Value = Make.Text("p{{ data.n }}"), For = TimeSpan.FromSeconds(50) },
            new SetFactAction { Path = "then[1].set_fact", Fact = "other", Value = Make.Text("{{ data.n }}") },
            Make.Send("audit", Make.Body(("phase", "{{ vm.facts.phase }}"))) with { Path = "then[2].send" }),
        Make.Rule("hangs", new When { Pattern = new AbsencePattern([Make.Clause("POWERDOWN")], Make.Clause("SHUTDOWN"), TimeSpan.FromSeconds(35)) }, Make.Alert("hangs", "oncall") with { ResolvedBy = [Make.ResolvedBy("RESUME")] }),
        Make.Rule("bursts", new When { Pattern = new CountPattern([Make.Clause("BLOCK_IO_ERROR")], 2, TimeSpan.FromSeconds(60)) }, Make.Alert("bursts", "oncall") with { ResolvedBy = [Make.ResolvedBy("RESUME")] }) with
        {
            Limit = new Limit(1, TimeSpan.FromSeconds(90)),
        },
        Make.Rule("clears", Make.When("WAKEUP"), new ClearFactAction { Path = "then[0].clear_fact", Fact = "other" }),
        Make.Rule("tells", Make.When("BLOCK_IO_ERROR", "vm.facts.phase != \"\""), Make.Send("audit", Make.Body(("facts", "{{ vm.facts.phase }}{{ vm.facts.other }}"))), Make.Record("t", ["n"], ("n", "data.n")) with { Path = "then[1].record" }),
    ];

    private static readonly string[] s_names = ["VM_LOST", "GUEST_PANICKED", "GUEST_PANICKED", "STOP", "RESUME", "RESET", "SUSPEND", "WAKEUP", "BLOCK_IO_ERROR", "BLOCK_IO_ERROR", "POWERDOWN", "SHUTDOWN"];

    public enum Doing
    {
        Event,
        Answer,
        Silence,
        Maintenance,
        EndHold,
        Hand,
        Lost,
        Wait,
    }

    public sealed record Step(Doing Do, int Partition, int Vm, int Name, int N, int Seconds, bool Restarts, bool Delivers, bool Snapshots);

    public static class Steps
    {
        public static Arbitrary<Step[]> Arbitrary() => (
            from what in Gen.Frequency(
                (10, Gen.Constant(Doing.Event)),
                (3, Gen.Constant(Doing.Answer)),
                (1, Gen.Constant(Doing.Silence)),
                (1, Gen.Constant(Doing.Maintenance)),
                (1, Gen.Constant(Doing.EndHold)),
                (1, Gen.Constant(Doing.Hand)),
                (1, Gen.Constant(Doing.Lost)),
                (2, Gen.Constant(Doing.Wait)))
            from partition in Gen.Choose(1, 2)
            from vm in Gen.Choose(1, 2)
            from name in Gen.Choose(0, s_names.Length - 1)
            from n in Gen.Choose(0, 3)
            from seconds in Gen.Frequency((4, Gen.Choose(0, 20)), (1, Gen.Choose(20, 120)))
            from restarts in Gen.Choose(0, 4)
            from delivers in Gen.Choose(0, 1)
            from snapshots in Gen.Choose(0, 15)
            select new Step(what, partition, vm, name, n, seconds, restarts == 0, delivers == 0, snapshots == 0)).ArrayOf().ToArbitrary();
    }

    [Property(Arbitrary = [typeof(Steps)], MaxTest = 300)]
    public void Restore_at_any_point_gives_the_same_as_never_restarting(Step[] steps)
    {
        var (steady, restarted) = (NewLab(), NewLab());
        var at = Make.Start;
        var last = new Dictionary<string, VmView>();
        for (var i = 0; i < steps.Length; i++)
        {
            var step = steps[i];
            at = at.AddSeconds(step.Seconds).AddTicks(10);
            if (step.Do is Doing.Event or Doing.Answer or Doing.Lost)
            {
                last[$"{step.Partition}/{step.Vm}"] = Seen(step);
            }

            if (step is { Do: Doing.Lost, N: 3 })
            {
                last.Remove($"{step.Partition}/{step.Vm}");
            }

            AssertSame(DoStep(steady, step, i, at), DoStep(restarted, step, i, at));
            if (step.Delivers)
            {
                AssertSame(steady.Deliver(at), restarted.Deliver(at));
            }

            if (step.Snapshots)
            {
                steady.Keep(step.Partition, steady[step.Partition].TakeSnapshot());
                restarted.Keep(step.Partition, restarted[step.Partition].TakeSnapshot());
            }

            if (step.Restarts)
            {
                // A restart is a time in which no VM is heard, and after it what waits is taken before anything is due: the other run is told just that.
                var vms = last.Where(v => v.Key.StartsWith($"{step.Partition}/", StringComparison.Ordinal)).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => v.Value).ToArray();
                var told = steady.ApplyBeforeTime(step.Partition, at, [.. vms.Select((vm, k) => Make.Link(LinkState.Lost, vm, (100 * i) + k))]);
                Assert.Equal(Merged([told, steady.TakeInbox(step.Partition, at)]), Merged([restarted.Restart(step.Partition, at, vms)]));
            }

            foreach (var partition in steady.Partitions)
            {
                var (expected, actual) = (steady[partition], restarted[partition]);
                Assert.Equal(expected.NextDue, actual.NextDue);
                Assert.Equal(
                    (expected.Counters.AlertsOpen, expected.Counters.AlertsHeld, expected.Counters.Silences, expected.Counters.Maintenances, expected.Counters.Inhibitors, expected.Counters.Facts),
                    (actual.Counters.AlertsOpen, actual.Counters.AlertsHeld, actual.Counters.Silences, actual.Counters.Maintenances, actual.Counters.Inhibitors, actual.Counters.Facts));
            }
        }
    }

    [Property(Arbitrary = [typeof(Steps)], MaxTest = 200)]
    public void Reload_of_the_same_rules_at_any_point_tells_the_same_as_never_reloading(Step[] steps)
    {
        var (steady, reloaded) = (NewLab(), NewLab());
        var at = Make.Start;
        for (var i = 0; i < steps.Length; i++)
        {
            var step = steps[i];
            at = at.AddSeconds(step.Seconds).AddTicks(10);
            Assert.Equal(Told(DoStep(steady, step, i, at)), Told(DoStep(reloaded, step, i, at)));
            if (step.Delivers)
            {
                Assert.Equal(Told(steady.Deliver(at)), Told(reloaded.Deliver(at)));
            }

            if (step.Restarts)
            {
                // As a shard does it: what waits, and what is due, first.
                Assert.Equal(Told([steady.TakeInbox(step.Partition, at)]), Told([reloaded.TakeInbox(step.Partition, at)]));
                var set = new RuleSet(RuleVocabulary.Empty, s_rules);
                Assert.Equal(Told([]), Told([reloaded.Keep(step.Partition, reloaded[step.Partition].Reload(set, s_settings, at, new RuleEngine(set)))]));
            }
        }
    }

    [Property(Arbitrary = [typeof(Steps)], MaxTest = 200)]
    public void Apply_no_delivery_comes_twice_and_every_resolve_follows_its_firing(Step[] steps)
    {
        var lab = NewLab();
        var (at, ids, told) = (Make.Start, new HashSet<string>(), new HashSet<(string, string)>());
        for (var i = 0; i < steps.Length; i++)
        {
            at = at.AddSeconds(steps[i].Seconds).AddTicks(10);
            foreach (var delivery in DoStep(lab, steps[i], i, at).Concat(lab.Deliver(at)).SelectMany(c => c.Deliveries))
            {
                Assert.True(ids.Add(delivery.WebhookId), "two deliveries share an id");
                if (delivery.Kind == "firing")
                {
                    told.Add((delivery.FiringId, delivery.Target));
                }
                else
                {
                    Assert.Contains((delivery.FiringId, delivery.Target), told);
                }
            }
        }
    }

    [Property(Arbitrary = [typeof(Steps)], MaxTest = 200)]
    public void Apply_nothing_is_due_before_now_and_in_the_end_nothing_is_held(Step[] steps)
    {
        var lab = NewLab();
        var at = Make.Start;
        for (var i = 0; i < steps.Length; i++)
        {
            at = at.AddSeconds(steps[i].Seconds).AddTicks(10);
            DoStep(lab, steps[i], i, at);
            Assert.False(lab[steps[i].Partition].NextDue < at);
            lab.Deliver(at);
        }

        // All silences, windows, waits and inhibitors are over by then.
        foreach (var hour in new[] { 1, 2 })
        {
            foreach (var partition in lab.Partitions)
            {
                lab.Apply(partition, at.AddHours(hour));
            }

            lab.Deliver(at.AddHours(hour));
        }

        Assert.All(lab.Partitions, partition => Assert.Equal(0, lab[partition].Counters.AlertsHeld));
    }

    private static Commit[] DoStep(Lab lab, Step step, int i, DateTimeOffset at)
    {
        var vm = Seen(step);
        return step.Do switch
        {
            Doing.Event => [lab.Apply(step.Partition, at, Make.Event(s_names[step.Name], $$"""{"n":{{step.N}}}""", i, vm, at))],
            Doing.Answer => [lab.Apply(step.Partition, at, Make.Answer(vm, at.AddSeconds(-step.N), i))],
            Doing.Silence => Tell(lab, at, i, InboxKinds.Silence, new Silence { Id = "s", Matchers = [new Matcher("rule", step.N == 0 ? "waits" : "panic")], StartsAt = at, EndsAt = at.AddSeconds(60), UntilResolved = step.N == 1 }.Write()),
            Doing.Maintenance => Tell(lab, at, i, InboxKinds.Maintenance, new Maintenance { Id = "m", Matchers = [new Matcher("vm", vm.Name)], StartsAt = at, EndsAt = at.AddSeconds(45) }.Write()),
            Doing.EndHold => Tell(lab, at, i, step.N == 0 ? InboxKinds.Silence : InboxKinds.Maintenance, new Silence { Id = step.N == 0 ? "s" : "m", IsEnded = true }.Write()),
            Doing.Hand => Hand(lab, step, at, i),
            Doing.Lost => [lab.Apply(step.Partition, at, Make.Link(step.N == 3 ? LinkState.Removed : LinkState.Lost, vm, i))],
            _ => [lab.Apply(step.Partition, at)],
        };
    }

    private static Commit[] Tell(Lab lab, DateTimeOffset at, int i, string kind, ReadOnlyMemory<byte> payload) =>
        [.. lab.Partitions.Select(partition => lab.Tell(partition, at, kind, payload, $"{kind}/{i}"))];

    private static Commit[] Hand(Lab lab, Step step, DateTimeOffset at, int i)
    {
        var uid = lab.Opened(step.Partition).ElementAtOrDefault(step.N) ?? "a_none";
        return [lab.Tell(step.Partition, at, InboxKinds.AlertByHand, new AlertByHand(uid, step.Vm == 1, "ann").Write(), $"hand/{i}")];
    }

    private static VmView Seen(Step step) =>
        Make.Vm($"vm{step.Partition}{step.Vm}") with { Host = step.Vm == 1 ? "h1" : "h2", Status = step.N % 2 == 0 ? "running" : "paused" };

    private static Lab NewLab() => new(p => Make.Core(p, s_settings, s_options, null, s_rules), 1, 2);

    // Sequence numbers, log and log lines apart: a restart is one input more or less, and the budget of log lines starts full.
    private static void AssertSame(Commit[] expected, Commit[] actual) => Assert.Equal(Text(expected), Text(actual));

    private static string Merged(Commit[] commits) => JsonSerializer.Serialize(new
    {
        Alerts = commits.SelectMany(c => c.Alerts).GroupBy(a => a.Uid).Select(a => a.Last()).OrderBy(a => a.Uid, StringComparer.Ordinal),
        Deliveries = commits.SelectMany(c => c.Deliveries),
        State = commits.SelectMany(c => c.State).GroupBy(s => (s.Kind, s.Key)).Select(s => s.Last()).OrderBy(s => s.Kind, StringComparer.Ordinal).ThenBy(s => s.Key, StringComparer.Ordinal),
        Firings = commits.SelectMany(c => c.Firings),
        Records = commits.SelectMany(c => c.Records),
        Outgoing = commits.SelectMany(c => c.Outgoing),
        Taken = commits.SelectMany(c => c.Taken).Order(StringComparer.Ordinal),
    });

    // What holds an alert, of several things that do, is asked anew.
    private static string Told(Commit[] commits) => JsonSerializer.Serialize(new
    {
        Deliveries = commits.SelectMany(c => c.Deliveries),
        Firings = commits.SelectMany(c => c.Firings),
        Records = commits.SelectMany(c => c.Records),
        Outgoing = commits.SelectMany(c => c.Outgoing),
    });

    private static string Text(Commit[] commits) => JsonSerializer.Serialize(
        commits.Select(c => new { c.Alerts, c.Deliveries, c.State, c.Firings, c.Records, c.Outgoing, c.Taken }));
}
