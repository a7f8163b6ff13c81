using System.CommandLine;
using Reactor.Api;
using Reactor.Output;
using Reactor.Queries;

namespace Reactor.CommandLine;

/// <summary><c>reactor dashboard</c>.</summary>
internal static class DashboardCommand
{
    public static Command Create(Terminal terminal)
    {
        var config = CommonOptions.Config();
        var output = CommonOptions.Output();
        var command = new Command(
            "dashboard",
            "Prints a link that opens the dashboard of the running daemon, signed in. It works once, within five minutes.\n\nExample:\n  reactor dashboard")
        {
            config, output,
        };
        command.SetAction(async (result, cancellation) =>
        {
            var socket = RunningDaemon.Socket(result.GetValue(config), terminal);
            var rows = await ControlClient.SendAsync(socket, HttpMethod.Post, "/v1/dashboard", TimeSpan.FromSeconds(30), cancellation);
            if (result.GetValue(output) == OutputFormat.Json)
            {
                JsonLines.Write(terminal.Out, rows);
            }
            else
            {
                await terminal.Out.WriteLineAsync(Printable.Of((string?)rows[0]["url"] ?? "", 2048));
            }
            return ExitCode.Fine;
        });
        return command;
    }
}
