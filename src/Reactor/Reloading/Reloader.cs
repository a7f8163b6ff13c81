using System.Threading.Channels;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.CommandLine;
using Reactor.Http;
using Reactor.Output;
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
    private readonly ReloadNews _news;
    private readonly BadFilesAlert _alert;
    private readonly Channel<Request> _requests = Channel.CreateBounded<Request>(new BoundedChannelOptions(64) { SingleReader = true });
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private ReactorConfiguration _configuration;
    private RuleSet _rules;
    private Reading _last;
    private int _lookPending;

    private Reloader(
        string path, StartSet start, IReactorRuntime runtime, Func<DateTimeOffset> now, SqliteStore store, HttpDoor door, TelemetryExport telemetry, ServiceReport service,
        ILogger logger, TimeProvider time)
    {
        (_path, _runtime, _now, _store, _door, _telemetry, _service, _logger) = (path, runtime, now, store, door, telemetry, service, logger);
        (_configuration, _rules, _last) = (start.Load.Configuration!, start.Load.Rules!, start.Files);
        _news = new ReloadNews(runtime, now, new ReloadStatus { Fingerprint = start.Running.Fingerprint, LoadedAt = now() }, logger);
        _alert = new BadFilesAlert(runtime.TellAsync, time, logger);
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
            await RefuseAsync(new Request("start", IsLook: false, null), start.Files, fromStore: true, isLogged: true);
            return;
        }
        _news.Begun();
        await SaveAsync(start.Files.Saved);
        await _alert.GoodAsync(isStart: true);
    }

    private async Task HandleAsync(Request request)
    {
        if (request.IsLook)
        {
            Volatile.Write(ref _lookPending, 0);
            if (await OffPoolAsync(() => FileStamp.Of(_last.Stamped, _last.Saved.Patterns.Keys)) == _last.Stamp)
            {
                await _alert.LookAsync();
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
        var outcome = reading.Load.HasErrors ? await RefuseAsync(request, reading, _news.Status.FromStore)
            : reading.Saved.Fingerprint == _news.Status.Fingerprint ? await KeepAsync(request)
            : await TakeAsync(request.Reason, reading);
        request.Answer?.TrySetResult(outcome);
    }

    private async Task<ReloadOutcome> RefuseAsync(Request request, Reading reading, bool fromStore, bool isLogged = false)
    {
        var findings = reading.Load.FormatDiagnostics().TrimEnd();
        var summary = $"{Number.Of(reading.Load.Diagnostics.Count(d => d.Severity == DiagnosticSeverity.Error), "error", "errors")} in the configuration files: what was loaded before runs on";
        _news.Refused(request.Reason, summary, findings, isLogged ? null : reading.Load, fromStore);
        await _alert.BadAsync(summary, findings, isAtOnce: !request.IsLook);
        return new ReloadOutcome { Result = "refused", Fingerprint = _news.Status.Fingerprint, Diagnostics = findings };
    }

    private async Task<ReloadOutcome> KeepAsync(Request request)
    {
        _news.Kept(request.IsLook ? null : request.Reason);
        await _alert.GoodAsync();
        return new ReloadOutcome { Result = "unchanged", Fingerprint = _news.Status.Fingerprint, NeedsRestart = _news.Status.NeedsRestart };
    }

    private async Task<ReloadOutcome> TakeAsync(string reason, Reading reading)
    {
        var (configuration, needsRestart) = SettingsOfStart.Keep(_configuration, reading.Load.Configuration!);
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
        _news.Taken(reason, outcome);
        await SaveAsync(reading.Saved);
        await _alert.GoodAsync();
        return outcome;
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

    private void Watch() => _watcher.Watch(_last.Stamped, _last.Saved.Patterns.Keys);

    // Files may lie on a network: the pool's threads don't wait for them.
    private static Task<T> OffPoolAsync<T>(Func<T> read) =>
        Task.Factory.StartNew(read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The configuration was not saved for a later start with bad files: {Detail}")]
    private static partial void NotSaved(ILogger logger, string detail);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Reason}: the reload failed inside Reactor")]
    private static partial void Failed(ILogger logger, Exception error, string reason);
}
