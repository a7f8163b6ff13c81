using System.Net.Sockets;
using Akka.Actor;
using Reactor.Actors.Discovery;
using Reactor.Actors.Hosting;
using Reactor.Actors.Tests.Fakes;

namespace Reactor.Actors.Tests.Discovery;

public sealed class DiscoveryActorTests : VirtualTimeKit, IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Sys.Terminate();
        _socket.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Fault_looks_on_at_the_same_places_after_a_pause()
    {
        var places = new SocketPlaces { Patterns = [new SocketPattern(_folder.File("*.qmp"))] };
        var told = TestActor;
        var actor = ActorOfAsTestActorRef<Parent>(Props.Create(() => new Parent(places, Time, Logs, told))).UnderlyingActor.Child;
        actor.Tell(DiscoveryActor.Look.Instance);
        Assert.Empty((await ExpectMsgAsync<DiscoveryActor.Seen>()).Sockets!);

        actor.Tell(new TaskFault("testing", new InvalidOperationException("unforeseen")));
        _socket.Bind(new UnixDomainSocketEndPoint(_folder.File("a.qmp")));

        var seen = default(DiscoveryActor.Seen);
        await Until(() =>
        {
            Advance(DiscoveryActor.LookEvery);
            while (TestActorHas(out var next))
                seen = next is { Sockets: not null } ? next : seen;
            return seen is { Sockets.Length: 1 };
        });
    }

    private bool TestActorHas(out DiscoveryActor.Seen? seen)
    {
        var received = ReceiveOne(TimeSpan.Zero);
        seen = received as DiscoveryActor.Seen;
        return received is not null;
    }

    /// <summary>As the fleet is to it.</summary>
    private sealed class Parent : ReceiveActor
    {
        public Parent(SocketPlaces places, TimeProvider time, Microsoft.Extensions.Logging.ILogger logger, IActorRef told)
        {
            Child = Context.ActorOf(Props.Create(() => new DiscoveryActor(places, time, logger)));
            Receive<DiscoveryActor.Seen>(told.Tell);
        }

        public IActorRef Child { get; }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);
    }
}
