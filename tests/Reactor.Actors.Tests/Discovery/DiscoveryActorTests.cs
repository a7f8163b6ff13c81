using System.Net.Sockets;
using Akka.Actor;
using Akka.TestKit;
using Reactor.Actors.Discovery;
using Reactor.Actors.Hosting;
using Reactor.Actors.Tests.Fakes;

namespace Reactor.Actors.Tests.Discovery;

public sealed class DiscoveryActorTests : VirtualTimeKit, IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    private TestActorRef<Parent>? _parent;

    private IActorRef Actor => _parent!.UnderlyingActor.Child;

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
        var actor = ActorOfAsTestActorRef<Parent>(Props.Create(() => new Parent(places, Time, Logs, told, SocketScan.Run))).UnderlyingActor.Child;
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

    [Fact]
    public async Task Watched_folder_changes_it_is_looked_at_though_no_time_passes()
    {
        Start(SocketScan.Run, _folder.File("*.qmp"));
        Assert.Empty((await ExpectMsgAsync<DiscoveryActor.Seen>()).Sockets!);
        // Once more, as something may have come before it was watched.
        Assert.Empty((await NextAsync(_ => true)).Sockets!);

        _socket.Bind(new UnixDomainSocketEndPoint(_folder.File("a.qmp")));

        Assert.Single((await ExpectMsgAsync<DiscoveryActor.Seen>()).Sockets!);
    }

    [Fact]
    public async Task File_system_that_does_not_answer_costs_the_places_behind_it_until_it_does()
    {
        var (dead, alive) = (_folder.File("dead"), _folder.File("alive"));
        Directory.CreateDirectory(dead);
        Directory.CreateDirectory(alive);
        _socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(dead, "a.qmp")));
        using var answers = new ManualResetEventSlim(true);
        var hangs = 0;
        Start((patterns, now, look) =>
        {
            if (patterns.Any(pattern => pattern.LeadsThrough(dead)) && !answers.IsSet)
            {
                look.At = dead;
                Interlocked.Increment(ref hangs);
                answers.Wait();
            }

            return SocketScan.Run(patterns, now, look);
        }, $"{dead}/*.qmp", $"{alive}/*.qmp");
        Assert.Single((await ExpectMsgAsync<DiscoveryActor.Seen>()).Sockets!);

        answers.Reset();
        using var other = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        other.Bind(new UnixDomainSocketEndPoint(Path.Combine(alive, "b.qmp")));
        Actor.Tell(DiscoveryActor.Look.Instance);
        await Until(() => hangs == 1);
        await HangAsync(1);
        var hanging = await NextAsync(seen => seen.Status.Hanging == 1 && seen.Sockets is not null);

        // What was seen behind it stands.
        Assert.Equal(["b.qmp", "a.qmp"], hanging.Sockets!.Value.Select(socket => Path.GetFileName(socket.Path)));
        Assert.Equal(1, Logs.Count("doesn't answer at"));

        answers.Set();
        var again = await NextAsync(seen => seen.Status.Hanging == 0 && seen.Sockets is not null);
        Assert.Equal(2, again.Sockets!.Value.Length);
        Assert.Equal((1, 1), (hangs, Logs.Count("answers again at")));
    }

    [Fact]
    public async Task Too_many_file_systems_that_do_not_answer_hold_all_looking_up_and_no_further_thread()
    {
        using var answers = new ManualResetEventSlim(false);
        var begun = 0;
        Start((patterns, now, look) =>
        {
            look.At = Path.GetDirectoryName(patterns.First().Text)!;
            Interlocked.Increment(ref begun);
            answers.Wait();
            return SocketScan.Run([], now, look);
        }, [.. Enumerable.Range(0, HangingLooks.Max + 2).Select(i => $"/dead{i}/*.qmp")]);
        for (var hanging = 1; hanging <= HangingLooks.Max + 1; hanging++)
        {
            await Until(() => begun == hanging);
            await HangAsync(hanging);
        }

        await PassAsync(DiscoveryActor.HangAfter);
        await PassAsync(DiscoveryActor.HangAfter);

        Assert.Equal(HangingLooks.Max + 1, begun);
        Assert.Equal(1, Logs.Count("no VMs are discovered until one of these does"));
        answers.Set();
        await NextAsync(seen => seen.Status.Hanging == 0);
    }

    [Fact]
    public async Task One_of_too_many_file_systems_answers_and_looking_goes_on_though_the_last_one_does_not()
    {
        using var first = new ManualResetEventSlim(false);
        using var others = new ManualResetEventSlim(false);
        var begun = 0;
        Start((patterns, now, look) =>
        {
            look.At = Path.GetDirectoryName(patterns.First().Text)!;
            var gate = Interlocked.Increment(ref begun) == 1 ? first : others;
            gate.Wait();
            return SocketScan.Run([], now, look);
        }, [.. Enumerable.Range(0, HangingLooks.Max + 2).Select(i => $"/dead{i}/*.qmp")]);
        for (var hanging = 1; hanging <= HangingLooks.Max + 1; hanging++)
        {
            await Until(() => begun == hanging);
            await HangAsync(hanging);
        }

        first.Set();

        await Until(() => begun == HangingLooks.Max + 2);
        others.Set();
        await NextAsync(seen => seen.Status.Hanging == 0);
    }

    private void Start(DiscoveryActor.Scan scan, params string[] patterns)
    {
        var places = new SocketPlaces { Patterns = [.. patterns.Select(pattern => new SocketPattern(pattern))] };
        var told = TestActor;
        _parent = ActorOfAsTestActorRef<Parent>(Props.Create(() => new Parent(places, Time, Logs, told, scan)));
        Actor.Tell(DiscoveryActor.Look.Instance);
    }

    // Time passes, and what comes due is done before this returns: else it would run ahead of threads that look.
    private async Task PassAsync(TimeSpan span)
    {
        Advance(span);
        await Actor.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
        await _parent!.Ask<ActorIdentity>(new Identify(1), Guard.Limit);
    }

    private async Task HangAsync(int count)
    {
        while (!TestActorHas(out var next) || next!.Status.Hanging != count)
            await PassAsync(DiscoveryActor.HangAfter);
    }

    private async Task<DiscoveryActor.Seen> NextAsync(Func<DiscoveryActor.Seen, bool> isMeant)
    {
        var meant = default(DiscoveryActor.Seen);
        await Until(() =>
        {
            // As little as lets a look begin that is to follow at once.
            Advance(TimeSpan.FromMilliseconds(1));
            while (meant is null && TestActorHas(out var next))
                meant = next is not null && isMeant(next) ? next : null;
            return meant is not null;
        });
        return meant!;
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
        public Parent(SocketPlaces places, TimeProvider time, Microsoft.Extensions.Logging.ILogger logger, IActorRef told, DiscoveryActor.Scan scan)
        {
            Child = Context.ActorOf(Props.Create(() => new DiscoveryActor(places, time, logger, scan)));
            Receive<DiscoveryActor.Seen>(told.Tell);
        }

        public IActorRef Child { get; }

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);
    }
}
