using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.DialIn;
using Reactor.Actors.Discovery;
using Reactor.Actors.Hosting;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>
/// Owns one <see cref="VmActor"/> per VM that is listed or was found. A reload, or a look at the places where VMs are found, starts, stops and
/// relabels them: they are told apart by their monitors, so that a VM stays the same under another name. One that takes the name or the monitor of
/// one that goes is started when the other has ended: a monitor serves one client, and what the other heard comes first.
/// </summary>
internal sealed partial class FleetActor : ActorBase, IWithTimers
{
    /// <summary>How often it is looked who is to be forgotten.</summary>
    internal static readonly TimeSpan ForgetEvery = TimeSpan.FromSeconds(1);

    private const string ForgetTimer = "forget";

    private readonly KnownVms _known;
    private readonly VmServices _services;
    private readonly Random _random;
    private readonly Roster _roster;
    private readonly Dictionary<string, FleetEntry> _vms = new(StringComparer.Ordinal);
    private readonly Dictionary<IActorRef, FleetEntry> _ending = [];
    private readonly HashSet<FleetEntry> _away = [];
    private readonly Listeners _listeners;
    private readonly SocketPlaces _places = new();
    private readonly List<MonitoredVm> _waiting = [];
    private readonly UnwatchedCalls _unwatched;
    private IActorRef _discovery = ActorRefs.Nobody;
    private readonly List<IActorRef> _stoppers = [];
    private int _started;

