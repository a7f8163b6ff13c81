using Akka.Actor;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Clocks;
using Reactor.Store;

namespace Reactor.Actors.Deliveries;

/// <summary>Waits while the store can't be written, and tells of it once.</summary>
internal sealed class StoreTrouble(string target, Random random, ILogger logger)
{
    private const string Timer = "store";

    private readonly Backoff _backoff = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), random);

    /// <summary>It may work again: try.</summary>
    public sealed record TryAgain
    {
        public static readonly TryAgain Instance = new();
    }

    /// <summary>Nothing is asked of the store now.</summary>
    public bool Waits { get; private set; }

    /// <summary>It failed, and nothing has succeeded since.</summary>
    public bool IsFailing { get; private set; }

    public void OnFailure(StoreUnavailableException error, ITimerScheduler timers)
    {
        Waits = true;
        if (!timers.IsTimerActive(Timer))
            timers.StartSingleTimer(Timer, TryAgain.Instance, _backoff.Next());
        // Last, so that whoever reads it finds the next try arranged.
        if (!IsFailing)
            TargetLog.StoreUnavailable(logger, target, error.Message);
        IsFailing = true;
    }

    public void OnSuccess()
    {
        IsFailing = false;
        _backoff.Reset();
    }

    public void OnTryAgain() => Waits = false;
}
