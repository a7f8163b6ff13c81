using System.Diagnostics;
using Reactor.CommandLine;

namespace Reactor.Tests.Hostile;

/// <summary>Paths that are none, and files that are no files: an answer with an exit code, never a trace.</summary>
public sealed class CommandLineFilesTests
{
    [Theory]
    [InlineData("check", "")]
    [InlineData("run", "--config", "")]
    [InlineData("events", "--config", "")]
    public async Task Run_empty_path_is_wrong_usage(params string[] arguments)
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Usage, await terminal.RunAsync(arguments));
        Assert.StartsWith("reactor: ", terminal.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/proc/self/mem")]      // opens, and can't be read
    [InlineData("/dev/zero")]           // never ends, and has no lines
    public async Task Check_file_that_gives_no_text_is_a_fault_of_the_file(string path)
    {
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.BadConfiguration, await terminal.RunAsync("check", path));
        Assert.Contains($"{path}: error: ", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_pipe_is_read_once()
    {
        using var folder = new TestFolder();
        string pipe = folder.File("pipe");
        using (var made = Process.Start("mkfifo", pipe))
        {
            await made.WaitForExitAsync();
        }
        // Opening a pipe waits for its other end.
        var writing = Task.Run(() => File.WriteAllText(pipe, "version: 1\nrules: [{name: a, when: {event: STOP}, then: [{log: {message: x}}]}]\n"));
        var terminal = new TestTerminal();

        Assert.Equal(ExitCode.Fine, await Task.Run(() => terminal.RunAsync("check", pipe)).WaitAsync(TimeSpan.FromMinutes(1)));
        await writing;
        Assert.Contains("1 file, 1 rule: no errors", terminal.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_since_before_time_began_is_everything()
    {
        using var folder = new TestFolder();
        var config = folder.Write("reactor.yaml", "version: 1\n");
        var terminal = new TestTerminal();

        await terminal.RunAsync("events", "--since", "3000000d", "--config", config);
        Assert.Contains("no reactor is running", terminal.Error, StringComparison.Ordinal);
    }
}
