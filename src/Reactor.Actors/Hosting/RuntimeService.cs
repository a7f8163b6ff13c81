using Akka.Actor;
using Akka.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Reactor.Actors.Status;

namespace Reactor.Actors.Hosting;

/// <summary>
/// Has the actor system, with the runtime in it, begin and end with the host; where it ends of itself, after a fault, the host ends with it.
/// Akka.Hosting does that too, but looks for an <c>app.config</c>, which brings megabytes of libraries along: so does every way to make an actor system but by
/// a configuration alone.
/// </summary>
internal sealed class RuntimeService(RuntimePlan plan, ReactorRuntime runtime, RuntimeStatusHolder status, ILoggerFactory loggers, IHostApplicationLifetime lifetime)
    : IHostedService, IDisposable
{
    private ActorSystem? _system;

    /// <summary>The actor system; null before the start.</summary>
    internal ActorSystem? System => _system;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var system = _system = ActorSystem.Create("reactor", ConfigurationFactory.ParseString(RuntimeStarter.Hocon));
        ((AkkaLog)system.Settings.StdoutLogger).GoTo(loggers.CreateLogger<ActorSystem>());
        var started = await RuntimeStarter.StartAsync(system, plan, () => runtime.Rules, loggers).ConfigureAwait(false);
        runtime.Start(started);
        status.Board = started.Board;
        _ = StopHostAfterAsync(system);
    }

    // Its phases have their times; where it is under way, or done, this is the same run.
    public Task StopAsync(CancellationToken cancellationToken) =>
        _system is null ? Task.CompletedTask : CoordinatedShutdown.Get(_system).Run(CoordinatedShutdown.ClrExitReason.Instance);

    // A host that is left without being stopped: in order all the same.
    public void Dispose() => _system?.Dispose();

    private async Task StopHostAfterAsync(ActorSystem system)
    {
        await system.WhenTerminated.ConfigureAwait(false);
        lifetime.StopApplication();
    }
}
