using Akka.Actor;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Hosting;
using Reactor.Reactions.Answers;
using Reactor.Reactions.Payloads;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.Deliveries;

/// <summary>
/// Tells a target now and then that Reactor lives. A sign of life is neither stored nor queued: one that fails is made good by the next, and while one is
/// under way no other is begun.
/// </summary>
internal sealed partial class HeartbeatActor : ActorBase, IWithTimers
{
    private const string BeatTimer = "beat";

    private readonly DeliveryAttempt _attempt;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private ReactorConfiguration? _configuration;
    private bool _isUnderWay;
    private bool _fails;
    private long _skipped;

    public HeartbeatActor(DeliveryAttempt attempt, TimeProvider time, ILogger logger)
    {
        _attempt = attempt;
        _time = time;
        _logger = logger;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The configuration from now on.</summary>
    public sealed record Configure(ReactorConfiguration Configuration);

    private sealed record Beat
    {
        public static readonly Beat Instance = new();
    }

    private sealed record Ended(SendResult Sent);

    private sealed record GivenUp
    {
        public static readonly GivenUp Instance = new();
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
            case Configure configure: OnConfigure(configure.Configuration); return true;
            case Beat: OnBeat(); return true;
            case Ended ended: OnEnded(ended.Sent); return true;
            case GivenUp: return true;
            default: return false;
        }
    }

    private void OnConfigure(ReactorConfiguration configuration)
    {
        var before = _configuration?.Heartbeat;
        _configuration = configuration;
        if (configuration.Heartbeat == before)
            return;
        Timers.CancelAll();
        if (configuration.Heartbeat is not { } heartbeat)
            return;
        Timers.StartPeriodicTimer(BeatTimer, Beat.Instance, heartbeat.Every);
        OnBeat();
    }

    private void OnBeat()
    {
        if (_configuration is not { Heartbeat: { } heartbeat } || !_configuration.Targets.TryGetValue(heartbeat.To, out var target))
            return;
        if (_isUnderWay)
        {
            _skipped++;
            return;
        }

        _isUnderWay = true;
        var now = _time.GetUtcNow();
        _attempt.RunAsync(Heartbeats.Make(target, _configuration.Node.Name, heartbeat.Every, now), target, now, _stopping.Token).PipeTo(
            Self,
            success: sent => new Ended(sent),
            failure: e => e is OperationCanceledException ? GivenUp.Instance : new Ended(new SendResult(null, $"failed inside Reactor: {e.GetType().Name}: {e.Message}", null, TimeSpan.Zero)));
    }

    private void OnEnded(SendResult sent)
    {
        _isUnderWay = false;
        var fails = (sent.Meaning ?? TargetAnswers.OfHttp(null, sent.Status, "")) != AnswerMeaning.Delivered;
        if (fails && !_fails)
            LogFails(_logger, _configuration?.Heartbeat?.To ?? "", sent.Detail);
        else if (!fails && _fails)
            LogWorks(_logger, _configuration?.Heartbeat?.To ?? "", _skipped);
        _skipped = fails ? _skipped : 0;
        _fails = fails;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The heartbeat to target {Target} fails: {Detail}. The next is sent all the same")]
    private static partial void LogFails(ILogger logger, string target, string detail);

    [LoggerMessage(Level = LogLevel.Information, Message = "The heartbeat to target {Target} works again; {Skipped} were not sent because one before had not ended")]
    private static partial void LogWorks(ILogger logger, string target, long skipped);
}
