using System.CommandLine;
using Reactor.Demo;

namespace Reactor.CommandLine;

/// <summary>The program's commands.</summary>
internal static class ReactorCommandLine
{
    /// <summary>Parses and runs a command line.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] arguments, Terminal terminal, CancellationToken cancellation)
    {
        var root = Root(terminal);
        if (arguments.Length == 0)
        {
            ProgramHelp.Print(root, terminal.Error);
            return ExitCode.Usage;
        }
        var parsed = root.Parse(arguments);
        if (UsageFaults.Of(parsed, arguments) is { Count: > 0 } faults)
        {
            foreach (var fault in faults)
            {
                await terminal.Error.WriteLineAsync($"reactor: {fault}");
            }
            await terminal.Error.WriteLineAsync("Try 'reactor --help', or 'reactor COMMAND --help'.");
            return ExitCode.Usage;
        }
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = terminal.Out,
                    Error = terminal.Error,
                    EnableDefaultExceptionHandler = false,
                    // The host itself answers SIGTERM and SIGINT, in order and in its own time.
                    ProcessTerminationTimeout = null,
                },
                cancellation);
        }
        catch (CommandFailedException failure)
        {
            await terminal.Error.WriteLineAsync($"reactor: {failure.Message}");
            return failure.Code;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Their messages say what is wrong with which file; where in the program it showed helps nobody.
            await terminal.Error.WriteLineAsync($"reactor: {failure.Message}");
            return ExitCode.Failed;
        }
    }

    internal static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand("Reacts to what QEMU virtual machines report: rules in YAML, alerts, webhooks and records out.\n\nExample:\n  reactor init\n  reactor check\n  reactor run")
        {
            RunCommand.Create(terminal),
            DemoCommand.Create(terminal),
            InitCommand.Create(terminal),
            CheckCommand.Create(terminal),
            TestCommand.Create(terminal),
            ReplayCommand.Create(terminal),
            ExplainCommand.Create(terminal),
            EvalCommand.Create(terminal),
            ReloadCommand.Create(terminal),
            BackupCommand.Create(terminal),
            StatusCommand.Create(terminal),
            DashboardCommand.Create(terminal),
            WatchCommand.Create(terminal),
            QmpCommand.Create(terminal),
            ActionsCommand.Create(terminal),
        };
        foreach (var command in QueryCommands.Create(terminal))
        {
            root.Add(command);
        }
        root.Add(CatalogueCommand.Create(terminal));
        root.Add(SchemaCommand.Create(terminal));
        root.Add(CompletionCommand.Create(terminal, () => Root(terminal)));
        root.Add(ManCommand.Create(terminal, () => Root(terminal)));
        root.Add(VersionCommand.Create(terminal));
        root.Add(HelpCommand.Create(terminal, () => Root(terminal)));
        root.Options.OfType<VersionOption>().Single().Action = new VersionCommand.PrintAction(terminal);
        ProgramHelp.Install(root, terminal);
        return root;
    }
}
