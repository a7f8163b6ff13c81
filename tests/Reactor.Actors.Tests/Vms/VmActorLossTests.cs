using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Recovery;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Vms;

/// <summary>A VM that is gone without a word is told as lost, once.</summary>
public sealed class VmActorLossTests : VmActorKit
{
    [Fact]
    public async Task Shutdown_then_end_of_stream_is_the_end_of_the_vm()
    {
        Start();
        var client = await Peer.NextAsync();
        await AckAsync();
        await client.EventAsync("SHUTDOWN", """{"guest": true, "reason": "guest-shutdown"}""");
        client.Close();

        await AckAsync();

        Assert.Equal(LinkState.Ended, Link(await AckAsync()));
    }

    [Fact]
    public async Task End_of_stream_without_a_shutdown_is_a_lost_vm_told_once()
    {
        Start();
        await LoseAsync();
        Advance(VmActor.MinBackoff);

        var lost = Assert.Single(Events(await AckAsync()));

        // The peer is this process, which goes on.
        Assert.Equal("VM_LOST", lost.Name);
        Assert.Contains("\"process-ended\":false", Text(lost), StringComparison.Ordinal);
        Assert.DoesNotContain(Events(await AckAsync()), e => e.Name == "VM_LOST");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task End_of_stream_after_a_shutdown_or_by_our_own_stop_is_no_lost_vm(bool shutsDown)
    {
        var vm = Start();
        var client = await Peer.NextAsync();
        await AckAsync();
        var told = new List<string>();
        if (shutsDown)
        {
            await client.EventAsync("SHUTDOWN", """{"guest": true, "reason": "guest-shutdown"}""");
            client.Close();
            told.AddRange(Events(await AckAsync()).Select(e => e.Name));
            await AckAsync();
            Advance(VmActor.MinBackoff);
        }
        else
        {
            Watch(vm);
            vm.Tell(VmActor.Stop.Instance);
            var last = await AckAsync();
            Assert.NotEqual(default, Assert.IsType<VmStateInput>(Assert.Single(last.Inputs)).State.SeenAt);
            await ExpectTerminatedAsync(vm);
            return;
        }

        told.AddRange(Events(await AckAsync()).Select(e => e.Name));
        Assert.Equal(["SHUTDOWN", "VM_GAP", "RESUME", "VM_CONNECTED"], told);   // The same process runs again.
    }

    [Theory]
    [InlineData("1-1", true)]
    [InlineData(null, false)] // Whether its process goes on can't be told.
    public async Task Started_again_nobody_answers_for_a_vm_that_ran_is_a_lost_vm_told_once_for_all_daemons(string? incarnation, bool processEnded)
    {
        var seen = Clock.Start - TimeSpan.FromMinutes(5);
        var vm = Start(new UnixQmpAddress("/nowhere/web1.qmp"), Ran(incarnation, "running", seen));
        // Of one elsewhere not at once: the network may not be up yet.
        for (var failure = 1; failure < 5 && !processEnded; failure++)
        {
            await Until(() => Status.State == VmState.Backoff);
            await ExpectNoMsgAsync(TimeSpan.Zero);
            var since = Status.Since;
            Advance(VmActor.MaxBackoff);
            await Until(() => Status.State == VmState.Backoff && Status.Since > since);
        }

        var told = await AckAsync();

        var row = Assert.IsType<VmStateInput>(told.Inputs[0]).ToRow();
        Assert.Equal(("running", seen), (row.Status, row.SeenAt));
        Assert.True(LastKnown.Parse(row.Status, row.Known).IsLost);
        var lost = Assert.Single(Events(told));
        Assert.Equal(("VM_LOST", EventOrigin.Recovered), (lost.Name, lost.Origin));
        Assert.Contains($"\"process-ended\":{(processEnded ? "true" : "false")}", Text(lost), StringComparison.Ordinal);
        if (processEnded)
            Assert.Equal(LinkState.Ended, Link(await AckAsync()));
        Advance(VmActor.MaxBackoff);
        await vm.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
        await Until(() => Status.State == VmState.Backoff);
        await ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Theory]
    [InlineData("shut down")]
    [InlineData("told before")]
    [InlineData("its process goes on")]
    public async Task Started_again_nobody_answers_for_a_vm_that_is_not_lost_by_that_tells_nothing(string why)
    {
        var self = $"{Environment.ProcessId}-{ProcessStat.Read(Environment.ProcessId)!.Value.StartTime}";
        var last = Ran(why == "its process goes on" ? self : "1-1", why == "shut down" ? "shutdown" : "running", Clock.Start);
        var known = last.Memory.Known;
        Start(
            new UnixQmpAddress("/nowhere/web1.qmp"),
            last with { Memory = last.Memory with { Known = why == "told before" ? LastKnown.Parse(known.Status, known.Lost(true).ToJson()) : known } });

        await Until(() => Status.State == VmState.Backoff);

        // Its end is told all the same: of one that had said so, and of one that was lost before its process was known to have ended.
        if (why != "its process goes on")
            Assert.Equal(LinkState.Ended, Assert.IsType<LinkInput>(Assert.Single((await AckAsync()).Inputs)).State);
        await ExpectNoMsgAsync(TimeSpan.Zero);
    }

    [Fact]
    public async Task Lost_it_is_heard_again_and_may_be_lost_once_more()
    {
        var last = Ran(null, "running", Clock.Start);
        Start(last: last with { Memory = last.Memory with { Known = last.Memory.Known.Lost(true) } });

        var row = Assert.IsType<VmStateInput>((await AckAsync()).Inputs[0]).ToRow();

        Assert.False(LastKnown.Parse(row.Status, row.Known).IsLost);
    }

    private VmIdentity Ran(string? incarnation, string status, DateTimeOffset seen)
    {
        var none = ImmutableSortedDictionary<string, string>.Empty;
        var view = new VmView { Id = Peer.Uuid!, Name = "web1", Host = "h1", Labels = none, HostLabels = none };
        return new VmIdentity(view, Peer.Address.ToString(), incarnation, "7.2.22") { Memory = new VmMemory(LastKnown.Nothing.WithStatus(status), seen, IsStored: true) };
    }
}
