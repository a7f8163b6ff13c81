using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Recovery;
using Reactor.Reactions.Tests.Support;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Tests.Partitions;

/// <summary>What no reaction depends on is written later, and never after what came after it.</summary>
public class PartitionJournalTests
{
    private static readonly PartitionOptions s_options = new() { JournalDelay = TimeSpan.FromSeconds(1), ProofDelay = TimeSpan.FromSeconds(10), JournalEvents = 4 };

    private static readonly Rule s_panic = Make.Rule("panic", Make.When("GUEST_PANICKED"), Make.Alert("it panicked", "oncall"));

    public sealed record Step(int Kind, int Vm, int Tenths);

    public static class Steps
    {
        public static Arbitrary<Step[]> Arbitrary() => (
            from kind in Gen.Choose(0, 9)
            from vm in Gen.Choose(1, 3)
            from tenths in Gen.Choose(0, 15)
            select new Step(kind, vm, tenths)).ArrayOf().ToArbitrary();
    }

    [Fact]
    public void Apply_event_that_leads_to_nothing_waits_and_takes_no_number()
    {
        var core = Core();

        var commit = core.Apply([Make.Event("VNC_CONNECTED")], Make.Start);

        Assert.True(commit.IsEmpty);
        Assert.Equal((0, 0), (commit.AppliedSequence, core.AppliedSequence));
        Assert.Equal((1, 1), (core.Counters.EventsKept, core.Counters.EventsWaiting));
        Assert.Equal(Make.Start.AddSeconds(1), core.NextDue);
    }

    [Fact]
    public void Apply_when_the_delay_is_over_they_are_written_together_and_bear_no_reaction()
    {
        var core = Core();
        core.Apply([Make.Event("VNC_CONNECTED", ordinal: 1)], Make.Start);
        core.Apply([Make.Event("VNC_CONNECTED", ordinal: 2)], Make.Start.AddSeconds(0.9));

        var commit = core.Apply([], Make.Start.AddSeconds(1.1));

        Assert.True(commit.IsJournal);
        Assert.Equal(["7-1/1.1/1", "7-1/1.1/2"], commit.Events.Select(e => e.Id));
        Assert.Equal(0, core.Counters.EventsWaiting);
        Assert.Null(core.NextDue);
    }

    [Fact]
    public void Apply_event_that_fires_takes_along_what_waits_before_it()
    {
        var core = Core();
        core.Apply([Make.Event("VNC_CONNECTED", ordinal: 1)], Make.Start);

        var commit = core.Apply([Make.Event("GUEST_PANICKED", ordinal: 2)], Make.Start.AddSeconds(0.1));

        Assert.False(commit.IsJournal);
        Assert.Single(commit.Firings);
        Assert.Equal(["VNC_CONNECTED", "GUEST_PANICKED"], commit.Events.Select(e => e.Name));
    }

    [Fact]
    public void Apply_as_many_wait_as_may_they_are_written()
    {
        var core = Core();
        var commits = Enumerable.Range(1, 9).Select(i => core.Apply([Make.Event("VNC_CONNECTED", ordinal: i)], Make.Start)).ToArray();

        Assert.Equal([0, 0, 0, 4, 0, 0, 0, 4, 0], commits.Select(commit => commit.Events.Length));
        Assert.Equal(1, core.Counters.EventsWaiting);
    }

    [Fact]
    public void Apply_proofs_of_life_of_one_vm_the_last_is_written()
    {
        var core = Core();
        Assert.True(core.Apply([Seen(1, Make.Start, true)], Make.Start).IsEmpty);
        Assert.True(core.Apply([Seen(1, Make.Start.AddSeconds(5), true)], Make.Start.AddSeconds(5)).IsEmpty);

        var commit = core.Apply([], Make.Start.AddSeconds(11));

        Assert.True(commit.IsJournal);
        Assert.Equal(Make.Start.AddSeconds(5), Assert.Single(commit.Vms).SeenAt);
    }

    [Fact]
    public void Apply_state_that_is_news_is_written_at_once_in_the_place_of_a_proof_that_waits()
    {
        var core = Core();
        core.Apply([Seen(1, Make.Start, true)], Make.Start);

        var commit = core.Apply([Seen(1, Make.Start.AddSeconds(1), false)], Make.Start.AddSeconds(1));

        Assert.False(commit.IsJournal);
        Assert.Equal(Make.Start.AddSeconds(1), Assert.Single(commit.Vms).SeenAt);
        Assert.True(core.Apply([], Make.Start.AddSeconds(30)).IsEmpty);
    }

