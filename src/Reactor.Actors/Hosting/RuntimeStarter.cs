using System.Collections.Immutable;
using Akka;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Clocks;
using Reactor.Actors.Deliveries;
using Reactor.Actors.Operating;
using Reactor.Actors.Outbox;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Actors.Steps;
using Reactor.Actors.Vms;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Engine;
using Reactor.Store;

namespace Reactor.Actors.Hosting;

/// <summary>Restores the partitions, starts the actors, and hangs the orderly end into CoordinatedShutdown.</summary>
internal static class RuntimeStarter
{
    /// <summary>
    /// What Akka is to do otherwise than it does. Times of the phases of the end: together they stay below the host's shutdown timeout (30 s) and systemd's (90 s by default). A phase
    /// that takes longer is left behind: what is not durable by then is a gap, what is not delivered goes out after the next start.
    /// </summary>
    public const string Hocon = """
        # The host hears SIGTERM and runs it; a second one at the process's exit would race it.
        akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
        # Not an actor, which would hear nothing before it is started, nor after it is stopped.
        akka.stdout-logger-class = "Reactor.Actors.Hosting.AkkaLog, Reactor.Actors"
        akka.loggers = ["Reactor.Actors.Hosting.AkkaLog, Reactor.Actors"]
        akka.loglevel = WARNING
        akka.stdout-loglevel = WARNING
        akka.scheduler.implementation = "Reactor.Actors.Hosting.TimerScheduler, Reactor.Actors"
        akka.actor.serializers.json = "Reactor.Actors.Hosting.NoSerializer, Reactor.Actors"
        akka.actor.default-dispatcher.executor = "Reactor.Actors.Hosting.FewThreads, Reactor.Actors"
        akka.actor.default-mailbox.mailbox-type = "Reactor.Actors.Hosting.SmallMailbox, Reactor.Actors"
        akka.coordinated-shutdown.phases {
          before-service-unbind.timeout = 9s
          service-requests-done.timeout = 7s
          service-stop.timeout = 6s
          before-actor-system-terminate.timeout = 4s
          actor-system-terminate.timeout = 3s
        }
        """;

    // Of the four seconds of its phase: the store needs some too.
    private static readonly TimeSpan s_endWithin = TimeSpan.FromSeconds(2);

    /// <summary>Starts; where that fails, ends what was started, closes the store and throws.</summary>
    /// <param name="system">Where actors live.</param>
    /// <param name="plan">What to build.</param>
    /// <param name="rules">The rules that run, from now on.</param>
    /// <param name="loggers">The log.</param>
    public static async Task<StartedRuntime> StartAsync(ActorSystem system, RuntimePlan plan, Func<RuleSet> rules, ILoggerFactory loggers)
    {
        var shutdown = CoordinatedShutdown.Get(system);
        var sender = new WebhookSender(plan.Time);
        StartedRuntime? runtime = null;
        // First of all, so that a start that fails leaves no lock behind.
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "store", async () =>
        {
            try
            {
                if (runtime is not null)
                    await EndActorsAsync(runtime, loggers).ConfigureAwait(false);
            }
            finally
            {
                sender.Dispose();
                await plan.Store.DisposeAsync().ConfigureAwait(false);
            }

            return Done.Instance;
        });

