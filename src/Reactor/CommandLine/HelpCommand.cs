using System.CommandLine;

namespace Reactor.CommandLine;

/// <summary><c>reactor help</c>: what <c>--help</c> prints, where it is looked for.</summary>
internal static class HelpCommand
{
    public static Command Create(Terminal terminal, Func<RootCommand> root)
    {
        var words = new Argument<string[]>("COMMAND") { Description = "The command, with its verb where that is meant; none: all of them", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("help", "Show help of a command.\n\nExample:\n  reactor help qmp\n  reactor help alerts ack") { words };
        command.SetAction(async (result, cancellation) =>
        {
            var all = root();
            var wanted = result.GetValue(words) ?? [];
            Command at = all;
            foreach (var word in wanted)
            {
                at = at.Subcommands.FirstOrDefault(sub => sub.Name == word) ?? throw new CommandFailedException(UsageFaults.Unknown(word, at), ExitCode.Usage);
            }
            return await all.Parse([.. wanted, "--help"]).InvokeAsync(new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, ProcessTerminationTimeout = null }, cancellation);
        });
        return command;
    }
}
