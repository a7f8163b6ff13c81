using Akka.Actor;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Clocks;
using Reactor.Actors.Status;
using Reactor.Rules.Configuration;
using Reactor.Store;

namespace Reactor.Actors.Hosting;

/// <summary>Prunes the store once an hour.</summary>
internal sealed partial class RetentionActor(IReactorStore store, RetentionConfiguration retention, EngineClock clock, RuntimeStatusBoard board, ILogger logger)
    : ActorBase, IWithTimers
{
    /// <summary>Time between the end of one pruning and the start of the next.</summary>
    internal static readonly TimeSpan Every = TimeSpan.FromHours(1);

    private const string PruneTimer = "prune";

    private readonly CancellationTokenSource _stopping = new();
    private RetentionConfiguration _retention = retention;

    public ITimerScheduler Timers { get; set; } = null!;

    private sealed record Prune
    {
        public static readonly Prune Instance = new();
    }

    private sealed record Pruned(PruneResult Result);

    private sealed record NotPruned(string Reason);

    protected override void PreStart() => Schedule();

    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    protected override bool Receive(object message)
    {
        switch (message)
        {
            // Other settings: they hold from the next pruning on.
            case RetentionConfiguration other: _retention = other; break;
            case Prune: OnPrune(); break;
            case Pruned pruned:
                OnPruned(pruned.Result);
                Schedule();
                break;
            case NotPruned failed:
                LogNotPruned(logger, failed.Reason);
                Schedule();
                break;
            case TaskFault fault: fault.Throw(); break;
            default: return false;
        }

        return true;
    }

    private void OnPrune() => store.PruneAsync(clock.Now, _retention, _stopping.Token).PipeTo(
        Self,
        success: result => new Pruned(result),
        failure: e => e is StoreUnavailableException { IsFinal: false } or OperationCanceledException
            ? new NotPruned(e.Message)
            : new TaskFault("pruning the store", e));

    private void OnPruned(PruneResult result)
    {
        board.Pruned = board.Pruned.Plus(result);
        LogPruned(logger, result.Events, result.Deliveries, result.DeadLetters, result.Alerts, result.Firings, result.Records, result.Audit);
    }

    private void Schedule() => Timers.StartSingleTimer(PruneTimer, Prune.Instance, Every);

    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "Removed from the store by age: {Events} events, {Deliveries} deliveries, {DeadLetters} dead letters, {Alerts} alerts, {Firings} firings, {Records} records, {Audit} rows of the audit")]
    private static partial void LogPruned(ILogger logger, long events, long deliveries, long deadLetters, long alerts, long firings, long records, long audit);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The store was not pruned ({Reason}); tried again in an hour")]
    private static partial void LogNotPruned(ILogger logger, string reason);
}
