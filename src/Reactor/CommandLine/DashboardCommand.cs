using System.CommandLine;
using Reactor.Output;

namespace Reactor.CommandLine;

/// <summary><c>reactor dashboard</c>.</summary>
internal static class DashboardCommand
{
    public static Command Create(Terminal terminal) => DaemonCommand.Create(
        "dashboard",
        "Print a link that opens the dashboard of the running daemon, signed in. It works once, within five minutes. The configuration must have `http`.",
        new DaemonRequest(HttpMethod.Post, "/v1/dashboard"),
        static (row, terminal) => terminal.Out.WriteLine(Printable.Of((string?)row["url"] ?? "", 2048)),
        terminal);
}
