using Reactor.CommandLine;

namespace Reactor.Tests.CommandLine;

public sealed class ReactorCommandLineTests
{
    [Theory]
    [InlineData("--nonsense")]
    [InlineData("nonsense")]
    [InlineData("events", "--limit", "0")]
    [InlineData("events", "--limit", "1001")]
    [InlineData("events", "--since", "yesterday")]
    [InlineData("alerts", "--state", "sleeping")]
    [InlineData("vms", "--output", "xml")]
    [InlineData("run", "--config")]
    public async Task Run_wrong_command_line_is_a_usage_error(params string[] arguments)
    {
        var terminal = new TestTerminal();

        var code = await terminal.RunAsync(arguments);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("--help", terminal.Error, StringComparison.Ordinal);
        Assert.Equal("", terminal.Out);
    }

    [Fact]
    public async Task Help_names_every_command()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("--help"));
        Assert.All(
            (string[])["run", "demo", "check", "vms", "events", "alerts", "records", "deliveries", "version"],
            command => Assert.Contains($"  {command}", terminal.Out, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Version_prints_name_and_version()
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("version"));
        Assert.Matches(@"^reactor \d+\.\d+\.\d+ ", terminal.Out);
    }

    [Fact]
    public async Task Vms_configuration_named_by_nothing_is_a_configuration_error()
    {
        using var folder = new TestFolder();
        var terminal = new TestTerminal(("REACTOR_CONFIG", folder.File("missing.yaml")));

        Assert.Equal(ExitCode.BadConfiguration, await terminal.RunAsync("vms"));
        Assert.Contains("missing.yaml", terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no command chekc: did you mean check?", "chekc", "config")]
    [InlineData("reactor check has no option --deny-warning: did you mean --deny-warnings?", "check", "--deny-warning")]
    [InlineData("reactor alerts has no option --stat: did you mean --state?", "alerts", "--stat", "firing")]
    [InlineData("reactor reload takes no arguments, and my is one too many. A configuration is named by --config", "reload", "my")]
    [InlineData("run takes one configuration: PATH or --config, not both", "run", "my", "--config", "other")]
    [InlineData("reactor alerts takes no arguments, and web1 is one too many: did you mean --vm web1?", "alerts", "web1")]
    [InlineData("there is no command deliverys: did you mean deliveries?", "help", "deliverys")]
    public async Task Run_wrong_command_line_says_what_was_probably_meant(string expected, params string[] arguments)
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Usage, await terminal.RunAsync(arguments));

        Assert.StartsWith($"reactor: {expected}", terminal.Error, StringComparison.Ordinal);
        Assert.Equal(arguments[0] == "help" ? 1 : 2, terminal.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Help_of_a_command_is_what_its_own_option_prints()
    {
        var (help, option) = (new TestTerminal(), new TestTerminal());

        Assert.Equal(ExitCode.Fine, await help.RunAsync("help", "qmp"));
        await option.RunAsync("qmp", "--help");

        Assert.Contains("--yes", help.Out, StringComparison.Ordinal);
        Assert.Equal(option.Out, help.Out);
    }

    [Fact]
    public async Task Help_of_eval_names_its_default_once()
    {
        var terminal = new TestTerminal();

        await terminal.RunAsync("eval", "--help");

        Assert.DoesNotContain("[default:", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Catalogue_lists_events_with_their_members_and_commands_with_their_risk()
    {
        var (events, commands, none) = (new TestTerminal(), new TestTerminal(), new TestTerminal());

        Assert.Equal(ExitCode.Fine, await events.RunAsync("catalogue", "GUEST_PAN*"));
        Assert.Equal(ExitCode.Fine, await commands.RunAsync("catalogue", "system_*", "--commands", "--output", "json"));
        Assert.Equal(ExitCode.Failed, await none.RunAsync("catalogue", "GUEST_PANICED"));

        Assert.Contains("action: pause|poweroff|run", events.Out, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"system_reset\"", commands.Out, StringComparison.Ordinal);
        Assert.Contains("\"risk\":\"destructive\"", commands.Out, StringComparison.Ordinal);
        Assert.Contains("did you mean GUEST_PANICKED?", none.Error, StringComparison.Ordinal);
    }
}
