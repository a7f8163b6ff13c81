using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Partitions;
using Reactor.Actors.Status;
using Reactor.Reactions.Partitions;

namespace Reactor.Actors.Hosting;

/// <summary>Adds the runtime to a host.</summary>
public static class ReactorRuntimeServices
{
    /// <summary>
    /// Adds the runtime: it starts with the host (restoring state from the store first; a failure there fails the host's start) and stops with
    /// it in order: VMs are left, what was heard becomes durable, attempts under way end or are given back, the store is closed. That takes up
    /// to 29 s where things hang: leave the host's shutdown timeout at 30 s or more. Registers <see cref="IRuntimeStatusSource"/> and <see cref="IReactorRuntime"/>.
    /// </summary>
    /// <param name="services">The host's services; logging is expected among them.</param>
    /// <param name="options">What to run.</param>
    public static IServiceCollection AddReactorRuntime(this IServiceCollection services, ReactorRuntimeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Shards, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Shards, PartitionMap.VmPartitions);
        return services.AddRuntime(ToPlan(options));
    }

    internal static IServiceCollection AddRuntime(this IServiceCollection services, RuntimePlan plan)
    {
        var status = new RuntimeStatusHolder(plan);
        var runtime = new ReactorRuntime(plan.Store, plan.Settings);
        services.AddSingleton<IRuntimeStatusSource>(status);
        services.AddSingleton<IReactorRuntime>(runtime);
        return services.AddHostedService(provider => new RuntimeService(
            plan, runtime, status, provider.GetRequiredService<ILoggerFactory>(), provider.GetRequiredService<IHostApplicationLifetime>()));
    }

    private static RuntimePlan ToPlan(ReactorRuntimeOptions options)
    {
        var (configuration, rules) = (options.Configuration, options.Rules);
        var shared = new PartitionRules(rules, configuration);
        return new RuntimePlan
        {
            Settings = RuntimeSettings.From(configuration, rules),
            CreatePartition = (number, recovery) =>
            {
                var core = new PartitionCore(number, shared, options.Partitions);
                core.Restore(recovery.Snapshot, recovery.Inputs, recovery.OpenAlerts, recovery.AppliedSequence, recovery.State);
                return new CorePartition(core);
            },
            Store = options.Store,
            StoreFolder = options.StoreFolder,
            Version = options.Version,
            Time = options.TimeProvider,
            Random = options.Random,
            Qmp = options.Qmp,
            Vms = options.Vms,
            Shards = options.Shards,
            ExecGuard = options.ExecGuard,
            Spans = options.Spans,
            Environment = Environment.GetEnvironmentVariable,
        };
    }
}
