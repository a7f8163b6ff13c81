using System.Collections.Immutable;
using Akka.Actor;

namespace Reactor.Actors.Vms;

/// <summary>Owns one <see cref="VmActor"/> per configured VM.</summary>
internal sealed class FleetActor : ReceiveActor
{
    private readonly ImmutableArray<MonitoredVm> _vms;
    private readonly VmServices _services;
    private readonly Random _random;
    private IActorRef? _stopper;
    private int _left;

    public FleetActor(ImmutableArray<MonitoredVm> vms, VmServices services, Random random)
    {
        _vms = vms;
        _services = services;
        _random = random;
        Running();
    }

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
        for (var i = 0; i < _vms.Length; i++)
        {
            var vm = _vms[i];
            var services = _services;
            var random = new Random(_random.Next());
            Context.ActorOf(Props.Create(() => new VmActor(vm, services, random)), $"vm-{i}");
        }
    }

    // One VM's fault is that VM's alone: it starts over, after a pause of its own, however often.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Restart);

    private void Running() =>
        Receive<Stop>(_ =>
        {
            _stopper = Sender;
            Become(Stopping);
            foreach (var vm in Context.GetChildren())
            {
                _left++;
                Context.Watch(vm);
                vm.Tell(VmActor.Stop.Instance);
            }

            TellWhenDone();
        });

    private void Stopping() =>
        Receive<Terminated>(_ =>
        {
            _left--;
            TellWhenDone();
        });

    private void TellWhenDone()
    {
        if (_left == 0)
            _stopper.Tell(Stopped.Instance);
    }
}
