using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Vms;

/// <summary>A monitor is tried until it answers, and again when it doesn't any more.</summary>
public sealed class VmActorConnectingTests : VmActorKit
{
    [Fact]
    public async Task Connection_ends_connects_again_after_backoff_under_a_new_number()
    {
        Start();
        var client = await Peer.NextAsync();
        await AckAsync();

        client.Close();
        await Until(() => Status.State == VmState.Backoff);
        Assert.NotNull(Status.LastError);
        await AckAsync();
        Advance(VmActor.MinBackoff);

        await Peer.NextAsync();
        var again = await ConnectedAsync();
        Assert.Contains("/7.", Events(again)[^1].Id, StringComparison.Ordinal);
        Assert.DoesNotContain("/7.1/", Events(again)[^1].Id, StringComparison.Ordinal);
        Assert.Equal((VmState.Live, 2), (Status.State, Status.Connections));
        Assert.Null(Status.LastError);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_is_beyond_bounds_connection_ends_and_is_counted_as_such(bool isBeyond)
    {
        Start();
        var client = await Peer.NextAsync();
        await AckAsync();

        await client.SendAsync(isBeyond ? "{\"a\": " + new string('[', QmpConnectionOptions.Default.MaxDepth) : "nonsense");

        await Until(() => Status.State == VmState.Backoff);
        Assert.Equal(isBeyond ? 1 : 0, Board.Read().Connects.BeyondBounds);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Message_is_beyond_bounds_while_it_is_asked_who_it_is_is_counted_once(int answered)
    {
        var beyond = "{\"a\": " + new string('[', QmpConnectionOptions.Default.MaxDepth);
        Peer.Silent = answered == 0;
        (Peer.BeforeCapabilities, Peer.BeforeStatus) = answered == 1 ? (beyond, "") : ("", beyond);
        Start();
        var client = await Peer.NextAsync();
        if (Peer.Silent)
            await client.SendAsync(beyond);

        await Until(() => Status.State == VmState.Backoff);
        Assert.Equal(1, Board.Read().Connects.BeyondBounds);
    }

    [Fact]
    public async Task Connection_keeps_ending_backs_off_longer_until_one_was_stable()
    {
        var vm = Start();
        for (var i = 0; i < 5; i++)
        {
            await LoseAsync();
            Advance(VmActor.MaxBackoff);
        }

        // Five in a row: 1.6 s or more, half of it by jitter.
        await LoseAsync();
        Advance(VmActor.MinBackoff);
        await vm.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
        Assert.Equal(VmState.Backoff, Status.State);
        Advance(VmActor.MaxBackoff);

        await Until(() => Status.State == VmState.Live);
        Advance(VmActor.StableAfter);
        await LoseAsync();
        Advance(VmActor.MinBackoff);

        await Peer.NextAsync();
    }

    [Fact]
    public async Task Connection_ends_what_it_said_last_still_goes_on()
    {
        Start();
        var client = await Peer.NextAsync();
        var first = await ExpectMsgAsync<VmBatch>();
        await client.EventAsync("SHUTDOWN", """{"guest": false, "reason": "host-signal"}""");
        client.Close();
        await Until(() => Status.State == VmState.Backoff);

        first.Source.Tell(new BatchDone(first.Number));

        var batch = await ExpectMsgAsync<VmBatch>();
        Assert.Equal("SHUTDOWN", Assert.IsType<EventInput>(batch.Inputs[0].Made()).Event.Name);
        Assert.EndsWith("/7.1/1", Assert.IsType<EventInput>(batch.Inputs[0].Made()).Event.Id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_nobody_listens_keeps_trying_and_says_so_once()
    {
        Start(new UnixQmpAddress("/nonexistent/q.sock"));
        for (var i = 0; i < 5; i++)
        {
            await Until(() => Status.State == VmState.Backoff);
            var since = Status.Since;
            Advance(VmActor.MaxBackoff);
            await Until(() => Status.Since != since);
        }

        await Until(() => Status.State == VmState.Backoff);
        Assert.Equal(1, Logs.Count("web1 is not connected"));
        Assert.Contains("/nonexistent/q.sock", Status.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_peer_is_silent_is_occupied_and_tried_once_a_minute()
    {
        Peer.Silent = true;
        Start();
        await Peer.NextAsync();
        await Until(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(5));
            return Status.State == VmState.Occupied;
        });

        Peer.Silent = false;
        Advance(VmActor.OccupiedRetry - TimeSpan.FromSeconds(1));
        Assert.Equal(VmState.Occupied, Status.State);
        Advance(TimeSpan.FromSeconds(1));

        await Until(() => Logs.Count("web1 is live") == 1);
        Assert.Equal(1, Logs.Count("web1 is occupied"));
    }

    [Fact]
    public async Task Occupied_is_told_once_under_its_name_which_ends_when_it_is_known()
    {
        Peer.Silent = true;
        Start();
        await Peer.NextAsync();
        await Until(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(5));
            return Status.State == VmState.Occupied;
        });
        Assert.Equal("web1", Assert.IsType<VmStateInput>(Assert.Single((await AckAsync()).Inputs)).State.Id);
        Assert.Equal("VM_OCCUPIED", Assert.Single(Events(await AckAsync())).Name);

        Peer.Silent = false;
        Advance(VmActor.OccupiedRetry);

        var removed = await AckAsync();
        Assert.Equal(("web1", LinkState.Removed), (removed.VmId, Link(removed)));
        Assert.Equal(["VM_CONNECTED"], Events(await AckAsync()).Select(e => e.Name));
    }
}
