using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Reactor.Manual;

namespace Reactor.CommandLine;

/// <summary>Help: of a command all, of the program its commands, a line each.</summary>
/// <param name="terminal">Where it is printed.</param>
/// <param name="ofCommand">Prints that of a command.</param>
internal sealed class ProgramHelp(Terminal terminal, SynchronousCommandLineAction ofCommand) : SynchronousCommandLineAction
{
    public static void Install(RootCommand root, Terminal terminal)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new ProgramHelp(terminal, (SynchronousCommandLineAction)option.Action!);
    }

    /// <summary>Who asks for help need not give what the command requires.</summary>
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        if (parseResult.CommandResult.Command is not RootCommand root)
        {
            return ofCommand.Invoke(parseResult);
        }
        var all = CommandEntry.Of(root);
        var width = all.Commands.Max(command => command.Name.Length);
        terminal.Out.WriteLine(all.Text);
        terminal.Out.WriteLine("\nUsage:\n  reactor COMMAND [OPTIONS]\n\nCommands:");
        foreach (var command in all.Commands)
        {
            terminal.Out.WriteLine($"  {command.Name.PadRight(width)}  {command.Summary}");
        }
        terminal.Out.WriteLine("\nExample:");
        foreach (var line in all.ExampleLines)
        {
            terminal.Out.WriteLine($"  {line}");
        }
        terminal.Out.WriteLine("\n'reactor COMMAND --help' tells all of one; so does 'man reactor-COMMAND' where the pages are installed.");
        return ExitCode.Fine;
    }
}
