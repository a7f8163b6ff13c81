using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using EndToEnd.Daemon;

namespace EndToEnd;

/// <summary>Commands on a screen, by a pseudo-terminal, and beside one.</summary>
public sealed partial class ScreenTests
{
    private const string Bold = "\u001b[1m";

    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("", true)]
    [InlineData("NO_COLOR=1 ", false)]
    [InlineData("NO_COLOR= ", true)]
    public async Task Table_is_coloured_on_a_screen_unless_the_variable_says_otherwise(string variable, bool isColoured)
    {
        using var workspace = new Workspace();
        using var process = OnScreen(workspace, $"{variable}REACTOR catalogue STOP");

        var shown = await process.StandardOutput.ReadToEndAsync().WaitAsync(HangGuard);

        Assert.Contains("STOP", shown, StringComparison.Ordinal);
        Assert.Equal(isColoured, shown.Contains(Bold, StringComparison.Ordinal));
        Assert.Equal(isColoured, Looks().IsMatch(shown));
    }

    [Fact]
    public async Task Table_that_is_redirected_has_no_colours()
    {
        using var workspace = new Workspace();

        Assert.DoesNotContain('\u001b', (await ReactorProcess.RunAsync(workspace, "catalogue", "STOP")).Output);
        // On a screen too, where only its output goes elsewhere.
        using var process = OnScreen(workspace, $"REACTOR catalogue STOP > {workspace.Path("out")}");
        await process.StandardOutput.ReadToEndAsync().WaitAsync(HangGuard);
        Assert.Contains("STOP", File.ReadAllText(workspace.Path("out")), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', File.ReadAllText(workspace.Path("out")));
    }

    [Fact]
    public async Task Long_replay_tells_on_a_screen_how_far_it_is_and_neither_a_pipe_nor_a_program()
    {
        using var workspace = new Workspace().Rules("none", "version: 1\nrules: []\n").Write();
        await using var piped = new LongReplay(workspace, "piped", recording => ReactorProcess.Launch(workspace, ["replay", recording, "--summary", "--config", workspace.Config]));
        await using var json = new LongReplay(workspace, "json", recording => OnScreen(workspace, $"REACTOR replay {recording} --output json --config {workspace.Config}"));
        await piped.BeginAsync();
        await json.BeginAsync();

        // It began last: when it has taken long enough, so have the others.
        await using var seen = new LongReplay(workspace, "seen", recording => OnScreen(workspace, $"REACTOR replay {recording} --summary --config {workspace.Config}"));
        await seen.BeginAsync();
        await seen.SaysAsync("0 events are replayed");

        Assert.Contains("0 events: 0 firings", await seen.EndAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("replayed", await piped.EndAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain("replayed", await json.EndAsync(), StringComparison.Ordinal);
    }

    /// <summary>Takes as long as a test wants: its recording is a pipe with a name.</summary>
    private sealed class LongReplay(Workspace workspace, string name, Func<string, Process> start) : IAsyncDisposable
    {
        private readonly StringBuilder _said = new();
        private StreamWriter? _recording;
        private Process? _process;

        /// <summary>Starts it, and waits until it reads.</summary>
        public async Task BeginAsync()
        {
            var path = workspace.Path(name);
            using (var make = Process.Start("mkfifo", [path]))
            {
                await make.WaitForExitAsync().WaitAsync(HangGuard);
            }
            _process = start(path);
            _recording = await Task.Run(() => new StreamWriter(path)).WaitAsync(HangGuard);
            await _recording.WriteLineAsync("nonsense");
            await _recording.FlushAsync();
            await SaysAsync("line 1: ");
        }

        public async Task SaysAsync(string text)
        {
            while (!_said.ToString().Contains(text, StringComparison.Ordinal))
            {
                Assert.True(await ReadAsync(), $"it ended without saying '{text}': {_said}");
            }
        }

        /// <summary>All that it said.</summary>
        public async Task<string> EndAsync()
        {
            await _recording!.DisposeAsync();
            while (await ReadAsync())
            {
            }
            return _said.Append(_process!.StartInfo.RedirectStandardError ? await _process.StandardOutput.ReadToEndAsync().WaitAsync(HangGuard) : "").ToString();
        }

        public async ValueTask DisposeAsync()
        {
            if (_recording is not null)
            {
                await _recording.DisposeAsync();
            }
            _process?.Dispose();
        }

        private async Task<bool> ReadAsync()
        {
            var buffer = new char[4096];
            var reader = _process!.StartInfo.RedirectStandardError ? _process.StandardError : _process.StandardOutput;
            var count = await reader.ReadAsync(buffer).AsTask().WaitAsync(HangGuard);
            _said.Append(buffer, 0, count);
            return count > 0;
        }
    }

    // What colours a terminal, or makes it bold. The runtime sets the keys of a terminal that it reads, by other sequences.
    [GeneratedRegex(@"\u001b\[[0-9;]*m")]
    private static partial Regex Looks();

    // script(1) runs it on a terminal of its own; what comes out there is its output.
    private static Process OnScreen(Workspace workspace, string command)
    {
        var info = new ProcessStartInfo("script", ["-q", "-e", "-c", command.Replace("REACTOR", $"dotnet {Path.Combine(AppContext.BaseDirectory, "reactor.dll")}", StringComparison.Ordinal), "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            StandardOutputEncoding = Encoding.UTF8,
            WorkingDirectory = Path.GetDirectoryName(workspace.Config),
        };
        info.Environment["TERM"] = "xterm";
        info.Environment["SHELL"] = "/bin/sh";
        info.Environment.Remove("NO_COLOR");
        return Process.Start(info)!;
    }
}
