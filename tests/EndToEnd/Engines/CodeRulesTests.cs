using EndToEnd.Daemon;
using EndToEnd.Lab;
using Reactor.Demo.Lab;

namespace EndToEnd.Engines;

/// <summary>Rules in C#, as samples/code-rules has them, in a daemon on real guests.</summary>
public sealed class CodeRulesTests : IDisposable
{
    private const string Plugin = "Reactor.Samples.CodeRules.dll";

    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(4)).Token;

    private readonly Workspace _workspace = new();

    public CodeRulesTests()
    {
        Directory.CreateDirectory(_workspace.Path("plugins"));
        Replace(Path.Combine(AppContext.BaseDirectory, Plugin));
    }

    public void Dispose() => _workspace.Dispose();

    [QemuFact]
    public async Task Join_over_two_guests_is_told_once_over_a_kill_and_is_held_by_a_silence()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        await using var web1 = await LabGuest.StartAsync(LabGuestOptions.Minimal("web1"), HangGuard);
        await using var web2 = await LabGuest.StartAsync(LabGuestOptions.Minimal("web2"), HangGuard);
        await ConfigureAsync(web1, web2, receiver);

        await using (var first = await ReactorProcess.StartAsync(_workspace))
        {
            await first.LoggedAsync("web1 is live");
            await first.LoggedAsync("web2 is live");
            await web2.StopAsync(HangGuard);
            await UntilAsync(async () => (await ReactorProcess.RowsAsync(_workspace, "events", "--name", "STOP")).Count == 1);
            await first.KillAsync();
        }

        await using var second = await ReactorProcess.StartAsync(_workspace);
        await second.LoggedAsync("web1 is live");
        await web1.PanicAsync(HangGuard);
        var told = await receiver.WaitForAsync(_ => true, HangGuard);

        Assert.Contains("web1 panicked while web2 is paused: nobody serves web", told.Text, StringComparison.Ordinal);
        var alert = Assert.Single(await ReactorProcess.RowsAsync(_workspace, "alerts"));
        Assert.Equal(("panicked-without-peer", "firing"), ((string?)alert["rule"], (string?)alert["state"]));
        Assert.Equal(["disks-failing-on-one-host", "panicked-without-peer"], (await ReactorProcess.RowsAsync(_workspace, "rules")).Select(row => (string?)row["name"]).Order());

        // Ended by hand, and held when it comes again.
        await ReactorProcess.RowsAsync(_workspace, "alerts", "resolve", (string)alert["uid"]!);
        await receiver.WaitForAsync(request => request.Number == 2, HangGuard);
        await ReactorProcess.RowsAsync(_workspace, "silence", "add", "rule=panicked-without-peer", "--for", "1h", "--reason", "a test");
        await web1.ResetAsync(HangGuard);
        await web1.PanicAsync(HangGuard);
        await UntilAsync(async () => (await ReactorProcess.RowsAsync(_workspace, "alerts", "--state", "open")).Any(row => (string?)row["held"] == "silenced"));
        Assert.Equal(2, receiver.Received);
        await second.StopsWellAsync();
    }

    [Fact]
    public async Task Damaged_assembly_reloads_nothing_and_a_good_one_is_taken_up_again()
    {
        _workspace.Vm("absent", _workspace.Path("absent.qmp")).Target("phone", "http://127.0.0.1:9/").Write("code_rules: plugins/*.dll\nroutes: [{to: [phone]}]");
        await using var reactor = await ReactorProcess.StartAsync(_workspace);

        Replace(_workspace.Config);
        var bad = await ReactorProcess.RunAsync(_workspace, "reload", "--config", _workspace.Config);
        Assert.Equal(78, bad.Code);
        Assert.Contains(Plugin, bad.Output + bad.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await ReactorProcess.RowsAsync(_workspace, "rules")).Count);
        Assert.NotEqual(0, (await ReactorProcess.RunAsync(_workspace, "check", _workspace.Config)).Code);

        Replace(Path.Combine(AppContext.BaseDirectory, Plugin));
        var good = await ReactorProcess.RunAsync(_workspace, "reload", "--config", _workspace.Config);
        Assert.True(good.Code == 0, good.Output + good.Error);
        await reactor.StopsWellAsync();
    }

    [Fact]
    public async Task Tests_of_the_sample_pass_on_the_command_line()
    {
        foreach (var file in new[] { "reactor.yaml", "tests.yaml" })
        {
            File.Copy(Path.Combine(Checkout.Root, "samples/code-rules", file), _workspace.Path(file));
        }

        var result = await ReactorProcess.RunAsync(_workspace, "test", _workspace.Path("tests.yaml"), "--coverage");

        Assert.True(result.Code == 0, result.Output + result.Error);
        Assert.Contains("5 passed, 0 failed", result.Output, StringComparison.Ordinal);
    }

    // As the sample has it, but for where its VMs and its target are.
    private async Task ConfigureAsync(LabGuest web1, LabGuest web2, WebhookReceiver receiver)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Checkout.Root, "samples/code-rules/reactor.yaml"), HangGuard);
        await File.WriteAllTextAsync(
            _workspace.Config,
            text.Replace("/run/qemu/web1.qmp", web1.QmpSocketPath, StringComparison.Ordinal)
                .Replace("/run/qemu/web2.qmp", web2.QmpSocketPath, StringComparison.Ordinal)
                .Replace("topic: vms", $"topic: vms, url: \"{receiver.Url}\"", StringComparison.Ordinal),
            HangGuard);
    }

    private void Replace(string by) => File.Copy(by, Path.Combine(_workspace.Path("plugins"), Plugin), overwrite: true);

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Delay(20, HangGuard);
        }
    }
}
