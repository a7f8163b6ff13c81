using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EndToEnd.Daemon;
using EndToEnd.Lab;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>The README's first rule, on a real guest.</summary>
public sealed partial class ReadmeTests
{
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    [QemuFact]
    public async Task First_rule_of_the_readme_alerts_when_the_guest_stops_and_resolves_when_it_runs()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        using var workspace = new Workspace();
        var folder = workspace.Path("clone");
        var shell = new DocumentShell(folder);
        string Here(string text) => text.Replace("/tmp/web1.qmp", workspace.Path("web1.qmp"), StringComparison.Ordinal).Replace("http://127.0.0.1:9999", receiver.Url, StringComparison.Ordinal);
        var commands = DocumentShell.Blocks("README.md").SkipWhile(block => !block.StartsWith("qemu-system-", StringComparison.Ordinal)).Select(Here).ToList();
        var texts = YamlBlock().Matches(await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "README.md"), HangGuard))
            .Select(m => Here(m.Groups[1].Value.Replace("\n   ", "\n", StringComparison.Ordinal)[3..])).ToList();
        using var qemu = shell.Start(commands[0], folder);
        Process? running = null;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "my"));
            await File.WriteAllTextAsync(Path.Combine(folder, "my/reactor.yaml"), texts[0], HangGuard);
            await shell.RunAsync(commands[1], folder, HangGuard);
            await File.WriteAllTextAsync(Path.Combine(folder, "my/first.rules.yaml"), texts[1], HangGuard);
            var checkAndRun = commands[2].Split('\n');
            await shell.RunAsync(checkAndRun[0], folder, HangGuard);
            running = shell.Start(checkAndRun[1], folder);
            var log = new ProcessLog();
            var reading = Task.WhenAll(log.ReadAsync(running.StandardOutput), log.ReadAsync(running.StandardError));
            await log.WaitForAsync("VM web1 is live", TimeSpan.FromSeconds(60));

            await qemu.StandardInput.WriteLineAsync("stop");
            var firing = await receiver.WaitForAsync(r => TypeOf(r) == "reactor.alert.firing", HangGuard);
            var seen = await shell.RunAsync(commands[3], folder, HangGuard);
            await qemu.StandardInput.WriteLineAsync("cont");
            var resolved = await receiver.WaitForAsync(r => TypeOf(r) == "reactor.alert.resolved", HangGuard);

            var secret = await File.ReadAllTextAsync(Path.Combine(folder, "my/hook.key"), HangGuard);
            Assert.True(firing.IsSignedWith(secret) && resolved.IsSignedWith(secret));
            await log.WaitForAsync("web1 does not run any more", TimeSpan.FromSeconds(60));
            Assert.Contains("web1 was stopped", seen, StringComparison.Ordinal);
            running.Kill();
            await reading;
        }
        finally
        {
            running?.Kill();
            running?.Dispose();
            qemu.Kill();
        }
    }

    private static string? TypeOf(ReceivedRequest request) => (string?)JsonNode.Parse(request.Text)!["type"];

    [GeneratedRegex(@"```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();
}