        try
        {
            return runtime = await StartAsync(system, plan, rules, loggers, sender, shutdown).ConfigureAwait(false);
        }
        catch
        {
            await shutdown.Run(FaultReason.Instance).ConfigureAwait(false);
            throw;
        }
    }

    private static async Task<StartedRuntime> StartAsync(
        ActorSystem system, RuntimePlan plan, Func<RuleSet> rules, ILoggerFactory loggers, WebhookSender sender, CoordinatedShutdown shutdown)
    {
        var recoveries = new PartitionRecovery[PartitionMap.Count];
        for (var partition = 0; partition < recoveries.Length; partition++)
            recoveries[partition] = await plan.Store.RecoverAsync(partition).ConfigureAwait(false);

        var clock = new EngineClock(plan.Time, recoveries.Max(recovery => recovery.LastAt));
        var settings = plan.Settings;
        var board = new RuntimeStatusBoard(clock) { Watches = () => plan.Watchers.Status, StoreTrouble = () => plan.Store.Trouble };
        board.SetRules(settings.Rules);
        var known = new KnownVms(await plan.Store.VmsAsync().ConfigureAwait(false), settings.Fleet);
        var partitions = recoveries
            .Select((recovery, number) => new HostedPartition(number, plan.CreatePartition(number, recovery), known.OfPartition(number), recovery))
            .ToImmutableArray();
        // Actors start in their own time; whoever asks before sees every VM all the same.
        foreach (var vm in settings.Fleet.Listed)
        {
            var atStart = vm.StatusAtStart(clock.Now);
            board.SetVm(vm.Key, () => atStart);
        }

        var logger = loggers.CreateLogger("Reactor.Deliveries");
        var told = await StartCheck.EnableTargetsAsync(plan, clock, logger).ConfigureAwait(false);
        await StartCheck.TrySecretsAsync(settings, plan.Environment, logger).ConfigureAwait(false);

        await plan.Store.EndInterruptedAuditsAsync(clock.Now).ConfigureAwait(false);

        // Before anything is begun.
        var audit = new AuditRows(plan.Store.Epoch, clock);
        var operating = loggers.CreateLogger("Reactor.Operators");
        var pauses = new PausedActions(plan.Store, board, rules, audit, clock, operating);
        await pauses.RestoreAsync().ConfigureAwait(false);

        Action stopDaemon = () => shutdown.Run(FaultReason.Instance);
        var root = system.ActorOf(
            ActorProps.Of(() => new RuntimeActor(plan, partitions, known, clock, board, sender, loggers, stopDaemon)), "reactor");

        AddEnd(shutdown, root);
        if (!told.IsEmpty)
            root.Tell(new ShardActor.InboxBrought(told), ActorRefs.NoSender);
        return new StartedRuntime(
            board, root, new OperatorCommands(plan.Live, board, plan.Store, audit, clock, operating), pauses, new AuditedActs(plan.Store, audit, clock, operating),
            new DeliveryOrders(root, plan.Store, audit, clock, operating), audit, plan.Watchers);
    }

    // Before the store is closed: whoever still asked it for something would take that for a fault.
    private static async Task EndActorsAsync(StartedRuntime runtime, ILoggerFactory loggers)
    {
        try
        {
            await runtime.Root.GracefulStop(s_endWithin).ConfigureAwait(false);
        }
        finally
        {
            UnwrittenAtEnd.Tell(runtime.Board, loggers.CreateLogger("Reactor.Store"));
        }
    }

    private static void AddEnd(CoordinatedShutdown shutdown, IActorRef root)
    {
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "vms", async () =>
        {
            // Steps first: what is under way still needs its VM.
            await root.Ask<StepActor.Stopped>(StepActor.Stop.Instance, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
            await root.Ask<FleetActor.Stopped>(FleetActor.Stop.Instance, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
            return Done.Instance;
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "outbox", async () =>
        {
            // Again: where the phase before was left behind VMs still have what they heard, and shards that have ended would take none of it.
            await root.Ask<FleetActor.Stopped>(FleetActor.Stop.Instance, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
            await root.Ask<ShardActor.SnapshotsTaken>(ShardActor.TakeSnapshots.Instance, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
            await root.Ask<OutboxActor.Flushed>(OutboxActor.Flush.Instance, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
            return Done.Instance;
        });
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "deliveries", async () =>
        {
            await root.Ask<DeliverySupervisor.Stopped>(DeliverySupervisor.Stop.Instance, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
            return Done.Instance;
        });
    }

    private sealed class FaultReason : CoordinatedShutdown.Reason
    {
        public static readonly FaultReason Instance = new();

        public override int ExitCode => 1;
    }
}
