using System.Collections.Immutable;
using System.Net.Sockets;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.DialIn;
using Reactor.Actors.Discovery;
using Reactor.Actors.Hosting;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.Tests.DialIn;

public sealed class DialInActorTests : VirtualTimeKit, IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly List<Socket> _callers = [];
    private readonly RuntimeStatusBoard _board;
    private readonly VmServices _services;
    private readonly ListenPlace _place;

    public DialInActorTests()
    {
        _board = new RuntimeStatusBoard(new EngineClock(Time, null));
        _services = new VmServices(
            new PartitionRouter([TestActor]), 7, new RunNumbers(), new VmRegistry(), new Attention(new WantedEvents(EventCatalogue.Default, _ => false), false),
            QmpConnectionOptions.Default with { TimeProvider = Time }, new EngineClock(Time, null), _board, Logs);
        _place = new ListenPlace(new ListenConfiguration(new UnixQmpAddress(Path), [], ImmutableSortedDictionary<string, string>.Empty, TimeSpan.FromMinutes(1)));
    }

    private string Path => _folder.File("in.sock");

    private DialInStatus Counts => _board.DialIn.Read();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Sys.Terminate();
        _callers.ForEach(caller => caller.Dispose());
        _folder.Dispose();
    }

    [Fact]
    public async Task Process_that_says_nothing_keeps_few_calls_open_until_they_are_ended()
    {
        Start();
        await CallAsync(CallQuota.MostOfOne);

        var ended = await CallAsync();
        await GreetAsync(ended);

        Assert.Equal(0, await ended.ReceiveAsync(new byte[1]).Guarded());
        await Until(() => Counts.Crowded == 1);
        await Until(() =>
        {
            Advance(TimeSpan.FromSeconds(10));
            return Counts.Unidentified == CallQuota.MostOfOne;
        });
        await CallAsync();
        Assert.Equal(1, Counts.Crowded);
    }

    [Fact]
    public async Task Call_that_is_refused_is_ended_once_it_has_greeted_and_after_a_while_where_it_says_nothing()
    {
        _place.Configuration = _place.Configuration with { AllowUids = [uint.MaxValue] };
        Start();
        var (greets, mute) = (await CallAsync(), await CallAsync());
        // One after the other: what becomes of those two was decided once this one is counted.
        await CallAsync();
        await Until(() => Counts.Refused == 3);
        Assert.False(IsEnded(greets));

        await GreetAsync(greets);

        Assert.Equal(0, await greets.ReceiveAsync(new byte[1]).Guarded());
        Assert.False(IsEnded(mute));
        Advance(QmpConnectionOptions.Default.GreetingTimeout);
        Assert.Equal(0, await mute.ReceiveAsync(new byte[1]).Guarded());
    }

    [Fact]
    public async Task Process_that_is_refused_keeps_few_calls_open()
    {
        _place.Configuration = _place.Configuration with { AllowUids = [uint.MaxValue] };
        Start();
        await CallAsync(CallQuota.MostOfOne);

        var surplus = await CallAsync();

        Assert.Equal(0, await surplus.ReceiveAsync(new byte[1]).Guarded());
        Assert.DoesNotContain(_callers.SkipLast(1), IsEnded);
        await GreetAsync(_callers[0]);
        Assert.Equal(0, await _callers[0].ReceiveAsync(new byte[1]).Guarded());
        await Until(() => Counts.Refused == CallQuota.MostOfOne + 1);
    }

    [Fact]
    public async Task Call_is_ended_by_a_message_beyond_bounds_is_counted_as_such()
    {
        Start();
        var caller = await CallAsync();

        await caller.SendAsync(System.Text.Encoding.UTF8.GetBytes("{\"a\": " + new string('[', QmpConnectionOptions.Default.MaxDepth))).Guarded();

        await Until(() => Counts.Unidentified == 1);
        Assert.Equal(1, _board.Read().Connects.BeyondBounds);
    }

    [Fact]
    public async Task File_is_removed_socket_is_made_again_and_counted()
    {
        Start();
        await CallAsync();
        File.Delete(Path);

        await Until(() =>
        {
            Advance(DialInActor.LookEvery);
            return File.Exists(Path);
        });

        await CallAsync();
        Assert.Equal(1, Counts.Reopened);
        Assert.Single(Logs.Lines, line => line.Contains("did not find", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fault_goes_on_after_a_pause_with_what_was_configured_last_and_with_its_own_calls()
    {
        var actor = Start();
        await CallAsync(CallQuota.MostOfOne);
        actor.Tell(new TaskFault("testing", new InvalidOperationException("unforeseen")));
        await Until(() => !File.Exists(Path));

        await Until(() =>
        {
            Advance(TimeSpan.FromSeconds(1));
            return File.Exists(Path);
        });

        // Those of before have ended by themselves: they are not counted twice.
        await CallAsync(CallQuota.MostOfOne);
        var ended = await CallAsync();
        await GreetAsync(ended);
        Assert.Equal(0, await ended.ReceiveAsync(new byte[1]).Guarded());
        Assert.Equal(1, Counts.Crowded);

        _place.Configuration = _place.Configuration with { AllowUids = [uint.MaxValue] };
        actor.Tell(new TaskFault("testing", new InvalidOperationException("unforeseen")));
        await Until(() => !File.Exists(Path));
        await Until(() =>
        {
            Advance(TimeSpan.FromSeconds(1));
            return File.Exists(Path);
        });
        await CallAsync();
        await Until(() => Counts.Refused == 1);
    }

    private IActorRef Start()
    {
        var actor = ActorOfAsTestActorRef<Parent>(Props.Create(() => new Parent(_place, _services))).UnderlyingActor.Child;
        AwaitCondition(() => FileNode.Find(Path) is not null, Guard.Limit, TimeSpan.FromMilliseconds(5));
        return actor;
    }

    private static bool IsEnded(Socket caller) => caller.Poll(0, SelectMode.SelectRead);

    private static Task<int> GreetAsync(Socket caller) => caller.SendAsync("{\"QMP\": {}}\r\n"u8.ToArray()).Guarded();

    private async Task CallAsync(int calls)
    {
        for (var i = 0; i < calls; i++)
            await CallAsync();
    }

    // Until it is accepted.
    private async Task<Socket> CallAsync()
    {
        var before = Counts.Accepted;
        var caller = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _callers.Add(caller);
        await caller.ConnectAsync(new UnixDomainSocketEndPoint(Path));
        await Until(() => Counts.Accepted > before && Counts.Accepted == _callers.Count);
        return caller;
    }

    /// <summary>As the fleet is to it.</summary>
    private sealed class Parent : ReceiveActor
    {
        public Parent(ListenPlace place, VmServices services) => Child = Context.ActorOf(Props.Create(() => new DialInActor(place, services)));

        public IActorRef Child { get; }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);
    }
}
