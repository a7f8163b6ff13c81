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

/// <summary>A VM is not watched any more.</summary>
public sealed class VmActorEndingTests : VmActorKit
{
    [Fact]
    public async Task Removed_from_the_configuration_tells_the_partition_last()
    {
        var vm = Start();
        var client = await Peer.NextAsync();
        await AckAsync();
        Watch(vm);

        vm.Tell(new VmActor.Stop(LinkState.Removed));

        await client.Gone.Task.Guarded();
        var last = await AckAsync();
        Assert.Equal(LinkState.Removed, Assert.IsType<LinkInput>(last.Inputs[0]).State);
        Assert.Equal(KnownVms.Removed, Assert.IsType<VmStateInput>(last.Inputs[1]).State.Status);
        await ExpectTerminatedAsync(vm);
    }

    [Fact]
    public async Task Stop_while_live_drains_before_it_ends()
    {
        var vm = Start();
        var client = await Peer.NextAsync();
        var first = await ExpectMsgAsync<VmBatch>();
        await client.EventAsync("GUEST_PANICKED", """{"action": "run"}""");
        await Until(() => Status.Buffered == 1);
        Watch(vm);

        vm.Tell(VmActor.Stop.Instance);
        await client.Gone.Task.Guarded();
        first.Source.Tell(new BatchDone(first.Number));

        var last = await ExpectMsgAsync<VmBatch>();
        Assert.Equal("GUEST_PANICKED", Assert.IsType<EventInput>(last.Inputs[0].Made()).Event.Name);
        vm.Tell(new BatchDone(last.Number));
        Assert.IsType<VmStateInput>(Assert.Single((await AckAsync()).Inputs));   // Up to when it was heard.
        await ExpectTerminatedAsync(vm);
    }

    [Fact]
    public async Task Stop_while_connecting_ends()
    {
        Peer.Silent = true;
        var vm = Start();
        await Peer.NextAsync();
        Watch(vm);

        vm.Tell(VmActor.Stop.Instance);

        await ExpectTerminatedAsync(vm);
    }

    [Fact]
    public async Task Stop_while_backing_off_ends()
    {
        var vm = Start(new UnixQmpAddress("/nonexistent/q.sock"));
        await Until(() => Status.State == VmState.Backoff);
        Watch(vm);

        vm.Tell(VmActor.Stop.Instance);

        await ExpectTerminatedAsync(vm);
    }
}
