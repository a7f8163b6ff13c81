using System.CommandLine;
using Reactor.CommandLine;
using Reactor.Init;

namespace Reactor.Tests.CommandLine;

public sealed class InitCommandTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TestTerminal _terminal = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Written_configuration_is_checked_green_and_the_next_commands_are_told()
    {
        var folder = _folder.File("new");

        Assert.Equal(ExitCode.Fine, await InitAsync(folder));

        var check = new TestTerminal();
        Assert.Equal(ExitCode.Fine, await check.RunAsync("check", folder));
        Assert.EndsWith("no errors, 3 warnings\n", check.Out, StringComparison.Ordinal);
        Assert.Contains("nobody is told of alerts", _terminal.Out, StringComparison.Ordinal);
        Assert.EndsWith($"next:\n  reactor check {folder}\n  reactor run --config {folder}\n", _terminal.Out, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.Combine(folder, "reactor.yaml")) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite));
    }

    [Theory]
    [InlineData("reactor.yaml")]
    [InlineData("rules/guest.yaml")]
    public async Task Nothing_that_is_there_is_overwritten_and_nothing_is_written_beside_it(string name)
    {
        _folder.Write(name, "mine");

        var failure = await Assert.ThrowsAsync<CommandFailedException>(() => InitAsync(_folder.Path));

        Assert.Contains(name, failure.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_folder.File(name)));
        Assert.Single(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Folder_without_a_name_is_a_usage_error() => Assert.Equal(ExitCode.Usage, await _terminal.RunAsync("init", ""));

    private Task<int> InitAsync(string folder) => InitCommand.Create(_terminal.Terminal, new HostLook(_folder.File("host")))
        .Parse([folder]).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
