using Reactor.CommandLine;

namespace Reactor.Tests.CommandLine;

public sealed class HelpTests
{
    [Theory]
    [InlineData("--help")]
    [InlineData("help")]
    public async Task Help_of_the_program_has_a_line_for_each_command(string asked)
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync(asked));

        var lines = terminal.Out.Split('\n');
        Assert.All(ReactorCommandLine.Root(terminal.Terminal).Subcommands, command => Assert.Single(lines, line => line.StartsWith($"  {command.Name} ", StringComparison.Ordinal)));
        Assert.Contains("  reactor init", lines);
    }

    [Fact]
    public async Task No_command_at_all_is_a_usage_error_that_shows_the_commands()
    {
        var (bare, asked) = (new TestTerminal(), new TestTerminal());

        Assert.Equal(ExitCode.Usage, await bare.RunAsync());
        await asked.RunAsync("--help");

        Assert.Equal("", bare.Out);
        Assert.Equal(asked.Out, bare.Error);
    }

    [Fact]
    public void Groups_of_the_help_have_each_command_once()
    {
        var grouped = ProgramHelp.Groups.SelectMany(group => group.Commands).Order(StringComparer.Ordinal);

        Assert.Equal(ReactorCommandLine.Root(new TestTerminal().Terminal).Subcommands.Select(command => command.Name).Order(StringComparer.Ordinal), grouped);
    }

    [Theory]
    [InlineData("qmp", "--help")]
    [InlineData("help", "qmp")]
    public async Task Help_of_a_command_has_all_of_it(params string[] asked)
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync(asked));

        Assert.Contains("Example:\n    reactor qmp web1 query-block\n", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("--unchecked", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_of_a_verb_is_found_by_both_words()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("help", "alerts", "ack"));

        Assert.Contains("reactor alerts ack a_k3x9", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("--comment", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_of_a_command_is_printed_and_one_that_there_is_not_is_a_usage_error()
    {
        var (there, missing) = (new TestTerminal(), new TestTerminal());

        Assert.Equal(ExitCode.Fine, await there.RunAsync("man", "qmp"));
        Assert.Equal(ExitCode.Usage, await missing.RunAsync("man", "qmpp"));

        Assert.StartsWith(".TH REACTOR-QMP 1 ", there.Out, StringComparison.Ordinal);
        Assert.Contains("qmp", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shell_that_there_is_no_completion_for_is_a_usage_error() => Assert.Equal(ExitCode.Usage, await new TestTerminal().RunAsync("completion", "tcsh"));
}
