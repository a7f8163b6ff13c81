using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Hosting;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Tests.Vms;

/// <summary>The actor of one VM, whose monitor is a fake one and whose partition is the test.</summary>
public abstract class VmActorKit : VirtualTimeKit, IAsyncLifetime
{
    protected VmActorKit()
    {
        Clock = new EngineClock(Time, null);
        Board = new RuntimeStatusBoard(Clock);
    }

    internal static VmOptions Options { get; } = new();

    internal FakeVm Peer { get; } = new();

    internal VmRegistry Registry { get; } = new(_ => false);

    internal RuntimeStatusBoard Board { get; }

    internal EngineClock Clock { get; }

    internal RunNumbers Numbers { get; } = new();

    internal Attention Attention { get; } = new(new WantedEvents(EventCatalogue.Default, name => name == "RTC_CHANGE"), readsState: false);

    // Before the actor has entered itself it is as good as connecting.
    internal VmStatus Status => Board.Read().Vms.SingleOrDefault()
        ?? new VmStatus { Name = "", Address = "", Host = "", State = VmState.Connecting, Since = default };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Sys.Terminate();
        await Peer.DisposeAsync();
    }

    internal async Task<VmBatch> ConnectedAsync()
    {
        while (true)
        {
            var batch = await AckAsync();
            if (Events(batch).Exists(e => e.Name == "VM_CONNECTED"))
                return batch;
        }
    }

    internal static List<VmEvent> Events(VmBatch batch) => [.. batch.Inputs.Events().Select(input => input.Event)];

    internal static LinkState Link(VmBatch batch) => Assert.Single(batch.Inputs.OfType<LinkInput>()).State;

    internal static string Text(VmEvent e) => System.Text.Encoding.UTF8.GetString(e.Data.Span);

    internal VmBatcher Batcher(VmIdentity? before, out VmFeed feed)
    {
        feed = new VmFeed(Attention, Options, Time, ActorRefs.Nobody);
        return new VmBatcher(feed, 8, before, () => Clock.Now, Numbers);
    }

    internal async Task LoseAsync()
    {
        var client = await Peer.NextAsync();
        await AckAsync();
        await Until(() => Status.State == VmState.Live);
        client.Close();
        await Until(() => Status.State == VmState.Backoff);
        await AckAsync();
    }

    internal async Task<VmBatch> AckAsync()
    {
        var batch = await ExpectMsgAsync<VmBatch>();
        batch.Source.Tell(new BatchDone(batch.Number));
        return batch;
    }

    internal IActorRef Start(QmpAddress? address = null, VmIdentity? last = null, VmOptions? options = null)
    {
        var labels = ImmutableSortedDictionary<string, string>.Empty;
        var vm = new MonitoredVm("web1", address ?? Peer.Address, "h1", labels, labels);
        var watched = new WatchedVm(vm, last);
        var services = new VmServices(
            new PartitionRouter([TestActor]), 7, Numbers, Registry, Attention, QmpConnectionOptions.Default with { TimeProvider = Time }, Clock, Board, Logs)
        {
            Options = options ?? Options,
        };
        return Sys.ActorOf(Props.Create(() => new VmActor(watched, services, new Random(1))));
    }
}
