using System.Collections.Immutable;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;

namespace Reactor.Actors.Discovery;

/// <summary>
/// Looks for sockets and tells its parent (<see cref="Seen"/>) after each look: at once when the system says that something came or went, and every
/// <see cref="LookEvery"/> in any case: then mostly at the folders alone, which show whether something in them changed. One look at a time, on a thread of
/// its own; where looks take long there are fewer.
/// </summary>
internal sealed class DiscoveryActor : ReceiveActor, IWithTimers
{
    /// <summary>How often is looked whether the system says something or not.</summary>
    internal static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private const string LookTimer = "look";

    // A look that took a while is followed by a pause so many times as long: a folder in which much happens costs a bounded part of a core.
    private const int PauseFactor = 4;
    private const int MostTold = 1000;

    private readonly SocketPlaces _places;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FolderWatcher _watcher;
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private DiscoveryStatus _status = new();
    private long _startedAt;
    private long _looks;
    private ScanResult? _last;
    private ImmutableArray<SocketPattern> _lastPatterns;
    private bool _looking;
    private bool _again;
    private bool _isChanged; // Meanwhile.

    public DiscoveryActor(SocketPlaces places, TimeProvider time, ILogger logger)
    {
        (_places, _time, _logger) = (places, time, logger);
        var self = Self;
        _watcher = new FolderWatcher(folder => self.Tell(new FolderChanged(folder), ActorRefs.NoSender));
        Receive<Look>(_ => LookNow(isChanged: true));
        // In a parent much happens that is nothing to the folders in it, such as in /tmp: whether it is shows in their times.
        Receive<FolderChanged>(change => LookNow(isChanged: _last?.LookedInto.ContainsKey(change.Folder) is not false));
        Receive<LookAgain>(again => LookNow(again.IsChanged));
        Receive<Looked>(looked => OnLooked(looked.Result));
        Receive<TaskFault>(fault => fault.Throw());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Look now.</summary>
    public sealed record Look
    {
        public static readonly Look Instance = new();
    }

    /// <summary>What lies there now, all of it.</summary>
    /// <param name="Sockets">The sockets; null for the same as was told last.</param>
    /// <param name="Status">The members of the status that are known here.</param>
    public sealed record Seen(ImmutableArray<SeenSocket>? Sockets, DiscoveryStatus Status);

    private sealed record FolderChanged(string Folder);

    private sealed record LookAgain(bool IsChanged);

    /// <param name="Result">Null for the same as before.</param>
    private sealed record Looked(ScanResult? Result);

    protected override void PostRestart(Exception reason) => Timers.StartSingleTimer(LookTimer, Look.Instance, LookEvery);

    protected override void PostStop() => _watcher.Dispose();

    /// <param name="isChanged">Whether something is known to be different.</param>
    private void LookNow(bool isChanged)
    {
        (_again, _isChanged) = (_again || _looking, _isChanged || (_looking && isChanged));
        if (_looking)
            return;
        (_looking, _again, _isChanged) = (true, false, false);
        _startedAt = _time.GetTimestamp();
        var patterns = _places.Patterns;
        var (last, time) = (isChanged || patterns != _lastPatterns ? null : _last, _time);
        _lastPatterns = patterns;
        Task.Factory.StartNew(
            () => last?.StillHolds() == true ? null : SocketScan.Run(patterns, time.GetUtcNow()), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .PipeTo(Self, success: result => new Looked(result), failure: e => new TaskFault("looking for sockets", e));
    }

    private void OnLooked(ScanResult? result)
    {
        _looking = false;
        if (result is not null)
        {
            // What came before a folder was watched was told by nobody.
            if (_watcher.Watch(result.Folders))
                (_again, _isChanged) = (true, true);
            Log(result);
            _status = new DiscoveryStatus
            {
                Sockets = result.Sockets.Length, Foreign = result.Refused.Length, Unusable = result.Unusable + result.Overflow, Unwatched = _watcher.Unwatched,
            };
            // The sockets are for the fleet to keep.
            _last = result with { Sockets = [] };
        }

        Context.Parent.Tell(new Seen(result?.Sockets, _status with { Looks = ++_looks }));
        if (_places.Patterns.IsEmpty)
            return;
        var pause = _time.GetElapsedTime(_startedAt) * PauseFactor;
        Timers.StartSingleTimer(LookTimer, new LookAgain(_isChanged), _again && pause < LookEvery ? pause : LookEvery);
    }

    private void Log(ScanResult result)
    {
        if (_told.Count > MostTold)
            _told.Clear();
        foreach (var (path, foreign) in result.Refused)
        {
            if (_told.Add(path))
                DiscoveryLog.Foreign(_logger, path, foreign.Message, foreign.Advice);
        }

        foreach (var fault in result.Faults)
        {
            if (_told.Add(fault))
                DiscoveryLog.Fault(_logger, fault);
        }
    }
}
