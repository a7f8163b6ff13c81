using Akka.Actor;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Reactions.Partitions;

namespace Reactor.Actors.Tests.Vms;

/// <summary>When a VM that is connected is asked how it is.</summary>
public sealed class VmActorAskingTests : VmActorKit
{
    [Fact]
    public async Task State_bearing_event_where_rules_read_state_asks_again_once_in_a_while()
    {
        Attention.ReadsState = true;
        Start();
        var client = await Peer.NextAsync();
        await AckAsync();
        Peer.Status = "paused";
        await client.SendAsync(FakeVm.EventLine("STOP") + FakeVm.EventLine("RESUME") + FakeVm.EventLine("STOP"));
        await AckAsync();

        Advance(VmActor.AskEvery);

        var answer = Assert.IsType<StateAnswerInput>((await AckAsync()).Inputs[1]);
        Assert.Equal("paused", answer.Vm.Status);
        await ExpectNoMsgAsync(TimeSpan.Zero);
        Peer.Status = "running";
        Advance(Options.Heartbeat);
        Assert.Equal("running", Assert.IsType<StateAnswerInput>((await AckAsync()).Inputs[1]).Vm.Status);
    }

    [Fact]
    public async Task State_bearing_event_where_no_rule_reads_state_asks_nothing_before_the_heartbeat()
    {
        var vm = Start();
        var client = await Peer.NextAsync();
        await AckAsync();
        await client.EventAsync("STOP");
        await AckAsync();

        Advance(VmActor.AskEvery);
        await vm.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
        await ExpectNoMsgAsync(TimeSpan.Zero);
        Peer.Commands.Clear();
        Advance(Options.Heartbeat);

        Assert.Equal("running", Assert.IsType<VmStateInput>((await AckAsync()).Inputs[0]).State.Status);
        Assert.Equal(["query-status"], Peer.Commands);
    }

    [Fact]
    public async Task Heartbeat_unanswered_is_told_once_the_connection_is_kept_and_the_answer_is_told_too()
    {
        Start();
        var client = await Peer.NextAsync();
        await AckAsync();
        Peer.Hold();
        Advance(Options.Heartbeat);
        await Peer.Held.Guarded();

        Advance(Options.SilentAfter);
        var silent = Assert.Single(Events(await AckAsync()));
        Advance(Options.Heartbeat);   // No second question while the first is open.
        Advance(Options.SilentAfter);
        await ExpectNoMsgAsync(TimeSpan.Zero);
        Assert.Equal((VmState.Live, true), (Status.State, Status.SilentSince is not null));
        await client.EventAsync("STOP");
        await AckAsync();
        Peer.Release();

        var answers = Assert.Single(Events(await AckAsync()));
        Assert.Equal(("VM_SILENT", "VM_ANSWERS"), (silent.Name, answers.Name));
        Assert.Null(Status.SilentSince);
        Assert.Equal((1, 1), (Logs.Count("web1 does not answer"), Logs.Count("web1 answers again")));
    }
}
