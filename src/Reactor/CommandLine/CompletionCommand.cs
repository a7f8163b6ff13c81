using System.CommandLine;
using Reactor.Manual;

namespace Reactor.CommandLine;

/// <summary><c>reactor completion</c>.</summary>
internal static class CompletionCommand
{
    public static Command Create(Terminal terminal, Func<RootCommand> root)
    {
        var shell = new Argument<string>(string.Join('|', Completion.Shells.Keys)) { Description = "The shell" };
        shell.AcceptOnlyFromAmong([.. Completion.Shells.Keys]);
        var command = new Command(
            "completion",
            "Print the completion of commands and options for a shell.\n\nExample:\n  reactor completion bash > /etc/bash_completion.d/reactor\n  reactor completion zsh > /usr/local/share/zsh/site-functions/_reactor\n  reactor completion fish > ~/.config/fish/completions/reactor.fish")
        {
            shell,
        };
        command.SetAction(result =>
        {
            terminal.Out.Write(Completion.Shells[result.GetValue(shell)!](CommandEntry.Of(root())));
            return ExitCode.Fine;
        });
        return command;
    }
}
