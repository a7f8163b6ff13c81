using System.Collections.Immutable;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Clocks;
using Reactor.Actors.Deliveries;
using Reactor.Actors.Outbox;
using Reactor.Actors.Partitions;
using Reactor.Actors.Secrets;
using Reactor.Actors.Status;
using Reactor.Actors.Steps;
using Reactor.Actors.Tracing;
using Reactor.Actors.Vms;
using Reactor.Qmp;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;

namespace Reactor.Actors.Hosting;

/// <summary>
/// The root: starts everything in the order in which events flow, backwards, and is where unforeseen faults arrive. A fault of anything but a
/// VM's connection stops the daemon in order; what is committed goes on after the next start.
/// </summary>
internal sealed partial class RuntimeActor : ActorBase
{
    private static readonly TimeSpan s_countWithin = TimeSpan.FromSeconds(10);
    private static readonly CommandRisks s_risks = new(
        command => CommandCatalogue.Default.RiskOf(command) == CommandRisk.Read,
        command => CommandCatalogue.Default.RiskOf(command) == CommandRisk.Destructive);

    private readonly RuntimePlan _plan;
    private readonly ImmutableArray<HostedPartition> _partitions;
    private readonly KnownVms _known;
    private readonly EngineClock _clock;
    private readonly RuntimeStatusBoard _board;
    private readonly IWebhookSender _sender;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly Action _stopDaemon;
    private IActorRef _deliveries = ActorRefs.Nobody;
    private IActorRef _outbox = ActorRefs.Nobody;
    private IActorRef _heartbeat = ActorRefs.Nobody;
    private IActorRef _storeAlarm = ActorRefs.Nobody;
    private IActorRef _fleet = ActorRefs.Nobody;
    private IActorRef _steps = ActorRefs.Nobody;
    private IActorRef _retention = ActorRefs.Nobody;
    private IActorRef _snapshotAsker = ActorRefs.Nobody;
    private ImmutableArray<IActorRef> _shards = [];
    private int _snapshotsLeft;
    private readonly Queue<(RuntimeSettings Settings, IActorRef Operator)> _reloads = new();
    private int _reloadsLeft;
    private RuntimeSettings _settings;
    private SecretResolver? _secrets;
    private Attention? _attention;
    private PartitionRouter? _router;

    public RuntimeActor(
        RuntimePlan plan, ImmutableArray<HostedPartition> partitions, KnownVms known, EngineClock clock, RuntimeStatusBoard board, IWebhookSender sender,
        ILoggerFactory loggers, Action stopDaemon)
    {
        _plan = plan;
        _settings = plan.Settings;
        _partitions = partitions;
        _known = known;
        _clock = clock;
        _board = board;
        _sender = sender;
        _loggers = loggers;
        _logger = loggers.CreateLogger("Reactor.Runtime");
        _stopDaemon = stopDaemon;
    }

    /// <summary>Goes on with these settings. Answered with <see cref="Applied"/> once every partition stands on them, durably.</summary>
    public sealed record Apply(RuntimeSettings Settings);

    /// <summary>The settings are in force.</summary>
    public sealed record Applied
    {
        public static readonly Applied Instance = new();
    }

    private sealed record Fault
    {
        public static readonly Fault Instance = new();
    }

