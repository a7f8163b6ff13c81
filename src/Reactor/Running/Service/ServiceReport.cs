using System.Globalization;
using Reactor.Actors.Hosting;
using Reactor.Actors.Status;
using Reactor.Output;

namespace Reactor.Running.Service;

/// <summary>What the service manager is told of the running daemon: <c>211 of 214 VMs live, 23 rules</c>, and what is wrong.</summary>
internal sealed partial class ServiceReport(ServiceManager manager, IReactorRuntime runtime, IRuntimeStatusSource status, ILogger logger)
{
    private volatile bool _stops;

    /// <summary>It runs; after a reload: it runs on.</summary>
    public void Ready()
    {
        // A reload that the end broke off.
        if (!_stops)
        {
            manager.Ready(Line(status.Read()));
        }
    }

    /// <summary>Its configuration is read again.</summary>
    public void Reloading() => manager.Reloading();

    /// <summary>It ends.</summary>
    public void Stopping()
    {
        _stops = true;
        manager.Stopping();
    }

    /// <summary>Asks the runtime, all the way through to its partitions. Null: it doesn't answer.</summary>
    public async Task<string?> AskAsync()
    {
        var asked = runtime.RulesAsync();
        await ((Task)asked).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (asked.IsCompletedSuccessfully)
        {
            return Line(status.Read());
        }
        NoAnswer(logger, asked.Exception?.GetBaseException().Message ?? "it was given up");
        return null;
    }

    internal static string Line(RuntimeStatus status)
    {
        var line = $"{status.Vms.Count(vm => vm.State == VmState.Live)} of {Number.Of(status.Vms.Length, "VM", "VMs")} live, {Number.Of(status.Rules, "rule", "rules")}";
        if (!status.Store.Writable)
        {
            line += "; the store can't be written";
        }
        return status.Reload?.FailedAt is null ? line : line + "; the configuration files are bad, what was loaded before runs on";
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The runtime does not answer ({Detail}): the service manager is not told that it lives")]
    private static partial void NoAnswer(ILogger logger, string detail);
}
