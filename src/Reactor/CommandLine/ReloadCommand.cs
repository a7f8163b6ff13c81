using System.CommandLine;
using System.Text.Json.Nodes;
using Reactor.Output;

namespace Reactor.CommandLine;

/// <summary><c>reactor reload</c>.</summary>
internal static class ReloadCommand
{
    // All partitions must stand on the new rules durably: a busy disk takes its time.
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    public static Command Create(Terminal terminal) => DaemonCommand.Create(
        "reload",
        "Have the running daemon take up its configuration and rules now, all or nothing, and say what became of each rule. Exits with 78 where the files are bad.",
        new DaemonRequest(HttpMethod.Post, "/v1/reload") { Patience = s_patience },
        Print,
        terminal,
        static outcome => (string?)outcome["result"] == "refused" ? ExitCode.BadConfiguration : ExitCode.Fine);

    private static void Print(JsonObject outcome, Terminal terminal)
    {
        if ((string?)outcome["diagnostics"] is { Length: > 0 } diagnostics)
        {
            foreach (var line in diagnostics.Split('\n'))
            {
                terminal.Error.WriteLine(Printable.Of(line, 8 * 1024));
            }
        }
        terminal.Out.WriteLine(Printable.Of((string?)outcome["summary"] ?? "", 1024));
        foreach (var (word, field) in ((string, string)[])[("kept", "kept"), ("new", "added"), ("afresh", "afresh"), ("removed", "removed"), ("alert ended, its rule is gone", "ended_alerts"), ("needs a restart", "needs_restart")])
        {
            foreach (var name in outcome[field]?.AsArray() ?? [])
            {
                terminal.Out.WriteLine(Printable.Of($"  {word}: {name}", 1024));
            }
        }
    }
}
