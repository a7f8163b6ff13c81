using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Vms;

/// <summary>What is heard goes on to the VM's partition, a batch at a time.</summary>
public sealed class VmActorTellingTests : VmActorKit
{
    [Fact]
    public async Task Events_arrive_go_on_in_order_with_the_state_they_make()
    {
        Start();
        var client = await Peer.NextAsync();
        await AckAsync();

        await client.SendAsync(FakeVm.EventLine("GUEST_PANICKED", """{"action": "pause"}""") + FakeVm.EventLine("STOP") + FakeVm.EventLine("BALLOON_CHANGE"));

        var batch = await ExpectMsgAsync<VmBatch>();
        var events = batch.Inputs.Events().ToList();
        Assert.Equal(["GUEST_PANICKED", "STOP"], events.Select(input => input.Event.Name));
        Assert.All(events, input => Assert.Equal("guest-panicked", input.Vm.Status));
        Assert.Equal("guest-panicked", batch.Inputs.OfType<VmStateInput>().Single().State.Status);
        Assert.Equal(1772445600123456, events[0].Event.QemuMicroseconds);
        Assert.EndsWith("/7.1/1", events[0].Event.Id, StringComparison.Ordinal);
        Assert.EndsWith("/7.1/2", events[1].Event.Id, StringComparison.Ordinal);
        await Until(() => Status.Unwanted == 1);
        Assert.Equal((2, "STOP", "guest-panicked"), (Status.Received, Status.LastEvent, Status.Status));
    }

    [Fact]
    public async Task Events_arrive_without_credit_wait_for_it()
    {
        Start();
        var client = await Peer.NextAsync();
        var first = await ExpectMsgAsync<VmBatch>();

        for (var i = 0; i < 300; i++)
            await client.EventAsync("RTC_CHANGE");
        await Until(() => Status.Buffered == 300);
        await ExpectNoMsgAsync(TimeSpan.Zero);

        first.Source.Tell(new BatchDone(first.Number));
        Assert.Equal(VmBatcher.MaxEvents, (await AckAsync()).Inputs.Length);
        Assert.Equal(300 - VmBatcher.MaxEvents, (await AckAsync()).Inputs.Length);
    }

    [Fact]
    public async Task Credit_of_an_earlier_batch_gives_none()
    {
        Start();
        var client = await Peer.NextAsync();
        var first = await ExpectMsgAsync<VmBatch>();
        await client.EventAsync("RTC_CHANGE");
        await Until(() => Status.Buffered == 1);

        first.Source.Tell(new BatchDone(first.Number - 1));
        await first.Source.Ask<ActorIdentity>(new Identify(1), Guard.Limit);

        await ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Events_before_the_state_is_known_come_after_the_announcement_and_are_covered_by_it()
    {
        Peer.BeforeStatus = FakeVm.EventLine("STOP") + FakeVm.EventLine("RESUME") + FakeVm.EventLine("STOP");
        Peer.Status = "paused";
        Start();

        Assert.Equal(["VM_CONNECTED", "STOP", "RESUME", "STOP"], Events(await AckAsync()).Select(e => e.Name));
        Assert.Equal("paused", Status.Status);
    }

    [Fact]
    public async Task Events_before_negotiation_of_a_second_connection_wait_for_its_announcement()
    {
        Start();
        var client = await Peer.NextAsync();
        await AckAsync();
        Peer.BeforeCapabilities = FakeVm.EventLine("RTC_CHANGE");
        client.Close();
        await Until(() => Status.State == VmState.Backoff);
        Assert.Equal(LinkState.Lost, Link(await AckAsync()));
        Advance(VmActor.MinBackoff);

        Assert.Equal(["VM_GAP", "VM_CONNECTED", "RTC_CHANGE"], Events(await ConnectedAsync()).Select(e => e.Name));
    }

    [Fact]
    public async Task Flood_drops_events_the_partition_is_told_once_before_what_follows()
    {
        Start();
        var client = await Peer.NextAsync();
        var first = await ExpectMsgAsync<VmBatch>();
        await client.SendAsync(string.Concat(Enumerable.Repeat(FakeVm.EventLine("RTC_CHANGE"), VmFeed.MaxEvents + 100)));
        await Until(() => Status.Received == VmFeed.MaxEvents + 100);

        first.Source.Tell(new BatchDone(first.Number));

        Assert.Equal(LinkState.Missed, Assert.IsType<LinkInput>((await AckAsync()).Inputs[0]).State);
        Assert.All((await AckAsync()).Inputs, input => Assert.IsType<EventInput>(input.Made()));
    }

    [Fact]
    public async Task Flood_is_bounded_counted_and_told()
    {
        Start();
        var client = await Peer.NextAsync();
        var first = await ExpectMsgAsync<VmBatch>();

        await client.SendAsync(string.Concat(Enumerable.Repeat(FakeVm.EventLine("RTC_CHANGE"), VmFeed.MaxEvents + 100)));
        await Until(() => Status.Received == VmFeed.MaxEvents + 100);
        Assert.Equal((VmFeed.MaxEvents, 100L), (Status.Buffered, Status.Dropped));

        first.Source.Tell(new BatchDone(first.Number));
        await ExpectMsgAsync<VmBatch>();
        await Until(() =>
        {
            Advance(TimeSpan.FromSeconds(10));
            return Logs.Count("came too fast: 100") == 1;
        });
    }
}