    [Fact]
    public void Apply_state_that_events_told_which_are_not_kept_waits_as_long_as_a_proof()
    {
        var core = Core();
        Assert.True(core.Apply([OfEvents(1, Make.Start)], Make.Start).IsEmpty);
        Assert.True(core.Apply([OfEvents(1, Make.Start.AddSeconds(5))], Make.Start.AddSeconds(5)).IsEmpty);
        Assert.Equal(Make.Start.AddSeconds(10), core.NextDue);

        var commit = core.Apply([], Make.Start.AddSeconds(10.1));

        Assert.True(commit.IsJournal);
        Assert.Equal(Make.Start.AddSeconds(5), Assert.Single(commit.Vms).SeenAt);
        Assert.Null(core.NextDue);
    }

    [Fact]
    public void Apply_state_that_waits_does_not_go_with_what_another_vm_leads_to()
    {
        var core = Core();
        core.Apply([OfEvents(2, Make.Start)], Make.Start);

        var commit = core.Apply([Make.Event("GUEST_PANICKED", ordinal: 1), OfEvents(1, Make.Start.AddSeconds(0.1))], Make.Start.AddSeconds(0.1));

        Assert.Equal("id-vm1", Assert.Single(commit.Vms).Id);
        Assert.Equal("id-vm2", Assert.Single(core.Apply([], Make.Start.AddSeconds(11)).Vms).Id);
    }

    [Fact]
    public void Apply_state_that_waits_goes_with_what_a_later_event_of_its_vm_leads_to()
    {
        var core = Core();
        core.Apply([OfEvents(1, Make.Start)], Make.Start);

        var commit = core.Apply([Make.Event("GUEST_PANICKED", ordinal: 1)], Make.Start.AddSeconds(5));

        Assert.False(commit.IsJournal);
        Assert.Equal(Make.Start, Assert.Single(commit.Vms).SeenAt);
    }

    [Fact]
    public void Apply_state_that_waits_goes_with_a_kept_event_of_its_vm()
    {
        var core = Core();
        core.Apply([OfEvents(1, Make.Start), OfEvents(2, Make.Start)], Make.Start);
        core.Apply([Make.Event("VNC_CONNECTED", ordinal: 1)], Make.Start.AddSeconds(2));

        var commit = core.Apply([], Make.Start.AddSeconds(3.1));

        Assert.True(commit.IsJournal);
        Assert.Equal("id-vm1", Assert.Single(commit.Vms).Id);
    }

    [Fact]
    public void Apply_text_of_what_is_known_is_that_of_the_last()
    {
        var core = Core();
        core.Apply([Seen(1, Make.Start, true) with { Known = LastKnown.Nothing }], Make.Start);
        core.Apply([Seen(1, Make.Start, true) with { Known = LastKnown.Nothing.Lost(true) }], Make.Start);

        Assert.Equal(LastKnown.Nothing.Lost(true).ToJson(), Assert.Single(core.TakeSnapshot().Vms).Known);
    }

    [Fact]
    public void Apply_state_that_events_told_which_lead_to_nothing_waits_as_long_as_they()
    {
        var core = Core();
        Assert.True(core.Apply([Make.Event("VNC_CONNECTED", ordinal: 1), OfEvents(1, Make.Start)], Make.Start).IsEmpty);
        Assert.Equal(Make.Start.AddSeconds(1), core.NextDue);

        var commit = core.Apply([], Make.Start.AddSeconds(1.1));

        Assert.True(commit.IsJournal);
        Assert.Single(commit.Events);
        Assert.Equal(Make.Start, Assert.Single(commit.Vms).SeenAt);
    }

    [Fact]
    public void Apply_state_that_events_told_goes_with_what_fires_in_the_same_batch_or_after()
    {
        var core = Core();
        core.Apply([Make.Event("VNC_CONNECTED", ordinal: 1), OfEvents(1, Make.Start)], Make.Start);

        var commit = core.Apply([Make.Event("GUEST_PANICKED", ordinal: 2), OfEvents(2, Make.Start.AddSeconds(0.1))], Make.Start.AddSeconds(0.1));

        Assert.False(commit.IsJournal);
        Assert.Equal(["id-vm1", "id-vm2"], commit.Vms.Select(row => row.Id));
    }

    [Fact]
    public void Apply_events_of_many_vms_what_all_together_may_is_kept_and_the_rest_counted()
    {
        var core = Make.Core([], s_options with { KeptEventsBurstOfAll = 3 }, s_panic);

        core.Apply([.. Enumerable.Range(1, 5).Select(vm => Make.Event("VNC_CONNECTED", ordinal: vm, vm: Make.Vm($"vm{vm}")))], Make.Start);

        Assert.Equal((3, 2), (core.Counters.EventsKept, core.Counters.EventsNotKept));
    }

