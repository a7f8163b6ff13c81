using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.DialIn;
using Reactor.Actors.Hosting;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.Tests.Vms;

public sealed class FleetActorTests : VirtualTimeKit, IAsyncLifetime
{
    private static readonly ImmutableSortedDictionary<string, string> s_none = ImmutableSortedDictionary<string, string>.Empty;

    private readonly FakeVm _first = new();
    private readonly FakeVm _second = new() { Uuid = null };
    private readonly RuntimeStatusBoard _board;

    public FleetActorTests() => _board = new RuntimeStatusBoard(new EngineClock(Time, null));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Sys.Terminate();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Fact]
    public async Task Start_connects_every_vm()
    {
        Start(new PartitionRouter([TestActor]));

        var ids = new[] { (await ExpectMsgAsync<VmBatch>()).VmId, (await ExpectMsgAsync<VmBatch>()).VmId };

        Assert.Equal([_first.Uuid!, "vm-2"], ids.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Vm_faults_loses_its_connection_and_starts_over_after_a_pause()
    {
        // No shard at all: the first batch is a fault that nobody foresaw.
        Start(new PartitionRouter([]));
        var client = await _first.NextAsync();

        await client.Gone.Task.Guarded();
        await Until(() => _board.Read().Vms[0].State == VmState.Backoff);
        Assert.Contains("failed inside Reactor", _board.Read().Vms[0].LastError, StringComparison.Ordinal);
        var next = _first.NextAsync();
        await Until(() =>
        {
            Advance(TimeSpan.FromSeconds(5));
            return next.IsCompleted;
        });

        await next;
    }

    [Fact]
    public async Task Stop_all_vms_end_is_answered()
    {
        var fleet = Start(new PartitionRouter([TestActor]));
        for (var i = 0; i < 2; i++)
        {
            var batch = await ExpectMsgAsync<VmBatch>();
            batch.Source.Tell(new BatchDone(batch.Number));
        }

        fleet.Tell(FleetActor.Stop.Instance, TestActor);

        // Each tells what it has still to tell.
        object message;
        while ((message = await ExpectMsgAsync<object>()) is VmBatch batch)
            batch.Source.Tell(new BatchDone(batch.Number));
        Assert.IsType<FleetActor.Stopped>(message);
        Assert.All(_board.Read().Vms, vm => Assert.Equal(VmState.Stopped, vm.State));
    }

    [Fact]
    public async Task Stop_is_asked_for_again_each_asker_is_answered_once_all_vms_have_ended()
    {
        var fleet = Start(new PartitionRouter([TestActor]));
        VmBatch[] batches = [await ExpectMsgAsync<VmBatch>(), await ExpectMsgAsync<VmBatch>()];
        var asked = new[] { fleet.Ask<FleetActor.Stopped>(FleetActor.Stop.Instance, Guard.Limit), fleet.Ask<FleetActor.Stopped>(FleetActor.Stop.Instance, Guard.Limit) };
        await fleet.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
        Assert.DoesNotContain(asked, ask => ask.IsCompleted);

        foreach (var batch in batches)
            batch.Source.Tell(new BatchDone(batch.Number));
        var all = Task.WhenAll(asked);
        while (!all.IsCompleted)
        {
            if (await ReceiveOneAsync(TimeSpan.FromMilliseconds(10)) is VmBatch batch)
                batch.Source.Tell(new BatchDone(batch.Number));
        }

        await all;
        await fleet.Ask<FleetActor.Stopped>(FleetActor.Stop.Instance, Guard.Limit);
    }

    [Fact]
    public async Task Process_that_calls_under_ever_new_uuids_is_few_vms()
    {
        using var folder = new TempFolder();
        var path = folder.File("in.sock");
        Start(new PartitionRouter([TestActor]), FleetPlan.From(Samples.Configuration with
        {
            Listen = [new ListenConfiguration(new UnixQmpAddress(path), [], s_none, TimeSpan.FromMinutes(1))],
        }));
        await Until(() => File.Exists(path));

        for (var n = 0; n < HeldIdentities.MostOfOne; n++)
        {
            _first.Uuid = $"6ba7b810-9dad-11d1-80b4-00000000000{n}";
            await _first.DialAsync(path);
            await Until(() => _board.Read().Vms.Length == n + 1);
        }

        _first.Uuid = "6ba7b810-9dad-11d1-80b4-0000000000ff";
        var refused = await _first.DialAsync(path);

        await refused.Gone.Task.Guarded();
        Assert.Equal(1, _board.Read().DialIn.Overclaimed);
        Assert.Equal(HeldIdentities.MostOfOne, _board.Read().Vms.Length);
        await Sys.Terminate();
    }

    [Fact]
    public async Task Process_that_makes_its_socket_anew_and_anew_is_two_vms_at_the_most()
    {
        var fleet = Start(new PartitionRouter([TestActor]));
        var (address, seen) = (_second.Address.ToString(), new HashSet<IActorRef>());
        while (seen.Count < 3)
        {
            var batch = await ExpectMsgAsync<VmBatch>();
            batch.Source.Tell(new BatchDone(batch.Number));
            if (batch.VmId == _first.Uuid || !seen.Add(batch.Source))
                continue;
            fleet.Tell(new FleetActor.TakenOver(address, "1-1"), batch.Source);
            await fleet.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
            if (seen.Count == 2)
                break;
        }

        Assert.Equal((1L, 3), (_board.Read().Discovery.TakenOver, _board.Read().Vms.Length));
        foreach (var vm in seen)
            Assert.NotNull((await vm.Ask<ActorIdentity>(new Identify(1), Guard.Limit)).Subject);
    }

    [Fact]
    public async Task Vm_faults_while_it_ends_it_ends_all_the_same()
    {
        var fleet = Start(new PartitionRouter([TestActor]));
        VmBatch[] batches = [await ExpectMsgAsync<VmBatch>(), await ExpectMsgAsync<VmBatch>()];
        fleet.Tell(FleetActor.Stop.Instance, TestActor);
        await Until(() => _board.Read().Vms.All(vm => vm.State == VmState.Stopped));

        foreach (var batch in batches)
            batch.Source.Tell(new TaskFault("closing", new IOException("as nobody foresaw")));

        object message;
        while ((message = await ExpectMsgAsync<object>()) is VmBatch batch)
            batch.Source.Tell(new BatchDone(batch.Number));
        Assert.IsType<FleetActor.Stopped>(message);
        Assert.All(_board.Read().Vms, vm => Assert.Equal(VmState.Stopped, vm.State));
    }

    [Fact]
    public async Task Fleet_has_started_what_was_known_of_its_vms_is_kept_by_their_actors_alone()
    {
        var plan = FleetPlan.Of(new MonitoredVm("vm-1", _first.Address, "h1", s_none, s_none));
        VmStateRow Row(string id, string name, string address) => new(id, name, null, "h1", address, "1-1", "7.2.22", "running", default);
        var known = new KnownVms([Row("id-1", "vm-1", _first.Address.ToString()), Row("id-9", "vm-9", "unix:/nowhere/9.qmp")], plan);
        var partition = known.OfPartition(PartitionMap.OfVm("id-1"));
        Assert.Equal("id-1", Assert.Single(partition).Id);

        var fleet = Start(new PartitionRouter([TestActor]), plan, known);

        Assert.Equal("id-9", (await ExpectMsgAsync<VmBatch>()).VmId);
        await fleet.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
        Assert.Null(known.Find(plan.Listed[0].Key));
        Assert.Empty(known.Gone);
        Assert.Empty(known.OfPartition(PartitionMap.OfVm("id-1")));
    }

    private IActorRef Start(PartitionRouter router)
    {
        ImmutableArray<MonitoredVm> vms =
        [
            new MonitoredVm("vm-1", _first.Address, "h1", s_none, s_none), new MonitoredVm("vm-2", _second.Address, "h1", s_none, s_none),
        ];
        return Start(router, FleetPlan.Of(vms));
    }

    private IActorRef Start(PartitionRouter router, FleetPlan plan, KnownVms? lastRun = null)
    {
        var known = lastRun ?? new KnownVms([], plan);
        var services = new VmServices(
            router, 7, new RunNumbers(), new VmRegistry(), new Attention(new WantedEvents(EventCatalogue.Default, _ => false), false),
            QmpConnectionOptions.Default with { TimeProvider = Time }, new EngineClock(Time, null), _board, Logs);
        return Sys.ActorOf(Props.Create(() => new FleetActor(plan, known, services, new Random(1))));
    }
}
