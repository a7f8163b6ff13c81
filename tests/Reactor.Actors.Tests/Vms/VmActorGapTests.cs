using System.Collections.Immutable;
using System.Text.Json;
using Akka.Actor;
using Reactor.Actors.Hosting;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Recovery;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Vms;

/// <summary>What happened while nobody heard the VM is told as a gap, with what its state tells of it.</summary>
public sealed class VmActorGapTests : VmActorKit
{
    [Fact]
    public async Task Connected_the_state_is_answered_before_the_link_is_restored_and_events_come_after()
    {
        Start();
        Time.Advance(TimeSpan.FromSeconds(1));

        var inputs = (await ExpectMsgAsync<VmBatch>()).Inputs;

        Assert.IsType<VmStateInput>(inputs[0]);
        var answer = Assert.IsType<StateAnswerInput>(inputs[1]);
        Assert.Equal("running", answer.Vm.Status);
        Assert.InRange(answer.AskedAt, Clock.Start, Clock.Now);
        Assert.Equal(LinkState.Restored, Assert.IsType<LinkInput>(inputs[2]).State);
        Assert.Equal(4, inputs.Select(input => input switch { StateAnswerInput s => s.Id, LinkInput l => l.Id, HeardInput e => e.Id, EventInput e => e.Event.Id, _ => "" }).Distinct().Count());
    }

    [Theory]
    [InlineData("guest-panicked", "", "GUEST_PANICKED STOP")]
    [InlineData("paused", "", "STOP")]
    [InlineData("running", "", "")]
    [InlineData("paused", "STOP", "")]
    public async Task Connected_again_what_the_state_tells_of_the_gap_comes_before_the_link_is_restored(string status, string heard, string recovered)
    {
        Start();
        await LoseAsync();
        Peer.Status = status;
        Peer.BeforeStatus = heard.Length > 0 ? FakeVm.EventLine(heard) : "";
        Advance(VmActor.MinBackoff);

        var inputs = (await ConnectedAsync()).Inputs;
        var events = inputs.TakeWhile(input => input is not LinkInput).Events().Select(input => input.Event).ToList();

        Assert.Equal("VM_GAP", events[0].Name);
        Assert.Equal(recovered, string.Join(' ', events.Skip(1).Select(e => e.Name)));
        Assert.All(events.Skip(1), e => Assert.Equal(EventOrigin.Recovered, e.Origin));
    }

    [Fact]
    public async Task Started_again_what_the_stored_state_of_the_same_process_tells_is_recovered_and_of_another_one_nothing()
    {
        Start();
        var identity = Assert.IsType<VmStateInput>((await AckAsync()).Inputs[0]).State;
        var view = new VmView { Id = identity.Id, Name = identity.Name, Host = identity.Host };
        var known = new VmIdentity(view, identity.Address, identity.Incarnation, identity.QemuVersion)
        {
            Memory = new VmMemory(LastKnown.Nothing.WithStatus("running"), Clock.Start, IsStored: true),
        };

        Assert.Equal(["STOP"], Announced(known));
        Assert.Empty(Announced(known with { Incarnation = "1-1" }));
        Assert.Empty(Announced(null));

        string[] Announced(VmIdentity? before)
        {
            var batcher = Batcher(before, out var feed);
            batcher.Announce(new FeedConnection(feed, 1), known, new VmAnswers("paused", 0, null), Clock.Now);
            if (before is not null && before.Incarnation != known.Incarnation)
                batcher.Next(null);     // The end of the other process.
            return [.. batcher.Next(null)!.Value.Inputs.Events().Where(input => input.Event.Origin == EventOrigin.Recovered).Select(input => input.Event.Name)];
        }
    }

    [Fact]
    public void Connection_that_ended_before_the_VM_was_known_is_told_as_its_own_and_as_a_gap()
    {
        var batcher = Batcher(null, out var feed);
        new FeedConnection(feed, 1).OnEvents([new QmpEvent("RTC_CHANGE", "{}"u8.ToArray(), null, 1, default)]);
        var identity = new VmIdentity(new VmView { Id = "u", Name = "web1", Host = "h1" }, "unix:/q", "7-1", "9.0.0");

        batcher.Announce(new FeedConnection(feed, 2), identity, new VmAnswers("running", 0, "u"), Clock.Now);

        Assert.Equal(["RTC_CHANGE"], Names());
        Assert.Equal(["VM_GAP", "VM_CONNECTED"], Names());

        string[] Names() => [.. batcher.Next(null)!.Value.Inputs.Events().Select(input => input.Event.Name)];
    }

