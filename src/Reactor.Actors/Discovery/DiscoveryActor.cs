using System.Collections.Immutable;
using Akka.Actor;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;

namespace Reactor.Actors.Discovery;

/// <summary>
/// Looks for sockets and tells its parent (<see cref="Seen"/>) after each look: at once when the system says that something came or went, and every
/// <see cref="LookEvery"/> in any case: then mostly at the folders alone, which show whether something in them changed. One look at a time, on a thread of
/// its own; where looks take long there are fewer. One that hangs is set aside with what it hangs at (<see cref="HangingLooks"/>), and the others go on.
/// </summary>
internal sealed class DiscoveryActor : ActorBase, IWithTimers
{
    /// <summary>How often is looked whether the system says something or not.</summary>
    internal static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    /// <summary>A look that is at one folder for so long hangs.</summary>
    internal static readonly TimeSpan HangAfter = TimeSpan.FromSeconds(30);

    private const string LookTimer = "look";
    private const string HangTimer = "hang";

    // A look that took a while is followed by a pause so many times as long: a folder in which much happens costs a bounded part of a core.
    private const int PauseFactor = 4;
    private const int MostTold = 1000;

    private readonly SocketPlaces _places;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly FolderWatcher _watcher;
    private readonly Scan _scan;
    private readonly HangingLooks _hanging = new();
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private DiscoveryStatus _status = new();
    private long _startedAt;
    private long _looks;
    private ScanResult? _last;
    private ImmutableArray<SocketPattern> _lastPatterns; // All that were to be looked at, whether they could be or not.
    private ImmutableArray<SocketPattern> _aside = []; // Those of them that could not be.
    private ImmutableArray<SeenSocket> _lastSeen = [];
    private SocketLook? _look;
    private bool _again;
    private bool _isChanged; // Meanwhile.
    private bool _isStuck; // The look hangs, and too many do for it to be set aside.

    public DiscoveryActor(SocketPlaces places, TimeProvider time, ILogger logger)
        : this(places, time, logger, SocketScan.Run)
    {
    }

    public DiscoveryActor(SocketPlaces places, TimeProvider time, ILogger logger, Scan scan)
    {
        (_places, _time, _logger, _scan) = (places, time, logger, scan);
        var self = Self;
        _watcher = new FolderWatcher(folder => self.Tell(new FolderChanged(folder), ActorRefs.NoSender));
    }

    /// <summary>Looks at places, and tells where it is at.</summary>
    internal delegate ScanResult Scan(IEnumerable<SocketPattern> patterns, DateTimeOffset now, SocketLook look);

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

    /// <param name="Look">Which.</param>
    /// <param name="Result">Null for the same as before.</param>
    private sealed record Looked(SocketLook Look, ScanResult? Result);

    private sealed record StillThere(SocketLook Look, string At);

    protected override void PostRestart(Exception reason) => Timers.StartSingleTimer(LookTimer, Look.Instance, LookEvery);

    protected override void PostStop() => _watcher.Dispose();

    protected override bool Receive(object message)
    {
        switch (message)
        {
            case Look: LookNow(isChanged: true); return true;
            // In a parent much happens that is nothing to the folders in it, such as in /tmp: whether it is shows in their times.
            case FolderChanged change: LookNow(isChanged: _last?.LookedInto.ContainsKey(change.Folder) is not false); return true;
            case LookAgain again: LookNow(again.IsChanged); return true;
            case Looked looked when looked.Look == _look: OnLooked(looked.Result); return true;
            case Looked looked: OnAnswers(looked.Look); return true;
            case StillThere there: OnStillThere(there.Look, there.At); return true;
            case TaskFault fault: fault.Throw(); return true;
            default: return false;
        }
    }

    /// <param name="isChanged">Whether something is known to be different.</param>
    private void LookNow(bool isChanged)
    {
        (_again, _isChanged) = (_again || _look is not null, _isChanged || (_look is not null && isChanged));
        if (_look is not null)
            return;
        var look = new SocketLook();
        (_look, _again, _isChanged, _isStuck) = (look, false, false, false);
        _startedAt = _time.GetTimestamp();
        var (last, scan, time) = (isChanged || _places.Patterns != _lastPatterns ? null : _last, _scan, _time);
        _lastPatterns = _places.Patterns;
        _aside = _hanging.Aside(_lastPatterns);
        var patterns = _aside.IsEmpty ? _lastPatterns : _lastPatterns.RemoveRange(_aside);
        Task.Factory.StartNew(
            () => last?.StillHolds(look) == true ? null : scan(patterns, time.GetUtcNow(), look), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .PipeTo(Self, success: result => new Looked(look, result), failure: e => new TaskFault("looking for sockets", e));
        Timers.StartSingleTimer(HangTimer, new StillThere(look, look.At), HangAfter);
    }

    private void OnStillThere(SocketLook look, string at)
    {
        if (look != _look)
            return;
        if (look.At != at)
        {
            Timers.StartSingleTimer(HangTimer, new StillThere(look, look.At), HangAfter);
            return;
        }

        var others = _hanging.Count;
        var isAside = _hanging.TryAdd(look);
        if (isAside)
            DiscoveryLog.Hangs(_logger, at);
        else
            DiscoveryLog.HangsWholly(_logger, at, others);
        Context.Parent.Tell(new Seen(null, _status with { Looks = _looks, Hanging = others + 1 }));
        _isStuck = !isAside;
        if (_isStuck)
            return;
        _look = null;
        LookNow(isChanged: true);
    }

    // What it found is old by now.
    private void OnAnswers(SocketLook look)
    {
        _hanging.Remove(look);
        DiscoveryLog.Answers(_logger, look.At);
        // Now there is room for the one that holds all looking up.
        if (_isStuck && _look is { } stuck && _hanging.TryAdd(stuck))
            _look = null;
        LookNow(isChanged: true);
    }

    private void OnLooked(ScanResult? result)
    {
        _look = null;
        Timers.Cancel(HangTimer);
        if (result is not null)
        {
            _lastSeen = HangingLooks.Complete(result.Sockets, _lastSeen, _aside);
            // What came before a folder was watched was told by nobody.
            if (_watcher.Watch(result.Folders))
                (_again, _isChanged) = (true, true);
            Log(result);
            _status = new DiscoveryStatus
            {
                Sockets = result.Sockets.Length, Foreign = result.Refused.Length, Unusable = result.Unusable + result.Overflow, Unwatched = _watcher.Unwatched,
            };
            _last = result with { Sockets = [] };
        }

        Context.Parent.Tell(new Seen(result is null ? null : _lastSeen, _status with { Looks = ++_looks, Hanging = _hanging.Count }));
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
