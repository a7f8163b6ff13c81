using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Partitions;
using Reactor.Rules.Engine;

namespace Reactor.Actors.Vms;

/// <summary>
/// Owns one <see cref="VmActor"/> per configured VM. A reload starts, stops and relabels them; one whose address changed, or that takes the name or
/// the monitor of one that goes, is started when the other has ended: a monitor serves one client, and what the other heard comes first.
/// </summary>
internal sealed class FleetActor : ReceiveActor
{
    private readonly ImmutableArray<MonitoredVm> _atStart;
    private readonly KnownVms _known;
    private readonly VmServices _services;
    private readonly Random _random;
    private readonly Dictionary<string, (WatchedVm Watched, IActorRef Actor)> _vms = new(StringComparer.Ordinal);
    private readonly Dictionary<IActorRef, (WatchedVm Watched, bool IsRemoved)> _ending = [];
    private readonly List<MonitoredVm> _waiting = [];
    private IActorRef? _stopper;
    private int _started;

    public FleetActor(ImmutableArray<MonitoredVm> vms, KnownVms known, VmServices services, Random random)
    {
        _atStart = vms;
        _known = known;
        _services = services;
        _random = new SharedRandom(random.Next());
        Running();
    }

    /// <summary>These are the VMs from now on.</summary>
    public sealed record Configure(ImmutableArray<MonitoredVm> Vms);

    /// <summary>All VMs stop; answered with <see cref="Stopped"/>.</summary>
    public sealed record Stop
    {
        public static readonly Stop Instance = new();
    }

    /// <summary>No VM is read any more, and what was heard is durable.</summary>
    public sealed record Stopped
    {
        public static readonly Stopped Instance = new();
    }

    protected override void PreStart()
    {
        foreach (var gone in _known.Gone)
            _services.Router.Route(new VmBatch(gone.View.Id, 0, VmBatcher.Removal(gone, _services.Epoch), Self));
        foreach (var vm in _atStart)
            Start(vm, _known.Find(vm.Name));
    }

    // One VM's fault is that VM's alone: it starts over, after a pause of its own, however often.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    private void Running()
    {
        Receive<Configure>(configure => OnConfigure(configure.Vms));
        Receive<Terminated>(ended => OnEnded(ended.ActorRef));
        Receive<BatchDone>(_ => { });
        Receive<Stop>(_ =>
        {
            _stopper = Sender;
            _waiting.Clear();
            Become(Stopping);
            foreach (var (watched, actor) in _vms.Values.ToArray())
                End(watched, actor, null);
            TellWhenDone();
        });
    }

    private void Stopping()
    {
        Receive<Terminated>(ended =>
        {
            _ending.Remove(ended.ActorRef);
            TellWhenDone();
        });
        ReceiveAny(_ => { });
    }

    private void OnConfigure(ImmutableArray<MonitoredVm> vms)
    {
        _waiting.Clear();
        var wanted = vms.ToDictionary(vm => vm.Name, StringComparer.Ordinal);
        foreach (var (watched, actor) in _vms.Values.ToArray())
        {
            if (!wanted.TryGetValue(watched.Configured.Name, out var vm))
                End(watched, actor, LinkState.Removed);
            else if (!vm.Address.Equals(watched.Configured.Address))
                End(watched, actor, LinkState.Lost);
            else
                Relabel(watched, actor, vm);
        }

        _waiting.AddRange(vms.Where(vm => !_vms.ContainsKey(vm.Name)));
        StartWaiting();
    }

    private static void Relabel(WatchedVm watched, IActorRef actor, MonitoredVm vm)
    {
        if (vm.MeansTheSame(watched.Configured))
            return;
        watched.Configured = vm;
        actor.Tell(VmActor.Relabel.Instance);
    }

    private void End(WatchedVm watched, IActorRef actor, LinkState? farewell)
    {
        _vms.Remove(watched.Configured.Name);
        _ending.Add(actor, (watched, farewell == LinkState.Removed));
        Context.Watch(actor);
        actor.Tell(new VmActor.Stop(farewell));
    }

    private void OnEnded(IActorRef actor)
    {
        if (_ending.Remove(actor, out var ended) && ended.IsRemoved)
        {
            _services.Uuids.Release(ended.Watched.Configured.Name);
            _services.Board.RemoveVm(ended.Watched.Configured.Name);
        }

        if (!ended.IsRemoved && ended.Watched?.Last is { } last && _waiting.Find(vm => vm.Name == last.View.Name) is { } again)
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

    private static bool Blocks(MonitoredVm ending, MonitoredVm vm) => ending.Name == vm.Name || ending.Address.Equals(vm.Address);

    private void Start(MonitoredVm vm, VmIdentity? last)
    {
        var watched = new WatchedVm(vm, last);
        // By type and arguments: an expression is compiled anew for every VM.
        var props = Props.Create<VmActor>(watched, _services, _random);
        _vms.Add(vm.Name, (watched, Context.ActorOf(props, $"vm-{_started++}")));
    }

    private void TellWhenDone()
    {
        if (_ending.Count == 0)
            _stopper.Tell(Stopped.Instance);
    }
}