    [Fact]
    public void TakeSnapshot_what_waits_is_written()
    {
        var core = Core();
        core.Apply([Make.Event("VNC_CONNECTED"), Seen(1, Make.Start, true)], Make.Start);

        var commit = core.TakeSnapshot();

        Assert.Equal((1, 1, 1L), (commit.Events.Length, commit.Vms.Length, commit.AppliedSequence));
        Assert.True(core.TakeSnapshot().IsEmpty);
    }

    [Property(Arbitrary = [typeof(Steps)], MaxTest = 300)]
    public void Apply_whatever_waits_reactions_and_the_order_of_events_are_those_of_writing_all_at_once(Step[] steps)
    {
        var (now, later) = (Make.Core([], null, s_panic), Core());
        List<Commit> atOnce = [], delayed = [];
        foreach (var (inputs, at) in Inputs(steps))
        {
            var (expected, actual) = (now.Apply(inputs, at), later.Apply(inputs, at));
            atOnce.Add(expected);
            delayed.Add(actual);
            Assert.Equal(Text(expected.Firings), Text(actual.Firings));
            Assert.Equal(Text(expected.Deliveries), Text(actual.Deliveries));
            Assert.Equal(Text(expected.Alerts), Text(actual.Alerts));
        }

        delayed.Add(later.TakeSnapshot());
        Assert.Equal(atOnce.SelectMany(c => c.Events).Select(e => e.Id), delayed.SelectMany(c => c.Events).Select(e => e.Id));
        Assert.Equal(Text(LastVms(atOnce)), Text(LastVms(delayed)));
        long[] numbers = [.. delayed.Where(c => !c.IsEmpty).Select(c => c.AppliedSequence)];
        Assert.Equal(numbers.Distinct().Order(), numbers);
    }

    [Property(Arbitrary = [typeof(Steps)], MaxTest = 300)]
    public void Crash_at_any_point_takes_only_what_is_younger_than_the_last_proof_that_a_vm_lives(Step[] steps)
    {
        var core = Core();
        List<EventInput> heard = [];
        HashSet<string> stored = [];
        Dictionary<string, DateTimeOffset> seen = [], told = [];
        foreach (var (inputs, at) in Inputs(steps))
        {
            var commit = core.Apply(inputs, at);
            foreach (var row in inputs.OfType<VmStateInput>())
                told[row.State.Id] = row.State.SeenAt;
            heard.AddRange(inputs.OfType<EventInput>());
            stored.UnionWith(commit.Events.Select(e => e.Id));
            foreach (var row in commit.Vms)
                seen[row.Id] = row.SeenAt;

            // What a start would find, were this the last that was written.
            Assert.All(commit.Firings, firing => Assert.Equal(told.GetValueOrDefault(firing.VmId), seen.GetValueOrDefault(firing.VmId)));
            Assert.All(seen.Values, time => Assert.True(time <= at, "a VM counts as seen before it was"));
            Assert.All(heard.Where(e => seen.TryGetValue(e.Vm.Id, out var until) && e.Event.At < until), e => Assert.Contains(e.Event.Id, stored));
            Assert.All(heard.Where(e => e.Event.Name == "GUEST_PANICKED"), e => Assert.Contains(e.Event.Id, stored));
            Assert.All(heard.Where(e => e.Event.At + s_options.JournalDelay < at), e => Assert.Contains(e.Event.Id, stored));
        }
    }

    private static PartitionCore Core() => Make.Core([], s_options, s_panic);

    private static VmStateInput OfEvents(int vm, DateTimeOffset at) => Seen(vm, at, false) with { IsOfEvents = true };

    private static VmStateInput Seen(int vm, DateTimeOffset at, bool isProof) =>
        new(new VmStateRow($"id-vm{vm}", $"vm{vm}", null, "h1", "unix:/x", null, null, "running", at), isProof);

    private static IEnumerable<(PartitionInput[] Inputs, DateTimeOffset At)> Inputs(Step[] steps)
    {
        var at = Make.Start;
        for (var i = 0; i < steps.Length; i++)
        {
            var step = steps[i];
            at = at.AddSeconds(step.Tenths / 10.0);
            yield return (
                step.Kind switch
                {
                    0 => [Make.Event("GUEST_PANICKED", ordinal: i, vm: Make.Vm($"vm{step.Vm}"), at: at)],
                    1 => [Seen(step.Vm, at, false)],
                    5 => [OfEvents(step.Vm, at)],
                    2 or 3 => [Seen(step.Vm, at, true)],
                    4 => [],
                    _ => [Make.Event("VNC_CONNECTED", ordinal: i, vm: Make.Vm($"vm{step.Vm}"), at: at)],
                },
                at);
        }
    }

    private static IEnumerable<VmStateRow> LastVms(IEnumerable<Commit> commits) =>
        commits.SelectMany(c => c.Vms).GroupBy(row => row.Id).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Last());

    private static string Text<T>(IEnumerable<T> rows) => JsonSerializer.Serialize(rows);
}
