using System.CommandLine;
using Reactor.Running;

namespace Reactor.CommandLine;

/// <summary><c>reactor run</c>.</summary>
internal static class RunCommand
{
    public static Command Create(Terminal terminal)
    {
        var config = CommonOptions.Config();
        var command = new Command(
            "run", "Watch the configured VMs and react, until SIGTERM or Ctrl-C.\n\nExample:\n  reactor run --config /etc/reactor/reactor.yaml")
        {
            config,
        };
        command.SetAction(async (result, cancellation) =>
        {
            var load = Configurations.Load(CommonOptions.ResolveConfig(result.GetValue(config), terminal), terminal);
            await using var host = await ReactorHost.StartAsync(load, HostSettings.Service, cancellation);
            await host.WaitForShutdownAsync(cancellation);
            return host.ExitCode;
        });
        return command;
    }
}
