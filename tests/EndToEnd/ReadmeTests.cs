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
        await using var guest = await LabGuest.StartAsync(LabGuestOptions.Minimal("web1"), HangGuard);
        using var workspace = new Workspace();
        var blocks = YamlBlock().Matches(await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "README.md"), HangGuard))
            .Select(m => m.Groups[1].Value.Replace("\n   ", "\n", StringComparison.Ordinal)[3..]).ToList();
        await File.WriteAllTextAsync(
            workspace.Config,
            blocks[0].Replace("/tmp/web1.qmp", guest.QmpSocketPath, StringComparison.Ordinal)
                .Replace("http://127.0.0.1:9999", receiver.Url, StringComparison.Ordinal),
            HangGuard);
        await File.WriteAllTextAsync(workspace.Path("first.rules.yaml"), blocks[1], HangGuard);
        await File.WriteAllTextAsync(workspace.Path("hook.key"), workspace.Secret, HangGuard);
        await using var reactor = await ReactorProcess.StartAsync(workspace);
        await reactor.LoggedAsync("VM web1 is live");

        await guest.StopAsync(HangGuard);
        var firing = await receiver.WaitForAsync(r => TypeOf(r) == "reactor.alert.firing", HangGuard);
        await guest.ContAsync(HangGuard);
        var resolved = await receiver.WaitForAsync(r => TypeOf(r) == "reactor.alert.resolved", HangGuard);

        Assert.True(firing.IsSignedWith(workspace.Secret) && resolved.IsSignedWith(workspace.Secret));
        Assert.Contains("web1 does not run any more", reactor.Log, StringComparison.Ordinal);
        Assert.Equal("resolved", (string?)Assert.Single(await ReactorProcess.RowsAsync(workspace, "alerts"))["state"]);
        Assert.Equal(0, await reactor.StopAsync());
    }

    private static string? TypeOf(ReceivedRequest request) => (string?)JsonNode.Parse(request.Text)!["type"];

    [GeneratedRegex(@"```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex YamlBlock();
}
