using System.CommandLine;
using Reactor.Manual;

namespace Reactor.CommandLine;

/// <summary><c>reactor man</c>.</summary>
internal static class ManCommand
{
    public static Command Create(Terminal terminal, Func<RootCommand> root)
    {
        var name = new Argument<string?>("COMMAND") { Description = "The command; none: the program's own page", Arity = ArgumentArity.ZeroOrOne };
        var folder = new Option<string?>("--output-dir") { Description = "Write all pages into this folder", HelpName = "DIR" };
        var command = new Command("man", "Print a manual page, for man or to be installed.\n\nExample:\n  reactor man qmp | man -l -\n  reactor man --output-dir /usr/local/share/man/man1") { name, folder };
        command.SetAction(result =>
        {
            var commands = root();
            var all = CommandEntry.Of(commands);
            if (result.GetValue(folder) is { } path)
            {
                Write(path, all, terminal);
                return ExitCode.Fine;
            }
            var wanted = result.GetValue(name);
            var entry = wanted is null ? all : all.Commands.FirstOrDefault(each => each.Name == wanted)
                ?? throw new CommandFailedException(UsageFaults.Unknown(wanted, commands), ExitCode.Usage);
            terminal.Out.Write(ManPage.Write(entry, all));
            return ExitCode.Fine;
        });
        return command;
    }

    private static void Write(string folder, CommandEntry all, Terminal terminal)
    {
        if (folder.Length == 0)
        {
            throw new CommandFailedException("--output-dir names no folder", ExitCode.Usage);
        }
        Directory.CreateDirectory(folder);
        foreach (var page in ManPage.Pages(all))
        {
            var path = Path.Combine(folder, ManPage.FileOf(page));
            File.WriteAllText(path, ManPage.Write(page, all));
            terminal.Out.WriteLine(path);
        }
    }
}