    public FleetActor(FleetPlan plan, KnownVms known, VmServices services, Random random)
    {
        _known = known;
        _services = services;
        _unwatched = new UnwatchedCalls(services.Board.DialIn, services.Qmp.TimeProvider, services.Logger);
        _random = new SharedRandom(random.Next());
        _roster = new Roster(plan);
        _listeners = new Listeners(services);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>These are the VMs, and the places to look for them, from now on.</summary>
    public sealed record Configure(FleetPlan Plan);

    /// <summary>Another process has the address of this VM by now, while the one that is connected lives on.</summary>
    public sealed record TakenOver(string Key, string Process);

    /// <summary>The VM that this one was goes on in another process, which it was migrated to.</summary>
    public sealed record HandedOver(string Key);

    /// <summary>This VM is not connected any more.</summary>
    public sealed record Away(string Key);

    /// <summary>All VMs stop; answered with <see cref="Stopped"/>, whoever says so and however often.</summary>
    public sealed record Stop
    {
        public static readonly Stop Instance = new();
    }

    /// <summary>No VM is read any more, and what was heard is durable.</summary>
    public sealed record Stopped
    {
        public static readonly Stopped Instance = new();
    }

    private sealed record LookForForgotten
    {
        public static readonly LookForForgotten Instance = new();
    }

    protected override void PreStart()
    {
        foreach (var gone in _known.Gone)
            _services.Router.Route(new VmBatch(gone.View.Id, 0, VmBatcher.Removal(gone, _services.Epoch), Self));
        _services.Registry.SetListed(_roster.Plan.Listed);
        foreach (var vm in _known.Found)
            _roster.TryAdd(vm);
        Expect(_roster.Vms.Count());
        foreach (var vm in _roster.Vms)
        {
            if (_known.Find(vm.Key) is { } last)
                _services.Registry.Remember(vm.Key, last);
        }

        foreach (var vm in _roster.Vms)
            Start(vm, _known.Find(vm.Key));
        _known.LetGo();
        var (places, services) = (_places, _services);
        places.Patterns = _roster.Plan.Patterns;
        _discovery = Context.ActorOf(ActorProps.Of(() => new DiscoveryActor(places, services.Qmp.TimeProvider, services.Logger)), "discovery");
        _discovery.Tell(DiscoveryActor.Look.Instance);
        _listeners.Listen(_roster.Plan.Listeners, Context);
    }

    // A fault of a VM's actor, of a listener's or of what looks for sockets is its own alone: it starts over, after a pause of its own, however often.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    private void Expect(int vms)
    {
        _vms.EnsureCapacity(vms);
        _services.Registry.Expect(vms);
        _services.Live.Expect(vms);
    }

    protected override bool Receive(object message) => Running(message);

    private bool Running(object message)
    {
        switch (message)
        {
            case Configure configure: OnConfigure(configure.Plan); break;
            case DialInActor.Caller caller: OnCaller(caller); break;
            case DiscoveryActor.Seen seen: OnSeen(seen); break;
            case LookForForgotten: Forget(); break;
            case TakenOver taken: OnTakenOver(taken); break;
            case Away away:
                if (_vms.TryGetValue(away.Key, out var entry))
                    LookAfter(entry);
                break;
            case HandedOver over: _vms.GetValueOrDefault(over.Key)?.Actor.Tell(VmActor.HandedOver.Instance); break;
            case Terminated ended: OnEnded(ended.ActorRef); break;
            case BatchDone: break;
            case Stop: BeginStop(); break;
            default: return false;
        }

        return true;
    }

    private bool Stopping(object message)
    {
        switch (message)
        {
            case Terminated ended:
                _ending.Remove(ended.ActorRef);
                TellWhenDone();
                break;
            case DialInActor.Caller caller: _ = caller.Connection.DisposeAsync().AsTask(); break;
            case Stop:
                _stoppers.Add(Sender);
                TellWhenDone();
                break;
        }

        return true;
    }

    private void OnConfigure(FleetPlan plan)
    {
        _roster.Follow(plan);
        _services.Registry.SetListed(plan.Listed);
        _places.Patterns = plan.Patterns;
        _discovery.Tell(DiscoveryActor.Look.Instance);
        Arrange();
        _listeners.Listen(plan.Listeners, Context);
    }

    private void BeginStop()
    {
        _stoppers.Add(Sender);
        _waiting.Clear();
        Timers.CancelAll();
        Context.Stop(_discovery);
        _listeners.Listen([], Context);
        Become(Stopping);
        foreach (var entry in _vms.Values.ToArray())
            End(entry, null);
        TellWhenDone();
    }

    /// <summary>Starts, stops and relabels so that those are watched who are to be.</summary>
    private void Arrange()
    {
        _waiting.Clear();
        var wanted = _roster.Vms.ToDictionary(vm => vm.Key, StringComparer.Ordinal);
        var moved = _roster.Plan.Listed.Where(vm => !_vms.ContainsKey(vm.Key)).Select(vm => vm.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var entry in _vms.Values.Where(entry => entry.Watched.DetachedKey is null).ToArray())
        {
            var before = entry.Watched.Configured;
            if (wanted.TryGetValue(before.Key, out var vm))
                Relabel(entry, vm);
            else
                End(entry, before.Source == VmSource.Listed && moved.Contains(before.Name) ? LinkState.Lost : LinkState.Removed);
        }

        _waiting.AddRange(wanted.Values.Where(vm => !_vms.ContainsKey(vm.Key)));
        StartWaiting();
    }

    private void Relabel(FleetEntry entry, MonitoredVm vm)
    {
        if (vm.MeansTheSame(entry.Watched.Configured))
            return;
        entry.Watched.Configured = vm;
        entry.Actor.Tell(VmActor.Relabel.Instance);
        LookAfter(entry);
    }

    private void End(FleetEntry entry, LinkState? farewell)
    {
        _vms.Remove(entry.Watched.Key);
        entry.IsRemoved = farewell == LinkState.Removed;
        _ending.Add(entry.Actor, entry);
        Context.Watch(entry.Actor);
        entry.Watched.Ending = new VmActor.Stop(farewell);
        entry.Actor.Tell(entry.Watched.Ending);
    }

    private void OnEnded(IActorRef actor)
    {
        if (!_ending.Remove(actor, out var ended))
            return;
        var watched = ended.Watched;
        _services.Registry.Release(watched.Key);
        _services.Board.RemoveVm(watched.Key);
        if (!ended.IsRemoved && watched.Last is { } last && _waiting.Find(vm => vm.Source == VmSource.Listed && vm.Name == watched.Configured.Name) is { } again)
        {
            _waiting.Remove(again);
            Start(again, last);
        }

        StartWaiting();
    }

    private void StartWaiting()
    {
        foreach (var vm in _waiting.Where(vm => !_ending.Values.Any(ending => Blocks(ending.Watched.Configured, vm))).ToArray())
        {
            _waiting.Remove(vm);
            Start(vm, null);
        }
    }

    private static bool Blocks(MonitoredVm ending, MonitoredVm vm) => ending.Name == vm.Name || ending.Key == vm.Key;

    private void Start(MonitoredVm vm, VmIdentity? last)
    {
        var watched = new WatchedVm(vm, last);
        // By type and arguments: an expression is compiled anew for every VM.
        var props = Props.Create<VmActor>(watched, _services, _random);
        var entry = new FleetEntry(watched, Context.ActorOf(props, $"vm-{_started++}"));
        _vms.Add(vm.Key, entry);
        LookAfter(entry);
    }

    private void TellWhenDone()
    {
        if (_ending.Count > 0)
            return;
        foreach (var stopper in _stoppers)
            stopper.Tell(Stopped.Instance);
        _stoppers.Clear();
    }

    private sealed class FleetEntry(WatchedVm watched, IActorRef actor)
    {
        public WatchedVm Watched => watched;

        public IActorRef Actor => actor;

        /// <summary>Since when it may be forgotten; null while it may not.</summary>
        public DateTimeOffset? GoneSince { get; set; }

        public bool IsRemoved { get; set; }
    }
}
