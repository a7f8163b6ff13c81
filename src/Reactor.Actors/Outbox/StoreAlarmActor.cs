using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Clocks;
using Reactor.Actors.Deliveries;
using Reactor.Actors.Hosting;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Answers;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Partitions;

namespace Reactor.Actors.Outbox;

/// <summary>
/// Tells people when the store can't be written for a while, and when it can be again: the one alert that is sent without being written first, as it
/// can't be. It goes where the routes say, tried again until it is taken or out of date; a crash takes it along.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "An actor's end is PostStop, which disposes it.")]
internal sealed partial class StoreAlarmActor : ActorBase, IWithTimers
{
    /// <summary>How long the store must fail: a lock is gone sooner, mostly.</summary>
    internal static readonly TimeSpan After = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_minPause = TimeSpan.FromSeconds(1), s_maxPause = TimeSpan.FromMinutes(1);

    private const string AlarmTimer = "/alarm"; // No target is named so.
    private const string DueTimer = "/due";
    private const int MostAttempts = 100;

    private readonly DeliveryAttempt _attempt;
    private readonly EngineClock _clock;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Random _random;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, Sending> _sendings = new(StringComparer.Ordinal);

    // By target: the newest of a later alert than the one that it is still told of.
    private readonly Dictionary<string, Sending> _next = new(StringComparer.Ordinal);

    // Targets that an attempt is under way to: what is newer waits for its end, lest it arrive before.
    private readonly HashSet<string> _underWay = new(StringComparer.Ordinal);
    private readonly string _run;
    private RuntimeSettings _settings;
    private PartitionCore? _alert; // While it is open: the alert, kept nowhere else.
    private string _error = "";
    private long _number;

