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
}
