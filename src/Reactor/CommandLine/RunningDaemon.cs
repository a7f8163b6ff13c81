using Reactor.Api;

namespace Reactor.CommandLine;

/// <summary>The daemon that a command asks.</summary>
internal static class RunningDaemon
{
    /// <summary>Its control socket.</summary>
    /// <exception cref="CommandFailedException">None runs.</exception>
    public static string Socket(string? config, Terminal terminal)
    {
        var socket = ControlSocket.PathFor(Configurations.StorePath(CommonOptions.ResolveConfig(config, terminal)));
        return ControlSocket.IsAnswered(socket)
            ? socket
            : throw new CommandFailedException($"no reactor is running: nobody answers on {socket}. Start one with: reactor run; one that has its configuration elsewhere is named by --config or $REACTOR_CONFIG");
    }
}