    public StoreAlarmActor(RuntimeSettings settings, long epoch, DeliveryAttempt attempt, EngineClock clock, TimeProvider time, ILogger logger, Random random)
    {
        _settings = settings;
        _run = string.Create(CultureInfo.InvariantCulture, $"store/{epoch}");
        _attempt = attempt;
        _clock = clock;
        _time = time;
        _logger = logger;
        _random = random;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The store can't be written.</summary>
    public sealed record Failing(string Error);

    /// <summary>It can be again.</summary>
    public sealed record Working
    {
        public static readonly Working Instance = new();
    }

    private sealed record Alarm
    {
        public static readonly Alarm Instance = new();
    }

    private sealed record Due
    {
        public static readonly Due Instance = new();
    }

    private sealed record Ended(Sending Sending, SendResult Sent);

    private sealed record Again(Sending Sending);

    private sealed record GivenUp
    {
        public static readonly GivenUp Instance = new();
    }

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(Failing));
        Context.System.EventStream.Subscribe(Self, typeof(Working));
    }

    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case RuntimeSettings next: _settings = next; return true;
            case Failing failing: OnFailing(failing); return true;
            case Alarm: OnAlarm(); return true;
            case Due: OnDue(); return true;
            case Working: OnWorking(); return true;
            case Ended ended: OnEnded(ended); return true;
            case Again again: Try(again.Sending); return true;
            case GivenUp: return true;
            default: return false;
        }
    }

    private void OnFailing(Failing failing)
    {
        _error = failing.Error;
        if (_alert is null && !Timers.IsTimerActive(AlarmTimer))
            Timers.StartSingleTimer(AlarmTimer, Alarm.Instance, After);
    }

    private void OnAlarm()
    {
        // Nothing of it may wait for others or for later.
        var configuration = _settings.Configuration with
        {
            Routes = [.. _settings.Configuration.Routes.Select(route => route with { Group = null, Repeat = null })],
        };
        _alert = new PartitionCore(PartitionMap.OfFleetKey("{}"), _settings.Rules, configuration);
        Tell(_alert, DaemonTrouble.OfStore(true, _error));
        Follow(_alert);
    }

    // Targets that forget are told again and again.
    private void OnDue()
    {
        if (_alert is not { } alert)
            return;
        Send(alert.Apply([], _clock.Now));
        Follow(alert);
    }

    private void Follow(PartitionCore alert)
    {
        if (alert.NextDue is { } due)
            Timers.StartSingleTimer(DueTimer, Due.Instance, due > _clock.Now ? due - _clock.Now + TimeSpan.FromMilliseconds(1) : TimeSpan.FromMilliseconds(1));
    }

    private void OnWorking()
    {
        Timers.Cancel(AlarmTimer);
        Timers.Cancel(DueTimer);
        if (_alert is not { } alert)
            return;
        _alert = null;
        Tell(alert, DaemonTrouble.OfStore(false));
    }

    private void Tell(PartitionCore alert, DaemonTrouble trouble)
    {
        var row = trouble.ToRow(string.Create(CultureInfo.InvariantCulture, $"{_run}/{++_number}"));
        Send(alert.Apply([new InboxInput(row)], _clock.Now));
    }

    private void Send(Commit commit)
    {
        foreach (var delivery in commit.Deliveries)
        {
            // In the place of what is still tried of the same alert: it is out of date. The end of another is told first: nothing else would end that one.
            var sending = new Sending(delivery, new Backoff(s_minPause, s_maxPause, _random));
            if (_sendings.TryGetValue(delivery.Target, out var tried) && tried.Delivery.Alert != delivery.Alert)
                _next[delivery.Target] = sending;
            else
                _sendings[delivery.Target] = sending;
            Try(_sendings[delivery.Target]);
        }
    }

    private void Try(Sending sending)
    {
        var target = sending.Delivery.Target;
        if (!IsWanted(sending) || _underWay.Contains(target))
            return;
        if (!_settings.Targets.TryGetValue(target, out var configuration))
        {
            _sendings.Remove(target);
            _next.Remove(target);
            return;
        }

        _underWay.Add(target);
        sending.Attempts++;
        _attempt.RunAsync(sending.Delivery, configuration, _time.GetUtcNow(), _stopping.Token).PipeTo(
            Self,
            success: sent => new Ended(sending, sent),
            failure: e => e is OperationCanceledException ? GivenUp.Instance : new Ended(sending, new SendResult(null, $"failed inside Reactor: {e.GetType().Name}: {e.Message}", null, TimeSpan.Zero)));
    }

    private void OnEnded(Ended ended)
    {
        var (sending, sent) = ended;
        _underWay.Remove(sending.Delivery.Target);
        if (!IsWanted(sending))
        {
            Try(_sendings[sending.Delivery.Target]);
            return;
        }

        var meaning = sent.Meaning ?? TargetAnswers.OfHttp(null, sent.Status, "");
        if (meaning == AnswerMeaning.TryAgain && sending.Attempts < MostAttempts)
        {
            if (sending.Attempts == 1)
                LogFails(_logger, sending.Delivery.Target, sent.Detail);
            Timers.StartSingleTimer(sending.Delivery.Target, new Again(sending), sending.Pause.Next());
            return;
        }

        if (meaning != AnswerMeaning.Delivered)
            LogGivenUp(_logger, sending.Delivery.Target, sent.Detail);
        _sendings.Remove(sending.Delivery.Target);
        if (_next.Remove(sending.Delivery.Target, out var next))
            Try(_sendings[next.Delivery.Target] = next);
    }

    // Not where something newer took its place.
    private bool IsWanted(Sending sending) => ReferenceEquals(_sendings.GetValueOrDefault(sending.Delivery.Target), sending);

    private sealed class Sending(DeliveryRow delivery, Backoff pause)
    {
        public DeliveryRow Delivery => delivery;

        public Backoff Pause => pause;

        public int Attempts { get; set; }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "That the store can't be written, or can be again, is not told to target {Target}: {Detail}. It is tried again")]
    private static partial void LogFails(ILogger logger, string target, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "That the store can't be written, or can be again, is not told to target {Target}: {Detail}. It is given up")]
    private static partial void LogGivenUp(ILogger logger, string target, string detail);
}
