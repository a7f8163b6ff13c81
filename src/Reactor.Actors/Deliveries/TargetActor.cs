using System.Collections.Immutable;
using Akka.Actor;
using Reactor.Actors.Clocks;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.Reactions.Commits;
using Reactor.Rules.Configuration;
using Reactor.Store;

namespace Reactor.Actors.Deliveries;

/// <summary>
/// Attempts the deliveries of one target.
/// <code>
/// Ready --wake, due--> Claiming --claimed--> Ready
///   |                     |
///   +------- 410 ---------+--> Disabling --written--> Disabled
/// any --Stop--> Stopping --nothing in flight--> (ends)
/// </code>
/// A slot is taken from the claim until the outcome is durable, so there are never two attempts of one delivery at once, and never more than
/// the target's concurrency.
/// </summary>
internal sealed class TargetActor : ReceiveActor, IWithTimers
{
    /// <summary>How long attempts under way may go on when the daemon stops.</summary>
    internal static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(3);

    private const int DefaultConcurrency = 4;
    private const string DueTimer = "due";
    private const string StoreTimer = "store";
    private const string GraceTimer = "grace";

    private readonly string _name;
    private TargetConfiguration? _configuration;
    private readonly TargetServices _services;
    private readonly Random _random;
    private readonly TargetTally _tally;
    private readonly Backoff _storeBackoff;
    private int _concurrency;
    private readonly CancellationTokenSource _attempts = new();
    private readonly Dictionary<string, ClaimedDelivery> _inFlight = new(StringComparer.Ordinal);
    private readonly Queue<AttemptResult> _unwritten = new();

    private DateTimeOffset? _nextDue;
    private bool _moreWaits;
    private bool _wokenMeanwhile;
    private bool _claiming;
    private bool _storeFails;
    private bool _storeReported;
    private bool _disabledUnwritten;
    private bool _unburied;
    private bool _stopping;
    private string? _disabled;