    [Fact]
    public void Connection_that_ended_before_its_peer_was_known_is_heard_within_the_gap_around_it()
    {
        var identity = new VmIdentity(new VmView { Id = "u", Name = "web1", Host = "h1" }, "unix:/q", "7-1", "9.0.0");
        var batcher = Batcher(identity with { Memory = new VmMemory(LastKnown.Nothing, Clock.Now, IsStored: false) }, out var feed);
        var before = Clock.Now;
        Time.Advance(TimeSpan.FromSeconds(10));
        new FeedConnection(feed, 1).OnEvents([new QmpEvent("RTC_CHANGE", "{}"u8.ToArray(), null, 1, default)]);
        Assert.Single(batcher.Next(null)!.Value.Inputs);
        Time.Advance(TimeSpan.FromSeconds(10));

        batcher.Announce(new FeedConnection(feed, 2), identity, new VmAnswers("running", 0, "u"), Clock.Now);

        var gap = batcher.Next(null)!.Value.Inputs.Events().First().Event;
        using var data = JsonDocument.Parse(gap.Data);
        Assert.Equal(("VM_GAP", before), (gap.Name, data.RootElement.GetProperty("from").GetDateTimeOffset()));
    }

    [Fact]
    public async Task Started_again_the_gap_begins_where_the_stored_state_was_seen_last()
    {
        var seen = Clock.Start - TimeSpan.FromMinutes(5);
        var none = ImmutableSortedDictionary<string, string>.Empty;
        var view = new VmView { Id = Peer.Uuid!, Name = "web1", Host = "h1", Labels = none, HostLabels = none };
        Start(last: new VmIdentity(view, Peer.Address.ToString(), null, "7.2.22") { Memory = new VmMemory(LastKnown.Nothing.WithStatus("running"), seen, IsStored: true) });

        var gap = Events(await AckAsync())[0];

        Assert.Equal("VM_GAP", gap.Name);
        Assert.Contains("\"from\":\"2026-03-02T09:55:00.000000Z\"", Text(gap), StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"started\"", Text(gap), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Actor_faults_what_was_remembered_outlives_it_and_the_gap_begins_where_the_last_event_was_heard()
    {
        var actor = Start();
        var client = await Peer.NextAsync();
        await ConnectedAsync();
        await Until(() => Status.State == VmState.Live);
        Time.Advance(TimeSpan.FromSeconds(7));
        await client.EventAsync("RTC_CHANGE", """{"offset": 1}""");
        Assert.Equal(["RTC_CHANGE"], Events(await AckAsync()).Select(e => e.Name));
        Time.Advance(TimeSpan.FromSeconds(3));

        actor.Tell(new TaskFault("doing anything", new InvalidOperationException("no way")));
        await Until(() => Status.State == VmState.Backoff);
        Peer.Status = "paused";
        Advance(TimeSpan.FromSeconds(5));

        var events = Events(await ConnectedAsync());
        Assert.Contains("\"from\":\"2026-03-02T10:00:07.000000Z\"", Text(events[0]), StringComparison.Ordinal);
        Assert.Equal(["VM_GAP", "STOP", "VM_CONNECTED"], events.Select(e => e.Name));
    }

    [Fact]
    public async Task Lost_events_of_ours_are_told_as_a_gap_and_the_state_is_asked_for_again()
    {
        Start();
        var client = await Peer.NextAsync();
        var first = await ExpectMsgAsync<VmBatch>();
        await client.SendAsync(string.Concat(Enumerable.Repeat(FakeVm.EventLine("RTC_CHANGE"), VmFeed.MaxEvents + 1)));
        await Until(() => Status.Dropped == 1);
        Peer.Status = "guest-panicked";
        first.Source.Tell(new BatchDone(first.Number));

        var told = await AckAsync();
        Assert.Equal("VM_GAP", Events(told)[0].Name);
        Advance(VmActor.AskEvery);
        var events = new List<VmEvent>();
        while (events.Count < 2)
            events.AddRange(Events(await AckAsync()).Where(e => e.Name != "RTC_CHANGE"));

        Assert.Equal(["GUEST_PANICKED", "STOP"], events.Select(e => e.Name));
        Assert.All(events, e => Assert.Equal(EventOrigin.Recovered, e.Origin));
    }

    [Fact]
    public async Task Events_of_one_name_come_too_fast_a_rule_can_be_told_of_the_flood()
    {
        Start(options: Options with { EventBurst = 10 });
        var client = await Peer.NextAsync();
        await AckAsync();

        await client.SendAsync(string.Concat(Enumerable.Repeat(FakeVm.EventLine("RTC_CHANGE"), 15)));
        await Until(() => Status is { Received: 15, Flooded: 5 });

        var told = new List<VmEvent>();
        await Until(() =>
        {
            while (HasMessages && ReceiveOne(TimeSpan.Zero) is VmBatch batch)
            {
                told.AddRange(Events(batch));
                batch.Source.Tell(new BatchDone(batch.Number));
            }

            Advance(TimeSpan.FromMilliseconds(1));
            return told.Exists(e => e.Name == "VM_FLOOD");
        });
        Assert.Equal((10, 1), (told.Count(e => e.Name == "RTC_CHANGE"), told.Count(e => e.Name == "VM_GAP")));
        Assert.Contains("\"RTC_CHANGE\"", Text(told.Single(e => e.Name == "VM_FLOOD")), StringComparison.Ordinal);
    }
}
