using System.CommandLine;
using Reactor.Api;
using Reactor.Output;
using Reactor.Queries;

namespace Reactor.CommandLine;

/// <summary>The commands that read: one for each query, and with them those that do something to what is read.</summary>
internal static class QueryCommands
{
    public static IEnumerable<Command> Create(Terminal terminal) => AllQueries.All.Select(query => query switch
    {
        { Name: "alerts" } => AlertCommands.AddTo(Create(query, query.Name, query.Example, terminal), terminal),
        { Name: "silences" } => HoldCommands.Silence(terminal),
        { Name: "maintenances" } => HoldCommands.Maintenance(terminal),
        { Name: "deliveries" } => Family(query, terminal, [DeliveryCommands.Show(terminal), DeliveryCommands.Retry(terminal)]),
        { Name: "events" } => Family(query, terminal, [ShowEventCommand.Create(terminal)]),
        { Name: "targets" } => Family(query, terminal, [DeliveryCommands.Enable(terminal)]),
        _ => Create(query, query.Name, query.Example, terminal),
    });

    private static Command Family(Query query, Terminal terminal, IEnumerable<Command> verbs)
    {
        var family = Create(query, query.Name, query.Example, terminal);
        foreach (var verb in verbs.Prepend(Create(query, "list", query.Example, terminal)))
        {
            family.Add(verb);
        }
        return family;
    }

    /// <summary>A command that asks a query.</summary>
    public static Command Create(Query query, string name, string example, Terminal terminal)
    {
        var command = new Command(name, $"{query.Description}\n\nExample:\n  {example}");
        var readers = new List<(string Name, Func<ParseResult, string?> Value)>();
        foreach (var parameter in query.Parameters)
        {
            if (parameter.Positional)
            {
                var argument = new Argument<string?>(parameter.HelpName)
                {
                    Description = parameter.Description,
                    Arity = ArgumentArity.ZeroOrOne,
                };
                command.Add(argument);
                readers.Add((parameter.Name, result => result.GetValue(argument)));
            }
            else
            {
                var option = new Option<string?>($"--{parameter.Name}") { Description = parameter.Description, HelpName = parameter.HelpName };
                option.CompletionSources.Add([.. parameter.Values]);
                if (parameter.Check is { } check)
                {
                    option.Validators.Add(result =>
                    {
                        if (result.Tokens.Count > 0 && check(result.Tokens[0].Value) is { } fault)
                        {
                            result.AddError($"--{parameter.Name}: {fault}");
                        }
                    });
                }
                command.Add(option);
                readers.Add((parameter.Name, result => result.GetValue(option)));
            }
        }
        var config = CommonOptions.Config();
        var output = CommonOptions.Output();
        command.Add(config);
        command.Add(output);
        command.SetAction(async (result, cancellation) =>
        {
            var values = readers.Select(r => (r.Name, Value: r.Value(result))).Where(r => r.Value is not null).ToDictionary(r => r.Name, r => r.Value!);
            var store = Configurations.StorePath(CommonOptions.ResolveConfig(result.GetValue(config), terminal));
            foreach (var name in (string[])["since", "until"])
            {
                if (values.TryGetValue(name, out var time))
                {
                    values[name] = TypedTimes.InUtc(time, terminal.Time)!;
                }
            }
            var socket = ControlSocket.PathFor(store);
            var isAnswered = ControlSocket.IsAnswered(socket);
            var rows = await QueryClient.AskAsync(store, query, values, terminal, cancellation);
            if (query == AllQueries.Targets && !isAnswered && Configurations.Load(CommonOptions.ResolveConfig(result.GetValue(config), terminal)).Configuration is { } files)
            {
                rows = TargetSummary.WithConfigured(rows, files.Targets);
            }
            if (query.Name is "vms" or "rules" && isAnswered)
            {
                await RunningSet.TellAsync(socket, terminal, cancellation);
            }
            if (query.Name == AllQueries.Vms.Name && rows.Count == 0 && values.TryGetValue("vm", out var vm))
            {
                throw new CommandFailedException($"there is no VM '{Printable.Of(vm, 256)}': 'reactor vms' shows those that there are");
            }
            if (rows.Count == 0)
            {
                await UnknownNames.TellAsync(store, values, terminal, cancellation);
            }
            if (result.GetValue(output) == OutputFormat.Json)
            {
                JsonLines.Write(terminal.Out, rows);
            }
            else
            {
                TableWriter.Write(terminal, query.Columns.Count > 0 ? query.Columns : Cells.ForRecords(rows), rows);
            }
            return ExitCode.Fine;
        });
        return command;
    }
}
