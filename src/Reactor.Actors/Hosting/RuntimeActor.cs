using System.Collections.Immutable;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Clocks;
using Reactor.Actors.Deliveries;
using Reactor.Actors.Outbox;
using Reactor.Actors.Partitions;
using Reactor.Actors.Secrets;
using Reactor.Actors.Status;
using Reactor.Actors.Vms;
using Reactor.Qmp;

namespace Reactor.Actors.Hosting;

/// <summary>
/// The root: starts everything in the order in which events flow, backwards, and is where unforeseen faults arrive. A fault of anything but a
/// VM's connection stops the daemon in order; what is committed goes on after the next start.
/// </summary>
internal sealed partial class RuntimeActor : ReceiveActor
{
    private readonly RuntimePlan _plan;
    private readonly ImmutableArray<IPartition> _partitions;
    private readonly EngineClock _clock;
    private readonly RuntimeStatusBoard _board;
    private readonly IWebhookSender _sender;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;
    private readonly Action _stopDaemon;
    private IActorRef _deliveries = ActorRefs.Nobody;
    private IActorRef _outbox = ActorRefs.Nobody;
    private IActorRef _fleet = ActorRefs.Nobody;
    private IActorRef _snapshotAsker = ActorRefs.Nobody;
    private ImmutableArray<IActorRef> _shards = [];
    private int _snapshotsLeft;

    public RuntimeActor(
        RuntimePlan plan, ImmutableArray<IPartition> partitions, EngineClock clock, RuntimeStatusBoard board, IWebhookSender sender,
        ILoggerFactory loggers, Action stopDaemon)
    {
        _plan = plan;
        _partitions = partitions;
        _clock = clock;
        _board = board;
        _sender = sender;
        _loggers = loggers;
        _logger = loggers.CreateLogger("Reactor.Runtime");
        _stopDaemon = stopDaemon;
        Running();
    }

    private sealed record Fault
    {
        public static readonly Fault Instance = new();
    }

    protected override void PreStart()
    {
        var (plan, clock, board, loggers) = (_plan, _clock, _board, _loggers);

        var secrets = new SecretResolver(plan.Secrets, plan.Environment);
        var attempt = new DeliveryAttempt(new WebhookRequestFactory(secrets, plan.Version), _sender);
        var services = new TargetServices(plan.Store, attempt, clock, plan.Time, board, loggers.CreateLogger("Reactor.Deliveries"));
        var deliveriesRandom = NextRandom();
        var deliveries = _deliveries = Context.ActorOf(
            Props.Create(() => new DeliverySupervisor(plan.Targets, services, deliveriesRandom)), "deliveries");

        var outboxRandom = NextRandom();
        var outbox = _outbox = Context.ActorOf(
            Props.Create(() => new OutboxActor(plan.Store, deliveries, board, loggers, outboxRandom)), "outbox");

        _shards = [.. Enumerable.Range(0, plan.Shards).Select(shard => StartShard(shard, outbox))];
        var router = new PartitionRouter(_shards);

        var wanted = new WantedEvents(EventCatalogue.Default, plan.Wants);
        var vmServices = new VmServices(
            router, plan.Store.Epoch, new RunNumbers(), new VmUuids(), wanted, plan.Qmp, clock, board, loggers.CreateLogger("Reactor.Vms"));
        var fleetRandom = NextRandom();
        _fleet = Context.ActorOf(Props.Create(() => new FleetActor(plan.Vms, vmServices, fleetRandom)), "fleet");

        var retentionLogger = loggers.CreateLogger("Reactor.Store");
        Context.ActorOf(Props.Create(() => new RetentionActor(plan.Store, plan.Retention, clock, retentionLogger)), "retention");
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(error =>
    {
        LogFault(_logger, error);
        _board.ReportFault(error.Message);
        Self.Tell(Fault.Instance);
        return Directive.Stop;
    });

    /// <summary>The requests come in the order of stopping; each is answered by the one that stopped.</summary>
    private void Running()
    {
        Receive<FleetActor.Stop>(stop => _fleet.Forward(stop));
        Receive<ShardActor.TakeSnapshots>(take =>
        {
            _snapshotAsker = Sender;
            _snapshotsLeft = _shards.Length;
            foreach (var shard in _shards)
                shard.Tell(take);
        });
        Receive<ShardActor.SnapshotsTaken>(taken =>
        {
            if (--_snapshotsLeft == 0)
                _snapshotAsker.Tell(taken);
        });
        Receive<OutboxActor.Flush>(flush => _outbox.Forward(flush));
        Receive<DeliverySupervisor.Stop>(stop => _deliveries.Forward(stop));
        Receive<Fault>(_ =>
        {
            Become(Faulted);
            _stopDaemon();
        });
    }

    /// <summary>A part is gone that the others wait for: nothing more can become durable, so nothing is waited for.</summary>
    private void Faulted()
    {
        Receive<FleetActor.Stop>(_ => Sender.Tell(FleetActor.Stopped.Instance));
        Receive<ShardActor.TakeSnapshots>(_ => Sender.Tell(ShardActor.SnapshotsTaken.Instance));
        Receive<OutboxActor.Flush>(_ => Sender.Tell(OutboxActor.Flushed.Instance));
        Receive<DeliverySupervisor.Stop>(_ => Sender.Tell(DeliverySupervisor.Stopped.Instance));
        ReceiveAny(_ => { });
    }

    private IActorRef StartShard(int shard, IActorRef outbox)
    {
        var (clock, board, shards) = (_clock, _board, _plan.Shards);
        var hosted = _partitions
            .Select((partition, index) => (partition, index))
            .Where(p => PartitionRouter.ShardOf(p.index, shards) == shard)
            .ToImmutableDictionary(p => p.index, p => p.partition);
        return Context.ActorOf(Props.Create(() => new ShardActor(shard, hosted, outbox, clock, board)), $"shard-{shard}");
    }

    // Random is not thread-safe: each actor has its own.
    private Random NextRandom() => new(_plan.Random.Next());

    [LoggerMessage(Level = LogLevel.Critical, Message = "An unforeseen fault; Reactor stops in order. What was accepted goes on after the next start")]
    private static partial void LogFault(ILogger logger, Exception error);
}
