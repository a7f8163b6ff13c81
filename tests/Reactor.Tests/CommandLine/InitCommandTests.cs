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
        Assert.EndsWith("no errors, 4 warnings\n", check.Out, StringComparison.Ordinal);
        Assert.Contains("nobody is told of alerts", _terminal.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("look through", _terminal.Out, StringComparison.Ordinal);
        Assert.EndsWith($"next:\n  reactor check {folder}\n  reactor run --config {folder}\n", _terminal.Out, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(Path.Combine(folder, "reactor.yaml")) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite));
    }

    [Fact]
    public async Task Vms_that_were_found_are_to_be_looked_through_before_they_are_connected_to()
    {
        _folder.Write("host/proc/net/unix", "Num RefCount Protocol Flags Type St Inode Path\n0: 00000002 00000000 00010000 0001 01 1235 /run/qemu/web1.qmp\n");

        Assert.Equal(ExitCode.Fine, await InitAsync(_folder.File("new")));

        Assert.Contains("1 VM was found and is listed\nlook through `vms` in reactor.yaml first: Reactor connects to all of them\n", _terminal.Out, StringComparison.Ordinal);
        Assert.Contains("take out those that are not yours.\nvms:\n", File.ReadAllText(_folder.File("new/reactor.yaml")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vm_that_does_not_answer_opens_an_alert_which_its_answer_ends()
    {
        Assert.Equal(ExitCode.Fine, await InitAsync(_folder.File("new")));
        _folder.Write("silent.test.yaml", """
            config: new
            fleet: {hosts: {h1: {vms: {web1: {}}}}}
            tests:
              - name: silent
                input:
                  - {at: 1m, vm: web1, link: silent}
                  - {at: 5m, vm: web1, link: answers}
                expect:
                  - {at: 2m, alerts: [{rule: vm-silent, state: firing}]}
                  - {at: 6m, alerts: []}
            """);

        var test = new TestTerminal();
        Assert.True(await test.RunAsync("test", _folder.File("silent.test.yaml")) == ExitCode.Fine, test.Out + test.Error);
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