    protected override void PreStart()
    {
        var (plan, clock, board, loggers, known, self) = (_plan, _clock, _board, _loggers, _known, Self);

        var settings = _settings;
        var secrets = _secrets = new SecretResolver(settings.Secrets, plan.Environment);
        var tracer = new Tracer(plan.Spans);
        board.Traces = plan.Spans.Read;
        var attempt = new DeliveryAttempt(new WebhookRequestFactory(secrets, plan.Version), _sender, new MailAttempt(secrets, new SmtpSender(plan.Time)));
        Action<ImmutableArray<InboxRow>> bring = rows => self.Tell(new ShardActor.InboxBrought(rows), ActorRefs.NoSender);
        var services = new TargetServices(
            plan.Store, attempt, clock, plan.Time, bring, board, loggers.CreateLogger("Reactor.Deliveries")) { Tracer = tracer };
        var deliveriesRandom = NextRandom();
        var deliveries = _deliveries = Context.ActorOf(
            ActorProps.Of(() => new DeliverySupervisor(settings.Targets, services, deliveriesRandom)), "deliveries");

        var (wall, heartbeatLogger) = (plan.Time, loggers.CreateLogger("Reactor.Deliveries"));
        _heartbeat = Context.ActorOf(ActorProps.Of(() => new HeartbeatActor(attempt, wall, heartbeatLogger)), "heartbeat");
        _heartbeat.Tell(new HeartbeatActor.Configure(settings.Configuration));

        var alarmRandom = NextRandom();
        _storeAlarm = Context.ActorOf(
            ActorProps.Of(() => new StoreAlarmActor(settings, plan.Store.Epoch, attempt, clock, plan.Time, loggers.CreateLogger("Reactor.Store"), alarmRandom)), "store-alarm");

        var outboxRandom = NextRandom();
        var outbox = _outbox = Context.ActorOf(
            ActorProps.Of(() => new OutboxActor(plan.Store, deliveries, board, loggers, outboxRandom, tracer)), "outbox");

        var horizon = new FleetHorizon(clock);
        _shards = [.. Enumerable.Range(0, plan.Shards).Select(shard => StartShard(shard, outbox, horizon))];
        var router = _router = new PartitionRouter(_shards);
        foreach (var shard in _shards)
            shard.Tell(router);

        _attention = new Attention(new WantedEvents(EventCatalogue.Default, settings.Wants), settings.ReadsState);
        var vmServices = new VmServices(
            router, plan.Store.Epoch, new RunNumbers(), new VmRegistry(), _attention, plan.Qmp, clock, board, loggers.CreateLogger("Reactor.Vms"))
        {
            Live = plan.Live, Watchers = plan.Watchers, Options = plan.Vms,
        };
        board.Connects = () => vmServices.Connects.Status() with { ReadApart = vmServices.ReadApart.Count };
        var fleetRandom = NextRandom();
        _fleet = Context.ActorOf(ActorProps.Of(() => new FleetActor(settings.Fleet, known, vmServices, fleetRandom)), "fleet");
        _steps = Context.ActorOf(
            StepStarter.Props(
                plan.Store, plan.StoreFolder, vmServices.Live, s_risks, new StepGate(router.WhyNotBeginAsync, plan.Store, clock, plan.Time, new SharedRandom(_plan.Random.Next())).WhyNotBeginAsync, bring, clock, plan.Time, plan.Environment, plan.ExecGuard, steps => board.Steps = steps,
                tracer, loggers.CreateLogger("Reactor.Steps"), NextRandom()),
            "steps");

        var retentionLogger = loggers.CreateLogger("Reactor.Store");
        var retention = settings.Configuration.Store.Retention;
        _retention = Context.ActorOf(ActorProps.Of(() => new RetentionActor(plan.Store, retention, clock, board, retentionLogger)), "retention");
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(error =>
    {
        OnFault(error);
        return Directive.Stop;
    });

    // Started again by Akka it would know of no VM what it knew: it goes on as it is, and stops the daemon as for a fault of another.
    protected override bool AroundReceive(Receive receive, object message)
    {
        try
        {
            return base.AroundReceive(receive, message);
        }
#pragma warning disable CA1031 // Not hidden: it is logged, reported, and the daemon stops.
        catch (Exception e)
#pragma warning restore CA1031
        {
            OnFault(e);
            return true;
        }
    }

    private void OnFault(Exception error)
    {
        LogFault(_logger, error);
        _board.ReportFault(error.Message);
        Self.Tell(Fault.Instance);
    }

    protected override bool Receive(object message) => Running(message);

    /// <summary>The requests come in the order of stopping; each is answered by the one that stopped.</summary>
    private bool Running(object message)
    {
        switch (message)
        {
            case StepActor.Stop stop: _steps.Forward(stop); break;
            case FleetActor.Stop stop: _fleet.Forward(stop); break;
            case ShardActor.TakeSnapshots take:
                _snapshotAsker = Sender;
                _snapshotsLeft = _shards.Length;
                foreach (var shard in _shards)
                    shard.Tell(take);
                break;
            case ShardActor.SnapshotsTaken taken:
                if (--_snapshotsLeft == 0)
                    _snapshotAsker.Tell(taken);
                break;
            case ShardActor.CountRules count:
                Task.WhenAll(_shards.Select(shard => shard.Ask<ShardActor.RulesCounted>(count, s_countWithin))).PipeTo(
                    Sender, success: counted => new ShardActor.RulesCounted(RuleStatus.Sum(counted.SelectMany(of => of.Rules))));
                break;
            case ShardActor.InboxBrought brought: _router!.Route(brought.Rows); break;
            case Apply apply:
                _reloads.Enqueue((apply.Settings, Sender));
                if (_reloads.Count == 1)
                    BeginReload();
                break;
            case ShardActor.Reloaded:
                if (--_reloadsLeft == 0)
                    EndReload();
                break;
            case OutboxActor.Flush flush: _outbox.Forward(flush); break;
            case DeliverySupervisor.Stop or DeliverySupervisor.DeliveriesWritten or DeliverySupervisor.Enable: _deliveries.Forward(message); break;
            case Fault:
                Become(Faulted);
                _stopDaemon();
                break;
            default: return false;
        }

        return true;
    }

    /// <summary>First what is new: no event is missed that the new rules look for, and no delivery goes to a target that isn't known yet.</summary>
    private void BeginReload()
    {
        var (next, now) = (_reloads.Peek().Settings, _settings);
        _attention!.Wanted = new WantedEvents(EventCatalogue.Default, name => next.Wants(name) || now.Wants(name));
        _attention.ReadsState = next.ReadsState || now.ReadsState;
        _secrets!.Replace(now.Secrets.SetItems(next.Secrets));
        _deliveries.Tell(new DeliverySupervisor.Configure(now.Targets.SetItems(next.Targets)));
        _reloadsLeft = _shards.Length;
        var shared = new PartitionRules(next.Rules, next.Configuration);
        foreach (var shard in _shards)
            shard.Tell(new ShardActor.Reload(shared));
    }

    /// <summary>No partition goes by the old rules any more: what they alone needed goes, and VMs come and go.</summary>
    private void EndReload()
    {
        var (next, asker) = _reloads.Dequeue();
        _settings = next;
        _attention!.Wanted = new WantedEvents(EventCatalogue.Default, next.Wants);
        _attention.ReadsState = next.ReadsState;
        _secrets!.Replace(next.Secrets);
        _deliveries.Tell(new DeliverySupervisor.Configure(next.Targets));
        _heartbeat.Tell(new HeartbeatActor.Configure(next.Configuration));
        _storeAlarm.Tell(next);
        _retention.Tell(next.Configuration.Store.Retention);
        _fleet.Tell(new FleetActor.Configure(next.Fleet));
        _board.SetRules(next.Rules);
        asker.Tell(Applied.Instance);
        if (_reloads.Count > 0)
            BeginReload();
    }

    /// <summary>A part is gone that the others wait for: nothing more can become durable, so nothing is waited for.</summary>
    private bool Faulted(object message)
    {
        switch (message)
        {
            case StepActor.Stop: Sender.Tell(StepActor.Stopped.Instance); break;
            case FleetActor.Stop: Sender.Tell(FleetActor.Stopped.Instance); break;
            case ShardActor.TakeSnapshots: Sender.Tell(ShardActor.SnapshotsTaken.Instance); break;
            case OutboxActor.Flush: Sender.Tell(OutboxActor.Flushed.Instance); break;
            case DeliverySupervisor.Stop: Sender.Tell(DeliverySupervisor.Stopped.Instance); break;
            case Apply: Sender.Tell(new Akka.Actor.Status.Failure(new InvalidOperationException("Reactor is stopping after a fault: nothing is reloaded"))); break;
        }

        return true;
    }

    private IActorRef StartShard(int shard, IActorRef outbox, FleetHorizon horizon)
    {
        var (clock, board, shards) = (_clock, _board, _plan.Shards);
        var hosted = _partitions
            .Where(partition => PartitionRouter.ShardOf(partition.Number, shards) == shard)
            .ToImmutableDictionary(partition => partition.Number);
        var store = _plan.Store;
        return Context.ActorOf(ActorProps.Of(() => new ShardActor(shard, hosted, outbox, store, clock, horizon, board)), $"shard-{shard}");
    }

    // Random is not thread-safe: each actor has its own.
    private Random NextRandom() => new(_plan.Random.Next());

    [LoggerMessage(Level = LogLevel.Critical, Message = "An unforeseen fault; Reactor stops in order. What was accepted goes on after the next start")]
    private static partial void LogFault(ILogger logger, Exception error);
}
