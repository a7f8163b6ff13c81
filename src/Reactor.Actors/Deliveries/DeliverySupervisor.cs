using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Hosting;
using Reactor.Reactions.Pacing;
using Reactor.Rules.Configuration;
using Reactor.Store;

namespace Reactor.Actors.Deliveries;

/// <summary>Owns one <see cref="TargetActor"/> per target that has, or had, deliveries, and wakes it when new ones are durable.</summary>
internal sealed class DeliverySupervisor : ActorBase, IWithTimers
{
    private const string LoadTimer = "load";

    private ImmutableSortedDictionary<string, TargetConfiguration> _configured;
    private readonly TargetServices _services;
    private readonly Random _random;
    private readonly Backoff _backoff;
    private readonly Dictionary<string, IActorRef> _targets = new(StringComparer.Ordinal);
    private ImmutableArray<string> _idle = [];
    private IActorRef? _stopper;

    public DeliverySupervisor(ImmutableSortedDictionary<string, TargetConfiguration> configured, TargetServices services, Random random)
    {
        _configured = configured;
        _services = services;
        _random = random;
        _backoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), random);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Deliveries became durable.</summary>
    /// <param name="Targets">Names of targets for which some wait in the store, without repeats.</param>
    public sealed record DeliveriesWritten(ImmutableArray<string> Targets)
    {
        /// <summary>Those that were claimed as they were written, in their order.</summary>
        public ImmutableArray<ClaimedDelivery> Claimed { get; init; } = [];

        /// <summary>An operator had them sent once more: targets that are left alone are tried at once.</summary>
        public bool ByHand { get; init; }
    }

    /// <summary>These are the targets from now on. Attempts under way end as they began.</summary>
    /// <param name="Targets">By name.</param>
    public sealed record Configure(ImmutableSortedDictionary<string, TargetConfiguration> Targets);

    /// <summary>An operator's word that a target is to be called. Answered with <see cref="TargetActor.Enabled"/>, or <see cref="NoTarget"/>.</summary>
    /// <param name="Target">Its name.</param>
    public sealed record Enable(string Target);

    /// <summary>There is no target of that name in the configuration.</summary>
    /// <param name="Configured">Those that there are.</param>
    public sealed record NoTarget(ImmutableArray<string> Configured);

    /// <summary>Attempts end, or are given back; answered with <see cref="Stopped"/>.</summary>
    public sealed record Stop
    {
        public static readonly Stop Instance = new();
    }

    /// <summary>No attempt is under way any more.</summary>
    public sealed record Stopped
    {
        public static readonly Stopped Instance = new();
    }

    private sealed record Load
    {
        public static readonly Load Instance = new();
    }

    private sealed record Loaded(ImmutableArray<string> Targets);

    private sealed record NotLoaded;

    protected override void PreStart()
    {
        ShowIdle();
        LoadPending();
    }

    // What a target's actor did not foresee leaves claims that nobody holds: only a fresh start makes them void.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Escalate);

    protected override bool Receive(object message) => Running(message);

    private bool Running(object message)
    {
        switch (message)
        {
            case DeliveriesWritten written:
                HandOver(written.Claimed);
                WakeAll(written.Targets, written.ByHand);
                break;
            case Configure configure:
                _configured = configure.Targets;
                foreach (var (name, target) in _targets)
                    target.Tell(new TargetActor.Configure(_configured.GetValueOrDefault(name)));
                ShowIdle();
                break;
            case Enable enable: OnEnable(enable.Target); break;
            case Load: LoadPending(); break;
            case Loaded loaded: WakeAll(loaded.Targets); break;
            case NotLoaded: Timers.StartSingleTimer(LoadTimer, Load.Instance, _backoff.Next()); break;
            case TaskFault fault: fault.Throw(); break;
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
                foreach (var (name, target) in _targets)
                {
                    if (target.Equals(ended.ActorRef))
                        _targets.Remove(name);
                }

                EndWhenIdle();
                break;
            case TaskFault fault: fault.Throw(); break;
        }

        return true; // Deliveries that become durable now are claimed after the next start.
    }

    private void OnEnable(string name)
    {
        if (!_configured.ContainsKey(name))
            Sender.Tell(new NoTarget([.. _configured.Keys]));
        // One that is disabled has an actor: its answer disabled it.
        else if (_targets.TryGetValue(name, out var target))
            target.Forward(TargetActor.Enable.Instance);
        else
            Sender.Tell(new TargetActor.Enabled(WasDisabled: false));
    }

    private void BeginStop()
    {
        _stopper = Sender;
        Timers.CancelAll();
        Become(Stopping);
        foreach (var target in _targets.Values)
        {
            Context.Watch(target);
            target.Tell(TargetActor.Stop.Instance);
        }

        EndWhenIdle();
    }

    private void EndWhenIdle()
    {
        if (_targets.Count == 0)
            _stopper.Tell(Stopped.Instance);
    }

    private void LoadPending() =>
        _services.Store.PendingTargetsAsync().PipeTo(
            Self,
            success: targets => new Loaded(targets),
            failure: e => e is StoreUnavailableException { IsFinal: false } ? new NotLoaded() : new TaskFault("looking for pending deliveries", e));

    private void WakeAll(ImmutableArray<string> targets, bool tryNow = false)
    {
        foreach (var name in targets)
        {
            if (!_targets.TryGetValue(name, out var target))
            {
                target = Start(name);
                _idle = _idle.Remove(name);
                _targets.Add(name, target);
            }

            target.Tell(tryNow ? TargetActor.TryNow.Instance : TargetActor.Wake.Instance);
        }
    }

    // Whoever gave room for them has an actor.
    private void HandOver(ImmutableArray<ClaimedDelivery> claimed)
    {
        foreach (var ofTarget in claimed.GroupBy(claim => claim.Delivery.Target))
            _targets[ofTarget.Key].Tell(new TargetActor.HandedOver([.. ofTarget]));
    }

    /// <summary>Whoever looks at the targets sees those too that had nothing to do yet.</summary>
    private void ShowIdle()
    {
        foreach (var name in _idle.Where(name => !_configured.ContainsKey(name)))
            _services.Board.RemoveTarget(name);
        _idle = [.. _configured.Keys.Where(name => !_targets.ContainsKey(name))];
        foreach (var name in _idle)
            _services.Board.SetTarget(new TargetTally(name, _configured[name], _services.Clock, _services.Logger).Status(BreakerState.Closed, 0, 0, null));
    }

    private IActorRef Start(string name)
    {
        var configuration = _configured.GetValueOrDefault(name);
        var random = new Random(_random.Next());
        var services = _services;
        return Context.ActorOf(ActorProps.Of(() => new TargetActor(name, configuration, services, random)), $"target-{_targets.Count}");
    }
}
