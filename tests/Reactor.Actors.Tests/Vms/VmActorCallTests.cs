using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.DialIn;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Reactions.Partitions;

namespace Reactor.Actors.Tests.Vms;

/// <summary>A VM that calls itself, and sockets that change while one is dialled.</summary>
public sealed class VmActorCallTests : VirtualTimeKit, IAsyncLifetime
{
    private static readonly ImmutableSortedDictionary<string, string> s_none = ImmutableSortedDictionary<string, string>.Empty;

    private readonly FakeVm _peer = new();
    private readonly RuntimeStatusBoard _board;
    private readonly VmServices _services;
    private readonly WatchedVm _watched;
    private FakeVm.Client? _last;

    public VmActorCallTests()
    {
        var clock = new EngineClock(Time, null);
        _board = new RuntimeStatusBoard(clock);
        _services = new VmServices(
            new PartitionRouter([TestActor]), 7, new RunNumbers(), new VmRegistry(_ => false), new Attention(new WantedEvents(EventCatalogue.Default, _ => false), false),
            QmpConnectionOptions.Default with { TimeProvider = Time }, clock, _board, Logs);
        _watched = new WatchedVm(new MonitoredVm("web1", _peer.Address, "h1", s_none, s_none), null);
    }

    private VmState? State => _board.Read().Vms.SingleOrDefault()?.State;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Sys.Terminate();
        await _peer.DisposeAsync();
    }

    [Fact]
    public async Task Vm_calls_again_before_its_loss_was_told_it_is_told_all_the_same()
    {
        var vm = StartCalling();
        await CallAsync(vm);
        await AckAsync();
        await LoseAsync();
        await AckAsync();

        Time.Advance(VmActor.MinBackoff);   // The clock alone: no retry is due yet.
        await CallAsync(vm);

        Assert.Equal(["VM_LOST"], Events(await AckAsync()));
        Assert.Contains("VM_CONNECTED", Events(await AckAsync()));
    }

    [Fact]
    public async Task Vm_hangs_up_before_its_call_is_taken_that_is_why_it_is_away()
    {
        var vm = StartCalling();
        var relay = new SinkRelay(_services.Attention);
        var connection = await QmpConnection.ConnectAsync(_peer.Address, _services.Qmp, relay, CancellationToken.None).Guarded();
        (await _peer.NextAsync()).Close();
        await connection.Completion.Guarded();

        vm.Tell(new VmActor.Dialled(connection, relay));

        await Until(() => _board.Read().Vms.Single() is { State: VmState.Backoff, LastError: { } why } && why.Contains("the peer closed the connection", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Vm_calls_and_hangs_up_over_and_over_it_is_let_in_as_seldom_as_it_would_be_dialled()
    {
        var vm = StartCalling();
        await CallAsync(vm);
        await AckAsync();
        await LoseAsync();

        var refused = await CallAsync(vm);

        await refused.Gone.Task.Guarded();
        Assert.Equal((VmState.Backoff, 1), (State, _board.Read().DialIn.TooSoon));
        Advance(VmActor.MinBackoff);
        await CallAsync(vm);
        await Until(() => State == VmState.Live);
    }

    [Theory]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("Running!")]
    public async Task Run_state_is_no_word_of_qemus_it_is_not_known(string status)
    {
        _peer.Status = status;
        Start();

        Assert.Null((await AckAsync()).Inputs.OfType<VmStateInput>().First().State.Status);
    }

    [Fact]
    public async Task Renamed_by_a_reload_commands_find_it_under_its_new_name()
    {
        var vm = Start();
        await AckAsync();
        await Until(() => _services.Live.Find(_peer.Uuid!) is not null);

        _watched.Configured = _watched.Configured with { Name = "web2" };
        vm.Tell(VmActor.Relabel.Instance);

        await Until(() => _board.Read().Vms.Single().Name == "web2");
        await vm.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
        Assert.Equal("web2", _services.Live.Find(_peer.Uuid!)!.Identity.View.Name);
    }

    [Fact]
    public async Task Socket_is_new_while_an_occupied_one_is_dialled_it_is_dialled_at_once()
    {
        _peer.Silent = true;
        var vm = Start();
        await _peer.NextAsync();
        vm.Tell(new VmActor.SocketChanged(default));
        await vm.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
        _peer.Silent = false;

        var next = _peer.NextAsync();
        await Until(() =>
        {
            Time.Advance(TimeSpan.FromSeconds(1));   // No timer but that of the greeting.
            return next.IsCompleted;
        });

        Assert.Contains("VM_CONNECTED", await ToldAsync("VM_CONNECTED"));
    }

    [Fact]
    public async Task Socket_is_ever_another_is_dialled_once_a_second()
    {
        var missing = new WatchedVm(new MonitoredVm("web1", new UnixQmpAddress("/nonexistent/q.sock"), "h1", s_none, s_none), null);
        var vm = Start(missing);
        await Until(() => State == VmState.Backoff);
        var first = _board.Read().Vms.Single().Since;
        Time.Advance(TimeSpan.FromMilliseconds(1));
        vm.Tell(new VmActor.SocketChanged(default));
        await Until(() => State == VmState.Backoff && _board.Read().Vms.Single().Since != first);
        var since = _board.Read().Vms.Single().Since;
        Time.Advance(TimeSpan.FromMilliseconds(1));

        vm.Tell(new VmActor.SocketChanged(default));
        await vm.Ask<ActorIdentity>(new Identify(1), Guard.Limit);

        Assert.Equal((VmState.Backoff, since), (State, _board.Read().Vms.Single().Since));
        Advance(VmActor.NewSocketEvery);
        await Until(() => _board.Read().Vms.Single().Since != since);
    }

    private IActorRef StartCalling()
    {
        _watched.Configured = _watched.Configured with { Source = VmSource.DialledIn };
        return Start();
    }

    private IActorRef Start(WatchedVm? watched = null)
    {
        var (vm, services) = (watched ?? _watched, _services);
        return Sys.ActorOf(Props.Create(() => new VmActor(vm, services, new Random(1))));
    }

    private async Task<FakeVm.Client> CallAsync(IActorRef vm)
    {
        var relay = new SinkRelay(_services.Attention);
        var connection = await QmpConnection.ConnectAsync(_peer.Address, _services.Qmp, relay, CancellationToken.None).Guarded();
        vm.Tell(new VmActor.Dialled(connection, relay));
        return _last = await _peer.NextAsync();
    }

    private async Task LoseAsync()
    {
        await Until(() => State == VmState.Live);
        _last!.Close();
        await Until(() => State == VmState.Backoff);
    }

    private async Task<List<string>> ToldAsync(string name)
    {
        while (true)
        {
            if (Events(await AckAsync()) is var told && told.Contains(name))
                return told;
        }
    }

    private async Task<VmBatch> AckAsync()
    {
        var batch = await ExpectMsgAsync<VmBatch>();
        batch.Source.Tell(new BatchDone(batch.Number));
        return batch;
    }

    private static List<string> Events(VmBatch batch) => [.. batch.Inputs.Events().Select(input => input.Event.Name)];
}
