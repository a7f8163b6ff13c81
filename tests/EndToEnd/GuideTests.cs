using System.Diagnostics;
using EndToEnd.Daemon;
using EndToEnd.Lab;
using Reactor.Demo.Lab;

namespace EndToEnd;

/// <summary>
/// docs/guide.md, followed command by command: in one folder, with a real QEMU, as it stands but for the phone's address and the dashboard's port. What
/// installs something is left out.
/// </summary>
public sealed class GuideTests : IDisposable
{
    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(5)).Token;

    private static readonly string[] Blocks =
        [.. DocumentShell.Blocks("docs/guide.md").Where(block => !block.Contains("sudo", StringComparison.Ordinal) && !block.StartsWith("export PATH", StringComparison.Ordinal))];

    private readonly Workspace _workspace = new();

    private readonly DocumentShell _shell;

    public GuideTests() => _shell = new(_workspace.Path("bin"));

    public void Dispose() => _workspace.Dispose();

    [QemuFact]
    public async Task Guide_leads_from_nothing_to_a_page_and_to_its_end()
    {
        await using var phone = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        var daemon = Array.IndexOf(Blocks, "reactor run\n");
        Assert.True(daemon > 5, "the guide runs no daemon");
        Process? running = null;
        try
        {
            foreach (var block in Blocks[..daemon])
            {
                await _shell.RunAsync(Here(block, phone), Folder, HangGuard);
                OnlyOwn();
            }

            running = _shell.Start("reactor run", Folder);
            var log = new ProcessLog();
            _ = Task.WhenAll(log.ReadAsync(running.StandardOutput), log.ReadAsync(running.StandardError));
            await log.WaitForAsync("VM web1 is live", TimeSpan.FromSeconds(60));

            foreach (var block in Blocks[(daemon + 1)..])
            {
                // What is typed once the phone has rung, for the first time or for the last.
                if (block.StartsWith("reactor alerts\n", StringComparison.Ordinal))
                {
                    await RangAsync(phone, "web1 panicked on");
                }
                else if (block.StartsWith("reactor maintenance", StringComparison.Ordinal))
                {
                    await RangAsync(phone, "web1 panicked 3 times within an hour");
                    await RangAsync(phone, "RESOLVED");
                }
                await _shell.RunAsync(Here(block, phone), Folder, HangGuard);
            }
        }
        finally
        {
            running?.Kill();
            running?.Dispose();
            EndQemu();
        }
    }

    private static Task<ReceivedRequest> RangAsync(WebhookReceiver phone, string text) => phone.WaitForAsync(request => request.Text.Contains(text, StringComparison.Ordinal), HangGuard);

    // It runs by itself, and is known by its monitor.
    private void EndQemu()
    {
        foreach (var process in Process.GetProcesses())
        {
            using (process)
            {
                if (ArgumentsOf(process.Id).StartsWith("qemu-system-x86_64", StringComparison.Ordinal) && ArgumentsOf(process.Id).Contains($"unix:{Folder}/web1.qmp", StringComparison.Ordinal))
                    process.Kill();
            }
        }
    }

    private static string ArgumentsOf(int process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private string Folder => Directory.Exists(_workspace.Path("vms")) ? _workspace.Path("vms") : _workspace.Path(".");

    private static string Here(string block, WebhookReceiver phone) => block
        .Replace("topic: reactor-7f3k2m-change-me", $"topic: reactor-7f3k2m-change-me, url: \"{phone.Url}\"", StringComparison.Ordinal)
        .Replace("127.0.0.1:9470", "127.0.0.1:0", StringComparison.Ordinal);

    // Other VMs that run here are those of other tests, which are not to be touched: a hundred are listed, so there may be no room for this one.
    private void OnlyOwn()
    {
        var (config, own) = (Path.Combine(Folder, "config/reactor.yaml"), $"  - {{name: \"web1\", qmp: \"unix:{Folder}/web1.qmp\"}}");
        if (!File.Exists(config))
            return;
        var lines = File.ReadAllLines(config);
        var listed = lines.Where(line => line.StartsWith("  - {name:", StringComparison.Ordinal)).ToList();
        Assert.True(listed.Exists(line => line.Contains($"unix:{Folder}/web1.qmp", StringComparison.Ordinal)) || listed.Count == 100, string.Join('\n', lines));
        File.WriteAllLines(config, lines.Where(line => !listed.Contains(line)).SelectMany(line => line == "vms:" ? [line, own] : new[] { line }));
    }
}
