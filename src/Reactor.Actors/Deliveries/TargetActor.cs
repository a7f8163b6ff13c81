using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.Reactions.Pacing;
using Reactor.Rules.Configuration;
using Reactor.Store;

namespace Reactor.Actors.Deliveries;

/// <summary>
/// Attempts the deliveries of one target.
/// <code>
/// Running --410--> Disabled --configured, enabled--> Running
/// any --Stop--> Stopping --nothing in flight--> (ends)
/// </code>
/// A claim lasts from before the attempt until its outcome is durable: so there are never two attempts of one delivery at once. A slot lasts as long as
/// the attempt: so there are never more than the target's concurrency, and a slow store doesn't slow the target, until too many outcomes wait for it; one that fails
/// stops it.
/// </summary>
internal sealed partial class TargetActor : ActorBase, IWithTimers
{
    /// <summary>How long attempts under way may go on when the daemon stops.</summary>
    internal static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(3);

    private const int DefaultConcurrency = 4;

    /// <summary>Outcomes that aren't durable from which no further attempt begins: so many may be made again after a crash.</summary>
    internal const int MostUnwritten = 1024;

    private const string DueTimer = "due";
    private const string PaceTimer = "pace";
    private const string GraceTimer = "grace";

    private readonly string _name;
    private readonly TargetServices _services;
    private readonly Random _random;
    private readonly TargetTally _tally;
    private readonly TargetPace _pace = new();
    private readonly ClaimQueue _claims;
    private readonly OutcomeQueue _outcomes;
    private readonly Disablement _disablement;
    private readonly StoreTrouble _store;
    private readonly CancellationTokenSource _attempts = new();
    private readonly List<IActorRef> _enablers = [];

    private TargetConfiguration? _configuration;
    private DateTimeOffset? _nextDue;
    private DateTimeOffset? _paceDue;
    private int _inFlight;
    private bool _isUnburied;
    private bool _isStopping;
    private Action _goOn;

    public TargetActor(string name, TargetConfiguration? configuration, TargetServices services, Random random)
    {
        _name = name;
        _services = services;
        _random = random;
        _claims = new ClaimQueue(name, services, Self);
        _outcomes = new OutcomeQueue(name, services, Self);
        _disablement = new Disablement(name, services, Self);
        _store = new StoreTrouble(name, random, services.Logger);
        _configuration = configuration;
        _pace.Configure(configuration?.Rate, configuration?.Breaker, services.Clock.Now);
        _tally = new TargetTally(name, configuration, services.Clock, services.Logger);
        _goOn = () => GoOn();
        Report();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private int Concurrency => _configuration?.Concurrency ?? DefaultConcurrency;

    private bool SomeWait => _claims.Count > 0 || _claims.MayWait;

    // A disk that is full is often followed by a restart, which would have all of them made again: so while the store fails nothing is added to what it owes.
    private bool MayRemember => _outcomes.Count < MostUnwritten && !(_store.IsFailing && _outcomes.Count > 0);

    private bool IsOrdered => _configuration?.IsOrdered ?? false;

    protected override void PostStop()
    {
        _attempts.Cancel();
        _attempts.Dispose();
    }

    /// <summary>Begins what may begin, writes what ended, claims what may be needed next.</summary>
    private void GoOn(bool mayWait = false)
    {
        if (mayWait)
            _claims.Wake();
        var now = _services.Clock.Now;
        GiveBackOutdated(now);
        while (_inFlight < Concurrency && MayRemember && _claims.Count > 0 && _pace.TryBegin(now))
            Attempt(_claims.Begin(now));
        WriteOutcomes();
        if (!_store.Waits)
            Refill(now);
        if (SomeWait && _pace.RoomAt(now) is { } at)
            SchedulePace(at, now);
        Report();
    }

    private void Refill(DateTimeOffset now)
    {
        // Never more than may begin soon, since what is claimed is no longer the store's to bury or to show as waiting.
        _claims.Refill(Concurrency, _pace.Room(now), IsOrdered, now);
    }

    private void OnClaimed(ClaimQueue.Claimed claimed)
    {
        _claims.OnClaimed(claimed, IsOrdered);
        if (claimed.Error is { } error)
            _store.OnFailure(error, Timers);
        else
            _store.OnSuccess();
    }

    private void OnHandedOver(HandedOver handed)
    {
        foreach (var claim in handed.Claimed)
            _claims.OnHandedOver(claim);
    }

    private void WriteOutcomes()
    {
        if (!_store.Waits)
            _outcomes.WriteNext();
    }

    private void OnStoreAgain()
    {
        _store.OnTryAgain();
        if (_disablement.IsUnwritten)
            _disablement.Write();
        if (_isUnburied)
            Bury();
    }

    private void ScheduleDue(DateTimeOffset at)
    {
        if (_nextDue <= at)
            return;
        _nextDue = at;
        Timers.StartSingleTimer(DueTimer, Due.Instance, Until(at, _services.Clock.Now));
    }

    private void SchedulePace(DateTimeOffset at, DateTimeOffset now)
    {
        if (_paceDue == at)
            return;
        _paceDue = at;
        Timers.StartSingleTimer(PaceTimer, PaceOpens.Instance, Until(at, now));
    }

    private static TimeSpan Until(DateTimeOffset at, DateTimeOffset now) => at > now ? at - now : TimeSpan.Zero;

    private void BeginStop()
    {
        Timers.Cancel(DueTimer);
        Timers.Cancel(PaceTimer);
        Timers.StartSingleTimer(GraceTimer, GraceOver.Instance, StopGrace);
        _isStopping = true;
        Become(Stopping, EndWhenWritten);
        EndWhenIdle();
    }

    private void EndWhenIdle()
    {
        if (_inFlight + _outcomes.Count == 0)
            Context.Stop(Self);
    }

    private void Report() => _services.Board.SetTarget(_tally.Status(_pace.State, _inFlight, _outcomes.Count, NextTry()));

    private DateTimeOffset? NextTry()
    {
        if (_pace.State != BreakerState.Open || _pace.RoomAt(_services.Clock.Now) is not { } at)
            return _nextDue;
        return SomeWait || at > _nextDue ? at : _nextDue;
    }
}