    public TargetActor(string name, TargetConfiguration? configuration, TargetServices services, Random random)
    {
        _name = name;
        _configuration = configuration;
        _services = services;
        _random = random;
        _storeBackoff = new Backoff(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(5), random);
        _concurrency = configuration?.Concurrency ?? DefaultConcurrency;
        _tally = new TargetTally(name, services.Logger);
        Report();
        Ready();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Deliveries may wait: claim.</summary>
    public sealed record Wake
    {
        public static readonly Wake Instance = new();
    }

    /// <summary>Finish what is under way, give back the rest, and end.</summary>
    public sealed record Stop
    {
        public static readonly Stop Instance = new();
    }

    /// <summary>The target's settings from now on; null: it is not configured any more.</summary>
    public sealed record Configure(TargetConfiguration? Configuration);

    private sealed record Due
    {
        public static readonly Due Instance = new();
    }

    private sealed record StoreAgain
    {
        public static readonly StoreAgain Instance = new();
    }

    private sealed record GraceOver
    {
        public static readonly GraceOver Instance = new();
    }

    private sealed record Claimed(ImmutableArray<ClaimedDelivery> Deliveries, int Asked, DateTimeOffset? NextDue, StoreUnavailableException? Error);

    private sealed record AttemptEnded(ClaimedDelivery Claim, SendResult Sent);

    private sealed record AttemptGivenUp(ClaimedDelivery Claim);

    private sealed record AttemptFaulted(ClaimedDelivery Claim, Exception Error);

    private sealed record Buried(ImmutableArray<InboxRow> ToPartitions);

    private sealed record NotBuried(StoreUnavailableException Error);

    private sealed record Written(AttemptResult Result, InboxRow? ToPartition);

    private sealed record NotWritten(AttemptResult Result, StoreUnavailableException Error);

    private sealed record DisabledWritten;

    private sealed record DisabledNotWritten(StoreUnavailableException Error);

    protected override void PostStop()
    {
        _attempts.Cancel();
        _attempts.Dispose();
    }

    private void Ready()
    {
        Receive<Wake>(_ => Claim());
        Receive<Due>(_ => OnDue());
        ReceiveOutcomes(onSlotFree: () =>
        {
            if (_moreWaits)
                Claim();
        });
        Receive<Stop>(_ => BeginStop());
    }

    private void Claiming()
    {
        Receive<Wake>(_ => _wokenMeanwhile = true);
        Receive<Due>(_ => OnDue());
        Receive<Claimed>(claimed =>
        {
            OnClaimed(claimed);
            Become(Ready);
            if (_wokenMeanwhile)
                Claim();
        });
        ReceiveOutcomes(onSlotFree: () => { });
        Receive<Stop>(_ => BeginStop());
    }

    private void Disabling()
    {
        Receive<Wake>(_ => { });
        Receive<DisabledWritten>(_ =>
        {
            OnStoreSuccess();
            Become(Disabled);
        });
        Receive<DisabledNotWritten>(failed =>
        {
            _disabledUnwritten = true;
            OnStoreFailure(failed.Error);
        });
        ReceiveWhileDisabled();
    }

    private void Disabled()
    {
        // The store makes dead letters of what is committed for it from now on.
        Receive<Wake>(_ => { });
        ReceiveWhileDisabled();
    }

    private void Stopping()
    {
        Receive<Wake>(_ => { });
        Receive<Due>(_ => { });
        Receive<Stop>(_ => { });
        Receive<DisabledWritten>(_ => { });
        Receive<DisabledNotWritten>(_ => { });
        Receive<GraceOver>(_ => _attempts.Cancel());
        Receive<Claimed>(claimed =>
        {
            _claiming = false;
            foreach (var claim in claimed.Deliveries)
            {
                _inFlight.Add(claim.Delivery.WebhookId, claim);
                Write(Released(claim));
            }

            EndWhenIdle();
        });
        // The claim of an ended epoch is void anyway.
        Receive<NotWritten>(failed => failed.Result.Outcome == AttemptOutcome.Released, failed =>
        {
            _inFlight.Remove(failed.Result.WebhookId);
            EndWhenIdle();
        });
        ReceiveOutcomes(onSlotFree: EndWhenIdle);
    }

    private void ReceiveWhileDisabled()
    {
        Receive<Due>(_ => { });
        Receive<Claimed>(claimed =>
        {
            _claiming = false;
            foreach (var claim in claimed.Deliveries)
            {
                _inFlight.Add(claim.Delivery.WebhookId, claim);
                GiveUp(claim, AttemptOutcome.Dead, $"not sent: {_disabled}");
            }
        });
        ReceiveOutcomes(onSlotFree: () => { });
        Receive<Stop>(_ => BeginStop());
    }

    private void ReceiveOutcomes(Action onSlotFree)
    {
        Receive<AttemptEnded>(ended => OnAttemptEnded(ended.Claim, ended.Sent));
        Receive<AttemptGivenUp>(givenUp => Write(Released(givenUp.Claim)));
        Receive<AttemptFaulted>(faulted =>
        {
            TargetLog.AttemptFault(_services.Logger, faulted.Error, faulted.Claim.Delivery.WebhookId, _name);
            var detail = Excerpt.Of($"the attempt failed inside Reactor: {faulted.Error.GetType().Name}", []);
            OnAttemptEnded(faulted.Claim, new SendResult(null, detail, null, TimeSpan.Zero));
        });
        Receive<Written>(written =>
        {
            OnWritten(written.Result);
            if (written.ToPartition is { } row)
                _services.Inbox([row]);
            onSlotFree();
        });
        Receive<NotWritten>(failed =>
        {
            _unwritten.Enqueue(failed.Result);
            OnStoreFailure(failed.Error);
        });
        Receive<StoreAgain>(_ => OnStoreAgain());
        Receive<Configure>(configure => OnConfigure(configure.Configuration));
        Receive<Buried>(buried =>
        {
            _services.Inbox(buried.ToPartitions);
            Report();
        });
        Receive<NotBuried>(failed =>
        {
            _unburied = true;
            OnStoreFailure(failed.Error);
        });
        Receive<TaskFault>(fault => fault.Throw());
    }

    private void OnConfigure(TargetConfiguration? configuration)
    {
        var returns = _configuration is null;
        _configuration = configuration;
        _concurrency = configuration?.Concurrency ?? DefaultConcurrency;
        if (configuration is null)
        {
            if (!returns)
                Bury();
            return;
        }

        _unburied = false;
        if (returns)
            _tally.Enter(TargetState.Active);
        if (_disabled is not null && !_stopping)
            Enable();
        Report();
    }

    /// <summary>A reload is the operator's word that the target should be called, as a start is.</summary>
    private void Enable()
    {
        _disabled = null;
        _disabledUnwritten = false;
        _tally.Enter(TargetState.Active);
        Become(Ready);
        _services.Store.SetTargetDisabledAsync(_name, null, _services.Clock.Now).PipeTo(
            Self,
            success: () => Wake.Instance,
            // Its deliveries stay dead letters then, which the next reload or start tries to mend.
            failure: e => e is StoreUnavailableException { IsFinal: false } ? Wake.Instance : new TaskFault($"enabling target {_name}", e));
    }

    /// <summary>What waits for a target that is not configured any more ends as dead letters; an attempt under way tells its own outcome.</summary>
    private void Bury()
    {
        _unburied = false;
        _tally.Enter(TargetState.Unknown);
        _services.Store.RemoveTargetAsync(_name, _services.Clock.Now).PipeTo(
            Self,
            success: rows => new Buried(rows),
            failure: e => e is StoreUnavailableException { IsFinal: false } unavailable
                ? new NotBuried(unavailable)
                : new TaskFault($"burying the deliveries to {_name}", e));
        Report();
    }

    private void Claim()
    {
        _wokenMeanwhile = false;
        var free = _concurrency - _inFlight.Count;
        if (free <= 0 || _storeFails)
        {
            _moreWaits = true;
            return;
        }

        _claiming = true;
        Become(Claiming);
        ClaimAsync(free).PipeTo(Self, failure: e => new TaskFault($"claiming deliveries to {_name}", e));
    }

    private async Task<Claimed> ClaimAsync(int free)
    {
        ImmutableArray<ClaimedDelivery> deliveries = [];
        try
        {
            deliveries = await _services.Store.ClaimAsync(_name, free, _services.Clock.Now).ConfigureAwait(false);
            var nextDue = deliveries.Length < free ? await _services.Store.NextDueAsync(_name).ConfigureAwait(false) : null;
            return new Claimed(deliveries, free, nextDue, null);
        }
        catch (StoreUnavailableException e) when (!e.IsFinal)
        {
            return new Claimed(deliveries, free, null, e);
        }
    }

    private void OnClaimed(Claimed claimed)
    {
        _claiming = false;
        foreach (var claim in claimed.Deliveries)
            Attempt(claim);
        _moreWaits = claimed.Error is not null || claimed.Deliveries.Length == claimed.Asked;
        if (claimed.Error is { } error)
        {
            OnStoreFailure(error);
        }
        else
        {
            OnStoreSuccess();
            if (claimed.NextDue is { } due)
                ScheduleDue(due);
        }

        Report();
    }

    private void Attempt(ClaimedDelivery claim)
    {
        _inFlight.Add(claim.Delivery.WebhookId, claim);
        if (claim.Delivery.Inline is null && _configuration is null)
        {
            _tally.Enter(TargetState.Unknown);
            GiveUp(claim, AttemptOutcome.TargetRemoved, $"not sent: target `{_name}` is not in the configuration");
            return;
        }

        _services.Attempt.RunAsync(claim.Delivery, _configuration, _services.Time.GetUtcNow(), _attempts.Token).PipeTo(
            Self,
            success: sent => new AttemptEnded(claim, sent),
            failure: e => e is OperationCanceledException ? new AttemptGivenUp(claim) : new AttemptFaulted(claim, e));
    }

    private void OnAttemptEnded(ClaimedDelivery claim, SendResult sent)
    {
        var retry = claim.Delivery.Inline?.Retry ?? _configuration?.Retry ?? new RetryOptions();
        var result = AttemptJudge.Judge(claim, retry, sent, _services.Clock.Now, _services.Time.GetUtcNow(), _random.NextDouble(), _disabled);
        _tally.Count(claim, result);
        Write(result);
        // In place, the URL may be another for each VM: one that is gone says nothing of the rest.
        if (AttemptJudge.IsGone(sent) && claim.Delivery.Inline is null && _disabled is null)
            Disable();
    }

    private void GiveUp(ClaimedDelivery claim, AttemptOutcome outcome, string reason)
    {
        _tally.CountDead(claim, reason);
        Write(new AttemptResult(claim.Delivery.WebhookId, claim.Attempt, outcome, _services.Clock.Now, TimeSpan.Zero, null, reason));
    }

    private AttemptResult Released(ClaimedDelivery claim) =>
        new(claim.Delivery.WebhookId, claim.Attempt, AttemptOutcome.Released, _services.Clock.Now, TimeSpan.Zero, null, "not tried: Reactor stopped");

    private void Write(AttemptResult result)
    {
        _services.Store.CompleteAsync(result).PipeTo(
            Self,
            success: toPartition => new Written(result, toPartition),
            failure: e => e is StoreUnavailableException { IsFinal: false } unavailable
                ? new NotWritten(result, unavailable)
                : new TaskFault($"writing the outcome of {result.WebhookId}", e));
        Report();
    }

    private void OnWritten(AttemptResult result)
    {
        OnStoreSuccess();
        _inFlight.Remove(result.WebhookId);
        if (result is { Outcome: AttemptOutcome.Retry, NextAt: { } next })
            ScheduleDue(next);
        Report();
    }

    private void OnStoreSuccess()
    {
        _storeReported = false;
        _storeBackoff.Reset();
    }

    private void OnStoreFailure(StoreUnavailableException error)
    {
        _storeFails = true;
        if (!Timers.IsTimerActive(StoreTimer))
            Timers.StartSingleTimer(StoreTimer, StoreAgain.Instance, _storeBackoff.Next());
        // Last, so that whoever reads it finds the next try arranged.
        if (!_storeReported)
            TargetLog.StoreUnavailable(_services.Logger, _name, error.Message);
        _storeReported = true;
    }

    private void OnStoreAgain()
    {
        _storeFails = false;
        for (var left = _unwritten.Count; left > 0; left--)
            Write(_unwritten.Dequeue());
        if (_disabledUnwritten)
            WriteDisabled();
        if (_unburied)
            Bury();
        if (_moreWaits)
            Self.Tell(Wake.Instance);
    }

    private void OnDue()
    {
        _nextDue = null;
        Report();
        Self.Tell(Wake.Instance);
    }

    private void ScheduleDue(DateTimeOffset at)
    {
        if (_nextDue <= at)
            return;
        _nextDue = at;
        var delay = at - _services.Clock.Now;
        Timers.StartSingleTimer(DueTimer, Due.Instance, delay > TimeSpan.Zero ? delay : TimeSpan.Zero);
    }

    private void Disable()
    {
        _disabled = $"target `{_name}` answered 410 and is disabled";
        _tally.Enter(TargetState.Disabled);
        TargetLog.Disabled(_services.Logger, _name);
        // One that stops goes on stopping; the store writes this before it is closed.
        if (!_stopping)
            Become(Disabling);
        WriteDisabled();
    }

    private void WriteDisabled()
    {
        _disabledUnwritten = false;
        _services.Store.SetTargetDisabledAsync(_name, "it answered 410", _services.Clock.Now).PipeTo(
            Self,
            success: () => new DisabledWritten(),
            failure: e => e is StoreUnavailableException { IsFinal: false } unavailable
                ? new DisabledNotWritten(unavailable)
                : new TaskFault($"disabling target {_name}", e));
        Report();
    }

    private void BeginStop()
    {
        Timers.Cancel(DueTimer);
        Timers.StartSingleTimer(GraceTimer, GraceOver.Instance, StopGrace);
        _stopping = true;
        Become(Stopping);
        EndWhenIdle();
    }

    private void EndWhenIdle()
    {
        if (!_claiming && _inFlight.Count == 0)
            Context.Stop(Self);
    }

    private void Report() => _services.Board.SetTarget(_tally.Status with { InFlight = _inFlight.Count, NextDue = _nextDue });
}
