using System.CommandLine;

namespace Reactor.CommandLine;

/// <summary><c>reactor help</c>: what <c>--help</c> prints, where it is looked for.</summary>
internal static class HelpCommand
{
    public static Command Create(Terminal terminal, Func<RootCommand> root)
    {
        var name = new Argument<string?>("COMMAND") { Description = "The command; none: all of them", Arity = ArgumentArity.ZeroOrOne };
        var command = new Command("help", "Show help of a command.\n\nExample:\n  reactor help qmp") { name };
        command.SetAction(async (result, cancellation) =>
        {
            var all = root();
            if (result.GetValue(name) is { } wanted && all.Subcommands.All(c => c.Name != wanted))
            {
                throw new CommandFailedException(UsageFaults.Unknown(wanted, all), ExitCode.Usage);
            }
            string[] arguments = result.GetValue(name) is { } one ? [one, "--help"] : ["--help"];
            return await all.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, ProcessTerminationTimeout = null }, cancellation);
        });
        return command;
    }
}
