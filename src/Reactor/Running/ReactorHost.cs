using System.Runtime.InteropServices;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.Api;
using Reactor.CommandLine;
using Reactor.Http;
using Reactor.Reactions.Alerts;
using Reactor.Reloading;
using Reactor.Rules.Configuration;
using Reactor.Rules.Loading;
using Reactor.Running.Service;
using Reactor.Store;
using Reactor.Telemetry;

namespace Reactor.Running;

/// <summary>The running daemon: store, actors, and the control socket, in one host.</summary>
internal sealed partial class ReactorHost : IAsyncDisposable
{
    private const uint OthersAndExecute = 0b001_001_111;     // 0117: the socket is 0660

    /// <summary>How long an orderly end may take.</summary>
    internal static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(30);

    private static readonly SemaphoreSlim s_mask = new(1, 1);

    private readonly WebApplication _application;
    private PosixSignalRegistration? _hangUp;
    private Reloader? _reloader;
    private readonly ReloadDoor _reloads;
    private readonly HttpDoor _http;
    private readonly TelemetryExport _telemetry;
    private readonly HostSettings _settings;
    private ServiceReport? _report;
    private Watchdog? _watchdog;

    private readonly SqliteStore _store;

    private ReactorHost(WebApplication application, SqliteStore store, ReloadDoor reloads, HttpDoor http, TelemetryExport telemetry, HostSettings settings) =>
        (_application, _store, _reloads, _http, _telemetry, _settings) = (application, store, reloads, http, telemetry, settings);

    /// <summary>What it is made of.</summary>
    public IServiceProvider Services => _application.Services;

    /// <summary>1 where a fault nobody foresaw ended the daemon.</summary>
    public int ExitCode => _application.Services.GetRequiredService<IRuntimeStatusSource>().ReadHealth().Fault is null
        ? CommandLine.ExitCode.Fine
        : CommandLine.ExitCode.Failed;

    /// <summary>Starts everything, and returns when events are being heard.</summary>
    /// <exception cref="CommandFailedException">The store or the control socket can't be used.</exception>
    public static async Task<ReactorHost> StartAsync(LoadResult load, HostSettings settings, CancellationToken cancellation)
    {
        var store = await OpenStoreAsync(load.Configuration!.Store, cancellation);
        return await StartAsync(load, store, settings, cancellation);
    }

