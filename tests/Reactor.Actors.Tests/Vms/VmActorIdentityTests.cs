using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Vms;

/// <summary>Who a VM turns out to be when its monitor answers.</summary>
public sealed class VmActorIdentityTests : VmActorKit
{
    [Fact]
    public async Task Start_peer_answers_goes_live_and_announces_the_vm()
    {
        Start();

        var batch = await ExpectMsgAsync<VmBatch>();

        Assert.Equal(Peer.Uuid, batch.VmId);
        var state = Assert.IsType<VmStateInput>(batch.Inputs[0]).State;
        Assert.Equal(("web1", "running", "7.2.22", "h1"), (state.Name, state.Status, state.QemuVersion, state.Host));
        var connected = Assert.IsType<EventInput>(batch.Inputs[3].Made());
        Assert.Equal("VM_CONNECTED", connected.Event.Name);
        Assert.EndsWith("/7.1/0", connected.Event.Id, StringComparison.Ordinal);
        Assert.StartsWith($"h1:{Environment.ProcessId}-", connected.Event.Id, StringComparison.Ordinal);
        Assert.Equal(
            $$"""{"address":"{{Peer.Address}}","qemu-version":"7.2.22","status":"running"}""", System.Text.Encoding.UTF8.GetString(connected.Event.Data.Span));
        Assert.Equal((VmState.Live, Peer.Uuid), (Status.State, Status.Id));
        Assert.Equal(1, Logs.Count("web1 is live"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("not-a-uuid")]
    public async Task Start_peer_has_no_uuid_goes_by_its_name(string? uuid)
    {
        Peer.Uuid = uuid;
        Start();

        Assert.Equal("web1", (await ExpectMsgAsync<VmBatch>()).VmId);
    }

    [Fact]
    public async Task Start_uuid_is_another_vms_goes_by_its_name_and_says_so()
    {
        var none = ImmutableSortedDictionary<string, string>.Empty;
        Registry.Identify(new WatchedVm(new MonitoredVm("db1", new UnixQmpAddress("/nowhere/db1.qmp"), "h1", none, none), null), Peer.Uuid, "1-1");
        Start();

        Assert.Equal("web1", (await ExpectMsgAsync<VmBatch>()).VmId);
        Assert.Equal(1, Logs.Count("which VM db1 has"));
    }

    [Fact]
    public async Task Another_process_answers_the_one_before_has_ended_though_nobody_saw_it()
    {
        Start();
        var identity = Assert.IsType<VmStateInput>((await AckAsync()).Inputs[0]).State;
        var view = new VmView { Id = identity.Id, Name = identity.Name, Host = identity.Host };
        var here = new VmIdentity(view, identity.Address, identity.Incarnation, identity.QemuVersion);
        var batcher = Batcher(here with { Incarnation = "1-1" }, out var feed);

        batcher.Announce(new FeedConnection(feed, 1), here, new VmAnswers("running", 0, null), Clock.Now);

        Assert.Equal(LinkState.Ended, Assert.IsType<LinkInput>(Assert.Single(batcher.Next(null)!.Value.Inputs)).State);
        Assert.Contains(batcher.Next(null)!.Value.Inputs, input => input is LinkInput { State: LinkState.Restored });
    }
}
