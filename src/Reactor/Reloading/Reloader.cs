using System.Collections.Immutable;
using System.Threading.Channels;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.CommandLine;
using Reactor.Http;
using Reactor.Output;
using Reactor.Reactions.Alerts;
using Reactor.Reactions.Partitions;
using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Engine;
using Reactor.Running.Service;
using Reactor.Store;
using Reactor.Telemetry;

namespace Reactor.Reloading;

/// <summary>
/// Keeps what runs and what the files say together. One reload at a time; all or nothing: what doesn't load as a whole changes nothing, is told
/// in the log, in the status and by an alert, and ends that alert once it does.
/// </summary>
internal sealed partial class Reloader : IAsyncDisposable
{
    private readonly string _path;
    private readonly IReactorRuntime _runtime;
    private readonly Func<DateTimeOffset> _now;
    private readonly SqliteStore _store;
    private readonly HttpDoor _door;
    private readonly TelemetryExport _telemetry;
    private readonly ServiceReport _service;
    private readonly ILogger _logger;
    private readonly ConfigurationWatcher _watcher;
    private readonly Channel<Request> _requests = Channel.CreateBounded<Request>(new BoundedChannelOptions(64) { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private ReactorConfiguration _configuration;
    private RuleSet _rules;
    private ReloadStatus _status;
    private Reading _last;
    private int _lookPending;

    private Reloader(
        string path, StartSet start, IReactorRuntime runtime, Func<DateTimeOffset> now, SqliteStore store, HttpDoor door, TelemetryExport telemetry, ServiceReport service,
        ILogger logger, TimeProvider time)
    {
        (_path, _runtime, _now, _store, _door, _telemetry, _service, _logger) = (path, runtime, now, store, door, telemetry, service, logger);
        (_configuration, _rules, _last) = (start.Load.Configuration!, start.Load.Rules!, start.Files);
        _status = new ReloadStatus { Fingerprint = start.Running.Fingerprint, LoadedAt = now() };
        _watcher = new ConfigurationWatcher(time, Look);
        _loop = RunAsync(start);
    }

    private sealed record Request(string Reason, bool IsLook, TaskCompletionSource<ReloadOutcome>? Answer);

    /// <summary>Begins to watch the files; what ran at the start is told and, where it is good, saved.</summary>
    public static Reloader Start(
        string path, StartSet start, IReactorRuntime runtime, Func<DateTimeOffset> now, SqliteStore store, HttpDoor door, TelemetryExport telemetry, ServiceReport service,
        ILogger logger, TimeProvider time) =>
        new(path, start, runtime, now, store, door, telemetry, service, logger, time);

    /// <summary>Asks for a reload and waits for what comes of it.</summary>
    public async Task<ReloadOutcome> ReloadAsync(string reason, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<ReloadOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _requests.Writer.WriteAsync(new Request(reason, IsLook: false, answer), cancellation);
        return await answer.Task.WaitAsync(cancellation);
    }

    /// <summary>Asks for a reload; what comes of it is in the log.</summary>
    public void Ask(string reason) => _requests.Writer.TryWrite(new Request(reason, IsLook: false, null));

    public async ValueTask DisposeAsync()
    {
        _watcher.Dispose();
        _requests.Writer.TryComplete();
        await _stopping.CancelAsync();
        try
        {
            await _loop;
        }
        catch (OperationCanceledException)
        {
            // A reload that waits for the store is given up; the next start reads the files.
        }
        _stopping.Dispose();
    }

    private void Look()
    {
        if (Interlocked.Exchange(ref _lookPending, 1) == 0 && !_requests.Writer.TryWrite(new Request("a file changed", IsLook: true, null)))
        {
            Volatile.Write(ref _lookPending, 0);
        }
    }

    private async Task RunAsync(StartSet start)
    {
        await Task.Yield();
        await TakeStartAsync(start);
        await foreach (var request in _requests.Reader.ReadAllAsync(_stopping.Token))
        {
            try
            {
                await HandleAsync(request);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                Failed(_logger, failure, request.Reason);
                request.Answer?.TrySetException(failure);
            }
        }
    }

    private async Task TakeStartAsync(StartSet start)
    {
        Watch();
        if (start.Files.Load.HasErrors)
        {
            await RefuseAsync("start", start.Files, fromStore: true);
            return;
        }
        _runtime.Report(_status);
        await SaveAsync(start.Files.Saved);
        await TellAsync(DaemonTrouble.OfConfiguration(false));
    }

    private async Task HandleAsync(Request request)
    {
        if (request.IsLook)
        {
            Volatile.Write(ref _lookPending, 0);
            if (await OffPoolAsync(() => FileStamp.Of(_last.Stamped, _last.Saved.Patterns.Keys)) == _last.Stamp)
            {
                return;
            }
        }
        _service.Reloading();
        try
        {
            await ReadAsync(request);
        }
        finally
        {
            _service.Ready();
        }
    }

    private async Task ReadAsync(Request request)
    {
        var reading = await OffPoolAsync(() => Reading.FromDisk(_path));
        _last = reading;
        Watch();
        var outcome = reading.Load.HasErrors ? await RefuseAsync(request.Reason, reading, _status.FromStore)
            : reading.Saved.Fingerprint == _status.Fingerprint ? await KeepAsync(request)
            : await TakeAsync(request.Reason, reading);
        request.Answer?.TrySetResult(outcome);
    }

    private async Task<ReloadOutcome> RefuseAsync(string reason, Reading reading, bool fromStore)
    {
        var text = reading.Load.FormatDiagnostics().TrimEnd();
        var summary = $"{Number.Of(reading.Load.Diagnostics.Count(d => d.Severity == DiagnosticSeverity.Error), "error", "errors")} in the configuration files: what was loaded before runs on";
        Refused(_logger, reason, summary);
        foreach (var line in text.Split('\n'))
        {
            Finding(_logger, line.TrimEnd('\r'));
        }
        _status = _status with { FailedAt = _now(), Failure = text, FromStore = fromStore };
        _runtime.Report(_status);
        await TellAsync(DaemonTrouble.OfConfiguration(true, summary, text));
        return new ReloadOutcome { Result = "refused", Fingerprint = _status.Fingerprint, Diagnostics = text };
    }

    private async Task<ReloadOutcome> KeepAsync(Request request)
    {
        if (!request.IsLook)
        {
            Unchanged(_logger, request.Reason);
        }
        await EndFailureAsync();
        return new ReloadOutcome { Result = "unchanged", Fingerprint = _status.Fingerprint, NeedsRestart = _status.NeedsRestart };
    }

    private async Task<ReloadOutcome> TakeAsync(string reason, Reading reading)
    {
        var (configuration, needsRestart) = Keepable(reading.Load.Configuration!);
        var rules = reading.Load.Rules!;
        var before = _rules;
        var report = ReloadReport.Between(before, rules);
        var begun = _now();
        await _runtime.ReloadAsync(configuration, rules).WaitAsync(_stopping.Token);
        (_configuration, _rules) = (configuration, rules);
        _door.Take(configuration.Http);
        await _telemetry.TakeAsync(configuration);
        var outcome = ReloadOutcome.Of(
            report, name => before.Find(name) is not null, reading.Saved.Fingerprint, needsRestart, reading.Load.FormatDiagnostics().TrimEnd())
            with { EndedAlerts = await OffPoolAsync(() => EndedAlerts.Of(_store.Path, report.Removed, begun)) };
        _status = _status with { Fingerprint = reading.Saved.Fingerprint, LoadedAt = _now(), FromStore = false, NeedsRestart = needsRestart };
        Reloaded(_logger, reason, outcome.Summary);
        foreach (var alert in outcome.EndedAlerts)
        {
            AlertEnded(_logger, alert);
        }
        foreach (var what in needsRestart)
        {
            NeedsRestart(_logger, what);
        }
        await SaveAsync(reading.Saved);
        await EndFailureAsync();
        return outcome;
    }

    /// <summary>What can't be changed while running stays as it is.</summary>
    private (ReactorConfiguration Configuration, ImmutableArray<string> NeedsRestart) Keepable(ReactorConfiguration wanted)
    {
        var notes = ImmutableArray.CreateBuilder<string>();
        // How long things are kept is taken up at once.
        var store = _configuration.Store with { Retention = wanted.Store.Retention };
        if (wanted.Store != store)
        {
            notes.Add($"`store`: {_configuration.Store.Path} ({_configuration.Store.Synchronous}) stays in use until Reactor restarts");
        }
        if (wanted.Node.Name != _configuration.Node.Name)
        {
            notes.Add($"`node.name`: this node stays {_configuration.Node.Name} until Reactor restarts");
        }
        var http = wanted.Http;
        if (http?.Listen.ToString() != _configuration.Http?.Listen.ToString() || http?.Tls is null != _configuration.Http?.Tls is null)
        {
            notes.Add($"`http`: where it listens, and whether with TLS, stays as it is until Reactor restarts");
            // A door that is taken out of the files stays open until then, and nobody has a key.
            http = _configuration.Http is not { } before ? null : (http ?? before with { Tokens = before.Tokens.Clear() }) with { Listen = before.Listen, Tls = before.Tls };
        }
        return (wanted with { Http = http, Store = store, Node = wanted.Node with { Name = _configuration.Node.Name } }, notes.ToImmutable());
    }

    private async Task EndFailureAsync()
    {
        var failed = _status.FailedAt is not null;
        _status = _status with { FailedAt = null, Failure = null };
        _runtime.Report(_status);
        if (failed)
        {
            GoodAgain(_logger);
            await TellAsync(DaemonTrouble.OfConfiguration(false));
        }
    }

    private async Task SaveAsync(SavedConfiguration saved)
    {
        try
        {
            await _store.SaveConfigurationAsync(saved with { At = _now() });
        }
        catch (StoreUnavailableException failure)
        {
            NotSaved(_logger, failure.Message);
        }
    }

    private async Task TellAsync(DaemonTrouble trouble)
    {
        try
        {
            await _runtime.TellAsync(trouble);
        }
        catch (StoreUnavailableException failure)
        {
            NotTold(_logger, failure.Message);
        }
    }

    private void Watch() => _watcher.Watch(_last.Stamped, _last.Saved.Patterns.Keys);

    // Files may lie on a network: the pool's threads don't wait for them.
    private static Task<T> OffPoolAsync<T>(Func<T> read) =>
        Task.Factory.StartNew(read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Reason}: {Summary}")]
    private static partial void Reloaded(ILogger logger, string reason, string summary);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Reason}: the files are what runs already: nothing to do")]
    private static partial void Unchanged(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason}: nothing is reloaded: {Summary}")]
    private static partial void Refused(ILogger logger, string reason, string summary);

    [LoggerMessage(Level = LogLevel.Information, Message = "The configuration files are good again")]
    private static partial void GoodAgain(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "    {Line}")]
    private static partial void Finding(ILogger logger, string line);

    [LoggerMessage(Level = LogLevel.Warning, Message = "An alert ended because its rule is gone: {Alert}")]
    private static partial void AlertEnded(ILogger logger, string alert);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{What}")]
    private static partial void NeedsRestart(ILogger logger, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The configuration was not saved for a later start with bad files: {Detail}")]
    private static partial void NotSaved(ILogger logger, string detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The alert about the configuration was neither opened nor ended: {Detail}")]
    private static partial void NotTold(ILogger logger, string detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason}: the reload failed inside Reactor")]
    private static partial void Failed(ILogger logger, Exception error, string reason);
}
