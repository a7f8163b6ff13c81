using System.CommandLine;
using System.Text.Json.Nodes;
using Reactor.Api;
using Reactor.Output;
using Reactor.Queries;

namespace Reactor.CommandLine;

/// <summary>Commands that ask the running daemon one thing and show its answer, a row.</summary>
internal static class DaemonCommand
{
    /// <summary>Makes one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it does; an example is added.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="print">Shows the row to people.</param>
    /// <param name="terminal">Where to.</param>
    /// <param name="exit">What the row means for programs; by default all is well.</param>
    public static Command Create(string name, string description, DaemonRequest request, Action<JsonObject, Terminal> print, Terminal terminal, Func<JsonObject, int>? exit = null)
    {
        var (config, output) = (CommonOptions.Config(), CommonOptions.Output());
        var command = new Command(name, $"{description}\n\nExample:\n  reactor {name}") { config, output };
        command.SetAction(async (result, cancellation) =>
        {
            var socket = RunningDaemon.Socket(result.GetValue(config), terminal);
            var rows = await ControlClient.SendAsync(socket, request.Method, request.Path, request.Patience, cancellation);
            if (result.GetValue(output) == OutputFormat.Json)
            {
                JsonLines.Write(terminal.Out, rows);
            }
            else
            {
                print(rows[0], terminal);
            }
            return exit?.Invoke(rows[0]) ?? ExitCode.Fine;
        });
        return command;
    }
}

/// <summary>What is asked of the daemon.</summary>
/// <param name="Method">How.</param>
/// <param name="Path">What.</param>
internal sealed record DaemonRequest(HttpMethod Method, string Path)
{
    /// <summary>How long the answer may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);
}
