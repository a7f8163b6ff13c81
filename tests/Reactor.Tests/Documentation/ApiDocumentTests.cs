using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Reactor.Tests.Documentation;

/// <summary>Every command that docs/api.md shows, run against the real daemon.</summary>
public sealed partial class ApiDocumentTests : IAsyncLifetime
{
    private PlayedDaemon _daemon = null!;

    public async Task InitializeAsync() => _daemon = await PlayedDaemon.StartAsync();

    public async Task DisposeAsync() => await _daemon.DisposeAsync();

    [Fact]
    public async Task Examples_work_as_they_stand()
    {
        await _daemon.Monitor.SayAsync(PlayedDaemon.Event("STOP", "{}"));
        await _daemon.UntilAsync("/v1/events?name=STOP", rows => rows.Count == 1);
        await _daemon.PanicAsync();
        await _daemon.UntilAsync("/v1/alerts", rows => rows.Count == 1);
        var blocks = ShellBlock().Matches(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/api.md"))).Select(match => match.Groups[1].Value).Where(block => !block.StartsWith("export", StringComparison.Ordinal)).ToList();
        Assert.True(blocks.Count >= 5, "the document lost its examples");
        var before = Uri.EscapeDataString((string)(await _daemon.RowsAsync("/v1/events?name=STOP"))[0]!["id"]!);
        foreach (var block in blocks)
        {
            // A stream has no end, and is left at its first event: the one after another.
            var isStream = block.Contains("-sfN", StringComparison.Ordinal);
            var (code, text) = await RunAsync(isStream ? $"exec 3< <(exec {block.TrimEnd().Replace("GUEST_*", $"GUEST_*&after={before}", StringComparison.Ordinal)} 2>&-); sed '/^data: /q' <&3; kill $!" : block);
            Assert.True(code == 0, $"{block}\nended with {code}: {text}");
            Assert.True(isStream ? StreamedEvent().IsMatch(text) : text.Contains("[{", StringComparison.Ordinal) || text.StartsWith("{\"openapi\"", StringComparison.Ordinal) || text == "[]", $"{block}\nsaid {text}");
        }
        Assert.Matches(StreamedEvent(), await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/api.md")));
        Assert.Equal("acknowledged", (string?)(await _daemon.RowsAsync("/v1/alerts"))[0]!["state"]);
    }

    private async Task<(int Code, string Text)> RunAsync(string script)
    {
        var start = new ProcessStartInfo("bash", ["-e", "-o", "pipefail", "-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        (start.Environment["REACTOR"], start.Environment["TOKEN"]) = (_daemon.Url.GetLeftPart(UriPartial.Authority), PlayedDaemon.Operator);
        using var process = Process.Start(start)!;
        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var error = process.StandardError.ReadToEndAsync(guard.Token);
        var text = await process.StandardOutput.ReadToEndAsync(guard.Token);
        await process.WaitForExitAsync(guard.Token);
        return (process.ExitCode, text + await error);
    }

    [GeneratedRegex("""id: (\S+)\nevent: event\ndata: \{"id":"\1","vm_id":"web1","vm":"web1","name":"GUEST_PANICKED",""")]
    private static partial Regex StreamedEvent();

    [GeneratedRegex(@"```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ShellBlock();
}
