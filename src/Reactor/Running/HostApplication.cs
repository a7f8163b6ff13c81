using Microsoft.AspNetCore.Server.Kestrel.Core;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.Actors.Tracing;
using Reactor.Api;
using Reactor.CommandLine;
using Reactor.Http;
using Reactor.Metrics;
using Reactor.Reloading;
using Reactor.Rules.Loading;
using Reactor.Store;
using Reactor.Telemetry;

namespace Reactor.Running;

/// <summary>What the daemon's host is made of: the runtime, and the control socket and HTTP door with all that they answer.</summary>
internal static class HostApplication
{
    private const int MostOnControlSocket = 64;

    /// <summary>Puts it together; nothing runs and nobody listens before it is started.</summary>
    /// <param name="load">What runs.</param>
    /// <param name="store">The store, open.</param>
    /// <param name="socket">Path of the control socket.</param>
    /// <param name="settings">How to behave.</param>
    /// <param name="reloads">Who is asked for reloads.</param>
    /// <param name="door">The HTTP door.</param>
    public static (WebApplication Application, TelemetryExport Telemetry) Build(LoadResult load, SqliteStore store, string socket, HostSettings settings, ReloadDoor reloads, HttpDoor door)
    {
        var control = new ConnectionLimit("The control socket", MostOnControlSocket, TimeProvider.System);
        var spans = new SpanQueue();
        // From the start on: what waited for it is attempted at once.
        spans.Take(load.Configuration!.Otlp?.TraceRatio ?? 0);
        // Empty: neither the environment nor files of the working folder may open another port.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.ListenUnixSocket(socket, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                control.On(listen);
                LastAnswers.On(listen);
                ControlConnection.On(listen);
            });
            HttpListener.Listen(options, door);
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = 64 * 1024;
            // Connections that ask nothing hold places that others may need.
            options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<ReadLane>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ReactorHost.LongestStop);
        settings.Logs?.Configure(builder.Logging);
        if (settings.Signals)
        {
            // The process is its own.
            builder.Services.AddHostedService<MemoryKeeper>();
        }
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.AddReactorRuntime(new ReactorRuntimeOptions
        {
            Configuration = load.Configuration!,
            Rules = load.Rules!,
            Store = store,
            StoreFolder = Path.GetDirectoryName(store.Path)!,
            Version = VersionCommand.Current,
            ExecGuard = OwnProgram.Guard,
            Spans = spans,
        });
        var application = builder.Build();
        application.UseControlFaults();
        application.UseRouting();
        application.UseHttpAccess(door);
        application.UseKnownParameters();
        var services = application.Services;
        Func<IRuntimeStatusSource> live = services.GetRequiredService<IRuntimeStatusSource>;
        Func<IReactorRuntime> runtime = services.GetRequiredService<IReactorRuntime>;
        var (reads, time) = (services.GetRequiredService<ReadLane>(), services.GetRequiredService<TimeProvider>());
        var otlp = new OtlpCounts();
        var streams = new EventStreamApi(store.Path, live, reads, time, application.Lifetime.ApplicationStopping);
        var metrics = new MetricsReading(store.Path, live, reads, runtime, door, control, streams, otlp);
        ControlApi.Map(application.MapGroup("").WithHeads(), store.Path, live, reads, time, runtime, reloads, door, streams, metrics, application.Lifetime.ApplicationStopping);
        var telemetry = new TelemetryExport(spans, otlp, metrics.ReadAsync, time, new Random(), services.GetRequiredService<ILoggerFactory>().CreateLogger("Reactor.Telemetry"));
        return (application, telemetry);
    }

    // The process's signals belong to the command that this host runs inside of. The host's own would break off a start in the middle, with the store closed under its actors.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