    /// <summary>
    /// The same from files, which are watched from then on: a change of them is taken up while running. Where they are bad the configuration that
    /// ran last is used, which the store has.
    /// </summary>
    /// <param name="path">The main configuration or its folder, absolute.</param>
    /// <param name="files">What was read from there.</param>
    /// <param name="settings">How to behave.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CommandFailedException">The store or the control socket can't be used; the files are bad and nothing is saved.</exception>
    public static async Task<ReactorHost> StartAsync(string path, Reading files, HostSettings settings, CancellationToken cancellation)
    {
        var store = await OpenStoreAsync(files.Load.Configuration?.Store ?? new StoreConfiguration(files.Load.StorePath!, Synchronous.Full), cancellation);
        StartSet start;
        try
        {
            start = await StartSet.ChooseAsync(files, store);
        }
        catch (StoreUnavailableException failure)
        {
            await store.DisposeAsync();
            throw new CommandFailedException(failure.Message, inner: failure);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
        var host = await StartAsync(start.Load, store, settings, cancellation);
        host.Watch(path, start, store);
        return host;
    }

    private static async Task<ReactorHost> StartAsync(LoadResult load, SqliteStore store, HostSettings settings, CancellationToken cancellation)
    {
        var configuration = load.Configuration!;
        var socket = ControlSocket.PathFor(configuration.Store.Path);
        try
        {
            ControlSocket.Prepare(socket);
            var reloads = new ReloadDoor();
            var door = new HttpDoor(configuration.Http, TimeProvider.System);
            HttpListener.Try(door);
            var (application, telemetry) = HostApplication.Build(load, store, socket, settings, reloads, door);
            var host = new ReactorHost(application, store, reloads, door, telemetry, settings);
            if (settings.Signals)
            {
                host.HearHangUps();
            }
            await host.ListenAsync(socket, cancellation);
            await host._telemetry.TakeAsync(configuration);
            host.TellReady(configuration, load, socket);
            return host;
        }
        catch (StoreUnavailableException failure)
        {
            await store.DisposeAsync();
            throw new CommandFailedException(failure.Message, inner: failure);
        }
        catch
        {
            await store.DisposeAsync();
            throw;
        }
    }

    /// <summary>What damaged the store while it ran; null where it is whole.</summary>
    public StoreUnavailableException? Damage => _store.Final is { IsDamage: true } damage ? damage : null;

    /// <summary>Tells by an alert of a store that was damaged, in whose place this one was begun.</summary>
    public Task TellAsync(DaemonTrouble damage) => _application.Services.GetRequiredService<IReactorRuntime>().TellAsync(damage);

    /// <summary>Waits until something ends the daemon, a signal, a fault, or the token, and until it has ended.</summary>
    public async Task WaitForShutdownAsync(CancellationToken cancellation)
    {
        var lifetime = _application.Lifetime;
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var asked = cancellation.Register(lifetime.StopApplication);
        await using var heard = lifetime.ApplicationStopping.Register(stopping.SetResult);
        await stopping.Task;
        await StopAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _hangUp?.Dispose();
        await StopAsync();
        await _telemetry.DisposeAsync();
        if (_watchdog is { } watchdog)
        {
            await watchdog.DisposeAsync();
        }
        await _application.DisposeAsync();
    }

    // First what writes to the store by itself: the application closes it.
    private async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _reloader, null) is { } reloader)
        {
            await reloader.DisposeAsync();
        }
        await _application.StopAsync(CancellationToken.None);
    }

    /// <summary>Opens the store for one daemon, or for who acts in the place of one that doesn't run.</summary>
    /// <exception cref="CommandFailedException">It can't be used; the message says why.</exception>
    internal static async Task<SqliteStore> OpenStoreAsync(StoreConfiguration configuration, CancellationToken cancellation)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(configuration.Path)!);
            return await SqliteStore.OpenAsync(
                configuration.Path, new StoreOptions { Synchronous = (StoreSynchronous)configuration.Synchronous }, cancellation);
        }
        catch (StoreUnavailableException failure)
        {
            throw new CommandFailedException(failure.Message, inner: failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"the folder of the store cannot be made: {failure.Message}");
        }
    }

    private async Task ListenAsync(string socket, CancellationToken cancellation)
    {
        // The mask is the process's: where several hosts live in one, one after another.
        await s_mask.WaitAsync(cancellation);
        var before = ControlSocket.SetFileModeMask(OthersAndExecute);
        try
        {
            // Not broken off: what has started ends in order once all has.
            await _application.StartAsync(CancellationToken.None);
            _http.Address = HttpListener.AddressOf(_application.Urls);
        }
        catch (IOException failure)
        {
            throw new CommandFailedException($"the control socket {socket}{(_http.Configuration is { } http ? $" or the HTTP door {http.Listen}" : "")} cannot be opened: {failure.Message}");
        }
        finally
        {
            _ = ControlSocket.SetFileModeMask(before);
            s_mask.Release();
        }
    }

    private void Watch(string path, StartSet start, SqliteStore store)
    {
        var services = _application.Services;
        var status = services.GetRequiredService<IRuntimeStatusSource>();
        var reloader = _reloader = Reloader.Start(
            path, start, services.GetRequiredService<IReactorRuntime>(), () => status.Read().Now, store, _http, _telemetry, _report!,
            services.GetRequiredService<ILoggerFactory>().CreateLogger("Reactor"), services.GetRequiredService<TimeProvider>());
        _reloads.Open(reloader);
    }

    // Whoever sends SIGHUP wants a reload; its default would end the daemon, and one may come before the files are watched.
    private void HearHangUps() => _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
    {
        context.Cancel = true;
        _reloads.Ask("SIGHUP");
    });

    private void TellReady(ReactorConfiguration configuration, LoadResult load, string socket)
    {
        var logger = _application.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Reactor");
        var (vms, rules, store) = (configuration.Vms.Length, load.Rules!.Rules.Length, configuration.Store.Path);
        Ready(logger, vms, rules, store, socket);
        if (_http.Url is { } url)
        {
            Http(logger, url);
        }
        _application.Lifetime.ApplicationStopping.Register(() => Stopping(logger));
        _application.Lifetime.ApplicationStopped.Register(() => Stopped(logger));
        Report(logger);
    }

    private void Report(ILogger logger)
    {
        var services = _application.Services;
        var report = _report = new ServiceReport(
            _settings.Manager, services.GetRequiredService<IReactorRuntime>(), services.GetRequiredService<IRuntimeStatusSource>(), logger);
        report.Ready();
        var watchdog = _watchdog = _settings.WatchdogInterval is { } interval
            ? Watchdog.Start(interval, services.GetRequiredService<TimeProvider>(), report.AskAsync, _settings.Manager)
            : null;
        _application.Lifetime.ApplicationStopping.Register(() =>
        {
            report.Stopping();
            watchdog?.Stopping();
        });
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "ready: listed VMs {Vms}, rules {Rules}, store {Store}, control socket {Socket}")]
    private static partial void Ready(ILogger logger, int vms, int rules, string store, string socket);

    [LoggerMessage(Level = LogLevel.Information, Message = "HTTP: {Url} (`reactor dashboard` opens it signed in)")]
    private static partial void Http(ILogger logger, string url);

    [LoggerMessage(Level = LogLevel.Information, Message = "stopping: VMs are left, what was heard is made durable, attempts under way end")]
    private static partial void Stopping(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "stopped")]
    private static partial void Stopped(ILogger logger);
}
