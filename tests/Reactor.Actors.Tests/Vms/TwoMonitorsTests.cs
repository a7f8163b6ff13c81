using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Discovery;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Vms;

/// <summary>Several monitors, or claimants, of one VM: one tells of it at a time, and goes on with what the other left. (Fakes are all of one process.)</summary>
public sealed class TwoMonitorsTests : VirtualTimeKit, IAsyncLifetime
{
    private readonly FakeVm _first = new(), _second = new();
    private readonly HashSet<string> _ended = [];
    private readonly VmRegistry _registry;
    private readonly RuntimeStatusBoard _board;
    private readonly EngineClock _clock;
    private readonly RunNumbers _numbers = new();
    private readonly Attention _attention = new(new WantedEvents(EventCatalogue.Default, name => name == "RTC_CHANGE"), readsState: false);

    public TwoMonitorsTests()
    {
        _registry = new VmRegistry(_ended.Contains);
        _clock = new EngineClock(Time, null);
        _board = new RuntimeStatusBoard(_clock);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Sys.Terminate();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task Second_monitor_takes_over_tells_a_gap_and_nothing_that_the_first_had_told()
    {
        Start(_first, "first");
        var client = await _first.NextAsync();
        await AckAsync();
        Start(_second, "second");
        await InState("second", VmState.Standby);
        // Both say it, as QEMU does.
        _first.Status = _second.Status = "guest-panicked";
        await (await _second.NextAsync()).EventAsync("GUEST_PANICKED", """{"action": "pause"}""");
        await client.EventAsync("GUEST_PANICKED", """{"action": "pause"}""");
        Assert.Equal("GUEST_PANICKED", Assert.Single(Events(await AckAsync())).Name);

        _first.Silent = true;
        client.Close();
        await InState("first", VmState.Backoff);
        var taken = await AnnouncedAsync();

        Assert.Equal(["VM_GAP", "VM_CONNECTED"], Events(taken).Select(e => e.Name));
        Assert.Equal((_first.Uuid, "guest-panicked"), (taken.VmId, taken.Inputs.OfType<VmStateInput>().First().State.Status));
    }

    [Fact]
    public async Task First_monitor_comes_back_stands_by_and_its_removal_is_not_the_vms()
    {
        var first = Start(_first, "first");
        var client = await _first.NextAsync();
        await AckAsync();
        Start(_second, "second");
        await InState("second", VmState.Standby);
        _first.Silent = true;
        client.Close();
        await InState("first", VmState.Backoff);
        await AnnouncedAsync();
        _first.Silent = false;
        await Until(() =>
        {
            Advance(TimeSpan.FromSeconds(1));
            AckAll();
            return State("first") == VmState.Standby;
        });

        Watch(first);
        first.Tell(new VmActor.Stop(LinkState.Removed));

        object message;
        while ((message = await ExpectMsgAsync<object>()) is VmBatch batch)
        {
            Assert.DoesNotContain(batch.Inputs, input => input is LinkInput { State: LinkState.Removed or LinkState.Ended });
            batch.Source.Tell(new BatchDone(batch.Number));
        }

        Assert.IsType<Terminated>(message);
    }

    [Fact]
    public async Task First_monitor_is_lost_what_it_said_is_told_before_the_second_takes_over()
    {
        Start(_first, "first");
        var client = await _first.NextAsync();
        var unanswered = await ExpectMsgAsync<VmBatch>();
        Start(_second, "second");
        await InState("second", VmState.Standby);
        await client.EventAsync("RTC_CHANGE");
        _first.Silent = true;
        client.Close();
        await InState("first", VmState.Backoff);

        // As long as the store is slow the second waits.
        var asked = _second.Commands.Count;
        await Until(() =>
        {
            Advance(TimeSpan.FromSeconds(1));
            return _second.Commands.Count > asked + 4;
        });
        Assert.Equal(VmState.Standby, State("second"));
        unanswered.Source.Tell(new BatchDone(unanswered.Number));

        Assert.Equal("RTC_CHANGE", Assert.Single(Events(await AckAsync())).Name);
        await AnnouncedAsync();
    }

    [Fact]
    public async Task Migration_ends_right_after_the_answer_what_the_vm_says_then_is_told()
    {
        _first.Status = "inmigrate";
        _first.AfterStatus = FakeVm.EventLine("RTC_CHANGE", """{"offset": 7}""");
        Start(_first, "target");
        await InState("target", VmState.Standby);

        _first.Status = "running";
        var events = new List<VmEvent>();
        await Until(() =>
        {
            Advance(VmActor.AskEvery);
            while (HasMessages)
                events.AddRange(Events(Ack(ExpectMsg<VmBatch>())));
            return events.Exists(e => e.Name == "VM_CONNECTED");
        });

        Assert.Single(events, e => e.Name == "RTC_CHANGE");
    }

    [Fact]
    public async Task Contested_uuid_is_free_the_contester_takes_it_and_goes_by_its_name_no_more()
    {
        var none = ImmutableSortedDictionary<string, string>.Empty;
        _registry.Identify(new WatchedVm(new MonitoredVm("original", new UnixQmpAddress("/nowhere/o.qmp"), "h1", none, none), null), _first.Uuid, "1-1");
        Start(_first, "clone");
        Assert.Equal("clone", (await AckAsync()).VmId);
        await InState("clone", VmState.Live);

        _ended.Add("1-1");
        var links = new List<(string, LinkState)>();
        await Until(() =>
        {
            Advance(TimeSpan.FromSeconds(1));
            while (HasMessages)
                links.AddRange(Ack(ExpectMsg<VmBatch>()).Inputs.OfType<LinkInput>().Select(link => (link.Vm.Id, link.State)));
            return links.Count >= 3;
        });

        Assert.Equal([("clone", LinkState.Lost), ("clone", LinkState.Removed), (_first.Uuid!, LinkState.Restored)], links);
    }

    [Fact]
    public async Task Socket_is_seen_that_it_is_connected_to_its_loss_is_left_to_the_backoff()
    {
        var actor = Start(_first, "first");
        var client = await _first.NextAsync();
        await AckAsync();
        await InState("first", VmState.Live);

        actor.Tell(new VmActor.SocketChanged(FileNode.Find(((UnixQmpAddress)_first.Address).Path)!.Value));
        client.Close();

        Assert.Equal(LinkState.Lost, Assert.Single((await AckAsync()).Inputs.OfType<LinkInput>()).State);
        Assert.Equal(VmState.Backoff, State("first"));
    }

    [Fact]
    public async Task Socket_is_new_while_backing_off_the_retry_that_was_due_asks_nothing()
    {
        var actor = Start(_first, "first");
        var client = await _first.NextAsync();
        await AckAsync();
        await InState("first", VmState.Live);
        client.Close();
        await InState("first", VmState.Backoff);
        _first.Hold();
        _first.Commands.Clear();

        actor.Tell(new VmActor.SocketChanged(FileNode.Find(((UnixQmpAddress)_first.Address).Path)!.Value));
        await _first.Held.Guarded();
        _first.Release();
        await InState("first", VmState.Reconciling, VmState.Live);
        Advance(VmActor.MinBackoff * 2);
        await Until(() =>
        {
            AckAll();
            return State("first") == VmState.Live;
        });
        await actor.Ask<ActorIdentity>(new Identify(1), Guard.Limit);

        Assert.Single(_first.Commands, command => command == "query-status");
    }

    private VmState? State(string name) => _board.Read().Vms.FirstOrDefault(vm => vm.Name == name)?.State;

    private Task InState(string name, params VmState[] states) => Until(() => State(name) is { } state && states.Contains(state));

    /// <summary>Lets time pass until a connection is announced.</summary>
    private async Task<VmBatch> AnnouncedAsync()
    {
        VmBatch? announced = null;
        await Until(() =>
        {
            Advance(TimeSpan.FromMilliseconds(500));
            while (announced is null && HasMessages)
            {
                var batch = Ack(ExpectMsg<VmBatch>());
                if (Events(batch).Exists(e => e.Name == "VM_CONNECTED"))
                    announced = batch;
            }

            return announced is not null;
        });
        return announced!;
    }

    private static List<VmEvent> Events(VmBatch batch) => [.. batch.Inputs.Events().Select(input => input.Event)];

    private async Task<VmBatch> AckAsync() => Ack(await ExpectMsgAsync<VmBatch>());

    private void AckAll()
    {
        while (HasMessages)
            Ack(ExpectMsg<VmBatch>());
    }

    private static VmBatch Ack(VmBatch batch)
    {
        batch.Source.Tell(new BatchDone(batch.Number));
        return batch;
    }

    private IActorRef Start(FakeVm peer, string name)
    {
        var labels = ImmutableSortedDictionary<string, string>.Empty;
        var watched = new WatchedVm(new MonitoredVm(name, peer.Address, "h1", labels, labels), null);
        var services = new VmServices(
            new PartitionRouter([TestActor]), 7, _numbers, _registry, _attention, QmpConnectionOptions.Default with { TimeProvider = Time }, _clock, _board, Logs);
        return Sys.ActorOf(Props.Create(() => new VmActor(watched, services, new Random(1))));
    }
}
