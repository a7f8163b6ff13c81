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
    /// <summary>The commands in the order in which they are met; a test holds that each is there.</summary>
    internal static readonly IReadOnlyList<(string Title, IReadOnlyList<string> Commands)> Groups =
    [
        ("To begin", ["demo", "init", "check", "run"]),
        ("Writing rules", ["test", "replay", "explain", "eval", "catalogue", "schema"]),
        ("Looking", ["status", "vms", "alerts", "events", "watch", "rules", "deliveries", "targets", "records", "audit", "dashboard"]),
        ("Operating", ["qmp", "silence", "maintenance", "actions", "reload", "backup"]),
        ("The program itself", ["help", "man", "completion", "version"]),
    ];

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
        Print(root, terminal.Out);
        return ExitCode.Fine;
    }

    /// <summary>Help of the program.</summary>
    public static void Print(RootCommand root, TextWriter to)
    {
        var all = CommandEntry.Of(root);
        var commands = all.Commands.ToDictionary(command => command.Name);
        var width = commands.Keys.Max(name => name.Length);
        to.WriteLine(all.Text);
        to.WriteLine("\nUsage:\n  reactor COMMAND [OPTIONS]");
        foreach (var (title, names) in Groups)
        {
            to.WriteLine($"\n{title}:");
            foreach (var name in names)
            {
                to.WriteLine($"  {name.PadRight(width)}  {commands[name].Summary}");
            }
        }
        to.WriteLine("\nExample:");
        foreach (var line in all.ExampleLines)
        {
            to.WriteLine($"  {line}");
        }
        to.WriteLine("\n'reactor COMMAND --help' tells all of one; so does 'man reactor-COMMAND' where the pages are installed.");
    }
}
