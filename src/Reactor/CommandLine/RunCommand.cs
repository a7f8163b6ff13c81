using System.CommandLine;
using Reactor.Reloading;
using Reactor.Rules.Loading;
using Reactor.Running;
using Reactor.Running.Service;

namespace Reactor.CommandLine;

/// <summary><c>reactor run</c>.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal)
    {
        var config = CommonOptions.Config();
        var path = new Argument<string?>("PATH") { Description = "The same as --config", Arity = ArgumentArity.ZeroOrOne };
        var strict = new Option<bool>("--strict") { Description = "Don't start with the configuration that ran last when the files are bad: exit with 78" };
        var command = new Command(
            "run", "Watch the configured VMs and react, until SIGTERM or Ctrl-C.\n\nExample:\n  reactor run --config /etc/reactor/reactor.yaml")
        {
            path, config, strict,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(path) is not null && result.GetValue(config) is not null)
            {
                result.AddError("run takes one configuration: PATH or --config, not both");
            }
        });
        command.SetAction(async (result, cancellation) =>
        {
            var file = Path.GetFullPath(CommonOptions.ResolveConfig(result.GetValue(path) ?? result.GetValue(config), terminal));
            var files = Reading.FromDisk(file);
            Configurations.Print(files.Load, terminal.Error);
            if (files.Load.HasErrors && (result.GetValue(strict) || !HasStore(files.Load)))
            {
                throw new CommandFailedException($"not started: {Configurations.Count(files.Load)}", ExitCode.BadConfiguration);
            }
            using var socket = NotifySocket.Open(terminal.Variable(NotifySocket.Variable));
            var settings = new HostSettings(
                Logs: true, Signals: true,
                socket is null ? ServiceManager.None : new ServiceManager(socket.Send, terminal.Time),
                socket is null ? null : Watchdog.Interval(terminal.Variable("WATCHDOG_USEC"), terminal.Variable("WATCHDOG_PID"), Environment.ProcessId));
            await using var host = await ReactorHost.StartAsync(file, files, settings, cancellation);
            await host.WaitForShutdownAsync(cancellation);
            return host.ExitCode;
        });
        return command;
    }

    // A store that isn't there holds no configuration, and is not made for bad files.
    private static bool HasStore(LoadResult load) => load.StorePath is { } path && File.Exists(path);
}
