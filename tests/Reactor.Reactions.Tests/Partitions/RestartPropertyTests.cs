using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Configuration;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Partitions;

public class RestartPropertyTests
{
    // Large enough that no event is dropped: the budget for unmatched events starts full after a restart, by design.
    private static readonly PartitionOptions s_options = new() { SnapshotEvery = 4, KeptEventsBurst = 1_000_000, KeptEventsBurstOfAll = 1_000_000, MaxOpenAlertsPerVm = 3 };

    private static readonly Route[] s_routes = [Make.Route("vm.name == \"vm1\"", "one"), Make.Route(null, "rest")];

    private static readonly Rule[] s_rules =
    [
        Make.Rule(
            "io",
            Make.When("BLOCK_IO_ERROR", null, ("device", "data.device")),
            Make.Alert("{{ data.device }} of {{ vm.name }}", "oncall") with { ResolvedBy = [Make.ResolvedBy("RESUME")] },
            Make.Send("audit") with { Path = "then[1].send" }) with
        {
            Limit = new Limit(1, TimeSpan.FromSeconds(30)),
        },
        Make.Rule("panic", Make.When("GUEST_PANICKED"), Make.Alert("panic") with { ResolvedBy = [Make.ResolvedBy("RESUME"), Make.ResolvedBy("STOP", "vm.name != \"vm1\"")] }),
        Make.Rule(
            "stop",
            Make.When("STOP"),
            Make.Send("oncall", Make.Body(("suppressed", "{{ suppressed }}"), ("at", "{{ event.at }}"))),
            Make.Record("stops", ["vm"], ("vm", "vm.id"), ("suppressed", "suppressed")) with { Path = "then[1].record" },
            Make.Log("{{ vm.name }} stopped") with { Path = "then[2].log" }) with
        {
            Limit = new Limit(1, TimeSpan.FromSeconds(90)),
        },
    ];

    private static readonly string[] s_names = ["BLOCK_IO_ERROR", "RESUME", "GUEST_PANICKED", "STOP", "VNC_CONNECTED"];

    public sealed record Step(int Name, int Vm, int Device, int Seconds, bool EndsBatch, bool Restarts, bool Snapshots);

    public static class Steps
    {
        public static Arbitrary<Step[]> Arbitrary() => (
            from name in Gen.Choose(0, 4)
            from vm in Gen.Choose(1, 3)
            from device in Gen.Choose(0, 4)
            from seconds in Gen.Choose(0, 25)
            from ends in Gen.Choose(0, 2)
            from restarts in Gen.Choose(0, 5)
            from snapshots in Gen.Choose(0, 20)
            select new Step(name, vm, device, seconds, ends == 0, restarts == 0, snapshots == 0)).ArrayOf().ToArbitrary();
    }

    [Property(Arbitrary = [typeof(Steps)], MaxTest = 300)]
    public void Restore_at_any_point_gives_the_same_commits_as_never_restarting(Step[] steps)
    {
        var steady = Core();
        var restarted = Core();
        var rows = new StoredRows();
        foreach (var (batch, at, last) in Batches(steps))
        {
            var expected = steady.Apply(batch, at);
            var actual = restarted.Apply(batch, at);
            AssertSame(expected, actual);
            rows.Append(actual);
            if (last.Snapshots)
            {
                AssertSame(steady.TakeSnapshot(), actual = restarted.TakeSnapshot());
                rows.Append(actual);
            }

            if (last.Restarts)
            {
                restarted = rows.Restore(Core());
                Assert.Equal(steady.AppliedSequence, restarted.AppliedSequence);
                Assert.Equal(steady.Counters.AlertsOpen, restarted.Counters.AlertsOpen);

                // Nothing changed, so a start has nothing to say: it writes what it folded whole, and that is all.
                var told = restarted.Start(at);
                AssertSame(steady.TakeSnapshot(), told);
                rows.Append(told);
            }
        }
    }

    [Property(Arbitrary = [typeof(Steps)], MaxTest = 200)]
    public void Apply_delivery_ids_are_unique_and_the_same_when_computed_again(Step[] steps)
    {
        var (first, second) = (Core(), Core());
        var ids = new HashSet<string>();
        foreach (var (batch, at, _) in Batches(steps))
        {
            var deliveries = first.Apply(batch, at).Deliveries;
            Assert.All(deliveries, delivery => Assert.True(ids.Add(delivery.WebhookId), "two deliveries share an id"));
            Assert.Equal(deliveries.Select(d => d.WebhookId), second.Apply(batch, at).Deliveries.Select(d => d.WebhookId));
        }
    }

    [Property(Arbitrary = [typeof(Steps)], MaxTest = 200)]
    public void Apply_however_the_inputs_are_cut_into_batches_the_deliveries_are_the_same(Step[] steps)
    {
        // At one time for all, since a batch has one time.
        PartitionInput[] inputs = [.. Batches(steps).SelectMany(b => b.Batch).Cast<EventInput>().Select(e => e with { Event = e.Event with { At = Make.Start } })];
        var (one, many) = (Core(), Core());
        var whole = one.Apply(inputs, Make.Start);
        var parts = inputs.Select(input => many.Apply([input], Make.Start)).ToArray();
        Assert.Equal(Text(whole.Deliveries), Text(parts.SelectMany(p => p.Deliveries)));
        Assert.Equal(Text(whole.Firings), Text(parts.SelectMany(p => p.Firings)));
        Assert.Equal(Text(whole.Inputs), Text(parts.SelectMany(p => p.Inputs)));
        Assert.Equal(whole.AppliedSequence, many.AppliedSequence - parts.Count(p => p.IsEmpty));
    }

    private static PartitionCore Core() => Make.Core(s_routes, s_options, s_rules);

    private static IEnumerable<(PartitionInput[] Batch, DateTimeOffset At, Step Last)> Batches(Step[] steps)
    {
        var at = Make.Start;
        var batch = new List<Func<DateTimeOffset, PartitionInput>>();
        for (var i = 0; i < steps.Length; i++)
        {
            var (step, ordinal) = (steps[i], i);
            at = at.AddSeconds(step.Seconds).AddTicks(10);
            batch.Add(now => Make.Event(s_names[step.Name], $$"""{"device":"d{{step.Device}}"}""", ordinal, Make.Vm($"vm{step.Vm}"), now));
            if (step.EndsBatch || i == steps.Length - 1)
            {
                // All of a batch comes at its time.
                yield return ([.. batch.Select(input => input(at))], at, step);
                batch.Clear();
            }
        }
    }

    private static void AssertSame(Commit expected, Commit actual) => Assert.Equal(Text(expected), Text(actual));

    private static string Text<T>(T value) => JsonSerializer.Serialize(value);
}
