using System.Collections.Concurrent;
using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using StandIn;

namespace Reactor.Actors.Tests.Vms;

/// <summary>All connections are lost at once, as when what lies before the monitors restarts.</summary>
public sealed class ReconnectStormTests : VirtualTimeKit, IAsyncLifetime
{
    private const int Count = 3 * ConnectGate.Most;

    private readonly FakeVm[] _vms = [.. Enumerable.Range(1, Count).Select(number => new FakeVm { Uuid = StandInNames.Uuid(number) })];
    private readonly ConcurrentQueue<string> _heard = new();
    private readonly RuntimeStatusBoard _board;
    private readonly VmServices _services;

    public ReconnectStormTests()
    {
        var clock = new EngineClock(Time, null);
        _board = new RuntimeStatusBoard(clock);
        var shard = Sys.ActorOf(Props.Create(() => new Shard(_heard)));
        _services = new VmServices(
            new PartitionRouter([shard]), 7, new RunNumbers(), new VmRegistry(), new Attention(new WantedEvents(EventCatalogue.Default, _ => true), false),
            QmpConnectionOptions.Default with { TimeProvider = Time }, clock, _board, Logs);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Sys.Terminate();
        foreach (var vm in _vms)
            await vm.DisposeAsync();
    }

    [Fact]
    public async Task All_are_lost_at_once_so_many_are_connected_at_a_time_and_each_is_heard_again()
    {
        var fleet = Start();
        var clients = await LiveAsync();
        // A socket that is seen for the first time has its VM tried at once: that is over before they are lost.
        await Until(() => _board.Read().Discovery.Looks > 0);

        Array.ForEach(_vms, vm => vm.Hold());
        Array.ForEach(clients, client => client.Close());
        await Until(() => AllAre(VmState.Backoff));
        await AllHaveDoneWhatTheyWereTold(fleet);

        // Whatever the jitter, each is due by then, and no monitor gets on with the negotiation.
        Advance(VmActor.MinBackoff);
        await Until(() => _services.Connects.Status() is { Inside: ConnectGate.Most, Waiting: Count - ConnectGate.Most });
        await Until(() => _vms.Count(vm => Negotiations(vm) == 2) == ConnectGate.Most);

        Array.ForEach(_vms, vm => vm.Release());
        var again = await LiveAsync();

        Assert.Equal(new ConnectStatus(0, 0, ConnectGate.Most), _services.Connects.Status());
        Assert.All(_vms, vm => Assert.Equal(2, Negotiations(vm)));
        foreach (var client in again)
            await client.EventAsync("RTC_CHANGE", """{"offset": 1}""");
        await Until(() => _heard.Count == Count);
        Assert.Equal(_vms.Select(vm => vm.Uuid!).Order(StringComparer.Ordinal), _heard.Order(StringComparer.Ordinal));
    }

    private static int Negotiations(FakeVm vm) => vm.Commands.Count(command => command == "qmp_capabilities");

    private bool AllAre(VmState state) => _board.Read().Vms.All(vm => vm.State == state);

    private async Task<FakeVm.Client[]> LiveAsync()
    {
        var clients = await Task.WhenAll(_vms.Select(vm => vm.NextAsync()));
        await Until(() => AllAre(VmState.Live));
        return clients;
    }

    private async Task AllHaveDoneWhatTheyWereTold(IActorRef fleet)
    {
        Sys.ActorSelection(fleet.Path / "vm-*").Tell(new Identify(1), TestActor);
        for (var answers = 0; answers < Count; answers++)
            await ExpectMsgAsync<ActorIdentity>();
    }

    private IActorRef Start()
    {
        var labels = ImmutableSortedDictionary<string, string>.Empty;
        var plan = FleetPlan.Of([.. _vms.Select((vm, at) => new MonitoredVm(StandInNames.Name(at + 1), vm.Address, "h1", labels, labels))]);
        var known = new KnownVms([], plan);
        return Sys.ActorOf(Props.Create(() => new FleetActor(plan, known, _services, new Random(1))));
    }

    /// <summary>Takes what VMs say, and notes who said something itself.</summary>
    private sealed class Shard : ReceiveActor
    {
        public Shard(ConcurrentQueue<string> heard) => Receive<VmBatch>(batch =>
        {
            foreach (var _ in batch.Inputs.Events().Where(input => input.Event.Name == "RTC_CHANGE"))
                heard.Enqueue(batch.VmId);
            batch.Done();
        });
    }
}
