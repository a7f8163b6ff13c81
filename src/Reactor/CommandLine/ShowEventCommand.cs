using System.CommandLine;
using Reactor.Output;
using Reactor.Queries;
using Reactor.Tracing;

namespace Reactor.CommandLine;

/// <summary><c>reactor events show</c>: from an event to its effects.</summary>
internal static class ShowEventCommand
{
    public static Command Create(Terminal terminal)
    {
        var id = new Argument<string>("ID") { Description = "The event's id, as 'reactor events' lists it, or that of a firing, a delivery (webhook-id), a step or an alert; how it begins where that is enough" };
        var (config, output) = (CommonOptions.Config(), CommonOptions.Output());
        var command = new Command("show", $"{AllQueries.Trace.Description}\n\nExample:\n  {AllQueries.Trace.Example}") { id, config, output };
        command.SetAction(async (result, cancellation) =>
        {
            var store = Configurations.StorePath(CommonOptions.ResolveConfig(result.GetValue(config), terminal));
            var rows = await QueryClient.AskAsync(store, AllQueries.Trace, new Dictionary<string, string> { ["id"] = result.GetValue(id)! }, terminal, cancellation);
            if (result.GetValue(output) == OutputFormat.Json)
            {
                JsonLines.Write(terminal.Out, rows);
            }
            else
            {
                TraceReport.Print(rows[0], terminal);
            }
            return ExitCode.Fine;
        });
        return command;
    }
}
