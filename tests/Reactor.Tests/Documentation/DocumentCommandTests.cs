using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reactor.CommandLine;
using Reactor.Demo.Lab;

namespace Reactor.Tests.Documentation;

/// <summary>
/// Every command line that a document shows behind a prompt (<c>$ reactor ...</c>), run one after the other against the real daemon: it does what it is
/// said to do, and prints the columns that are shown.
/// </summary>
public sealed partial class DocumentCommandTests : IAsyncLifetime
{
    private static readonly string[] s_documents = [.. Directory.GetFiles(Path.Combine(Repository.Root, "docs"), "*.md").Where(file => Lines(file).Any()).Select(file => Path.GetFileName(file)).Order()];

    private PlayedDaemon _daemon = null!;

    public static TheoryData<string> Documents => [.. s_documents];

    // What the documents speak of: VMs on two hosts, open alerts, dead letters, a rule for disks.
    public async Task InitializeAsync()
    {
        _daemon = await PlayedDaemon.StartAsync("""
              - {name: web2, qmp: "unix:/nowhere/web2.qmp", host: h7, labels: {env: prod}}
              - {name: db-1, qmp: "unix:/nowhere/db-1.qmp"}
            """);
        _daemon.Receiver.Answer("/ops", ReceiverAnswer.Status(500));
        _daemon.Receiver.Answer("/oncall", ReceiverAnswer.Status(500));
        _daemon.Folder.Write("disks.rules.yaml", "version: 1\nrules:\n  - name: disk-full\n    when: {event: BLOCK_IO_ERROR}\n    then: [{alert: {summary: full, to: [oncall]}}]\n");
        var config = _daemon.Folder.File("reactor.yaml");
        await File.WriteAllTextAsync(config, (await File.ReadAllTextAsync(config)).Replace("targets: {", $"targets: {{oncall: {{webhook: {{url: \"{_daemon.Receiver.Url}/oncall\", retry: {{attempts: 1}} }} }}, ", StringComparison.Ordinal));
        await _daemon.RowsAsync("/v1/reload", HttpMethod.Post);
        await _daemon.PanicAsync();
        await _daemon.Monitor.SayAsync(PlayedDaemon.Event("VNC_CONNECTED", """{"server": {"auth": "none", "family": "ipv4", "service": "5900", "host": "192.0.2.1", "websocket": false}, "client": {"family": "ipv4", "service": "40000", "host": "192.0.2.7", "websocket": false}}"""));
        await _daemon.Monitor.SayAsync(PlayedDaemon.Event("BLOCK_IO_ERROR", """{"qom-path": "/x", "device": "d0", "operation": "write", "action": "report", "reason": "EIO"}"""));
        await _daemon.UntilAsync("/v1/alerts?state=open", rows => rows.Count == 3);
        await _daemon.UntilAsync("/v1/deliveries?state=dead", rows => rows.Count == 3);
    }

    public async Task DisposeAsync() => await _daemon.DisposeAsync();

    [Theory]
    [MemberData(nameof(Documents))]
    public async Task Commands_do_what_the_document_says(string document)
    {
        foreach (var (line, shown) in Lines(Path.Combine(Repository.Root, "docs", document)))
        {
            var arguments = CommandLineParser.SplitCommandLine((await HereAsync(line)).Replace('\'', '"')).ToList();
            if (arguments[0] is not ("check" or "test"))
            {
                arguments.AddRange(["--config", _daemon.Folder.Path]);
            }
            var terminal = new TestTerminal();
            using var ending = new CancellationTokenSource();
            var running = ReactorCommandLine.RunAsync([.. arguments], terminal.Terminal, ending.Token);
            if (arguments[0] == "watch")
            {
                await UntilAsync(() => (terminal.Out + terminal.Error).Contains("watching", StringComparison.Ordinal));
                await ending.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
                continue;
            }

            var code = await running;

            Assert.True(code == ExitCode.Fine, $"$ reactor {line}\nended with {code}: {terminal.Out}{terminal.Error}");
            Assert.All(shown.Where(row => Columns().IsMatch(row)), row => Assert.Contains(Words(row), terminal.Out.Split('\n').Select(Words)));
        }
    }

    [Fact]
    public void Documents_with_commands_are_found() => Assert.Superset(new HashSet<string> { "alerts.md", "cookbook.md", "dashboard.md", "operating.md" }, s_documents.ToHashSet());

    // What this daemon calls what the document has examples for.
    private async Task<string> HereAsync(string line)
    {
        line = line.Replace("/var/backups", _daemon.Folder.Path, StringComparison.Ordinal).Replace("/etc/reactor", _daemon.Folder.Path, StringComparison.Ordinal);
        if (Example().Match(line) is not { Success: true } example)
        {
            return line;
        }
        var (path, field) = example.Value[0] switch
        {
            'a' => ("/v1/alerts?state=open", "uid"),
            's' => ("/v1/silences?state=active", "id"),
            'm' when example.Value.StartsWith("msg_", StringComparison.Ordinal) => ("/v1/deliveries?state=dead", "webhook_id"),
            'm' => ("/v1/maintenances?state=active", "id"),
            _ => ("/v1/events?name=GUEST_PANICKED", "id"),
        };
        var id = (string)(await _daemon.RowsAsync(path))[0]![field]!;
        if (example.Value.StartsWith("f_", StringComparison.Ordinal))
        {
            id = Firing().Match((await _daemon.RowsAsync($"/v1/trace?id={Uri.EscapeDataString(id)}")).ToJsonString()).Value;
        }
        return line.Replace(example.Value, id, StringComparison.Ordinal);
    }

    private static IEnumerable<(string Line, string[] Shown)> Lines(string file)
    {
        var lines = File.ReadAllLines(file);
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("$ reactor ", StringComparison.Ordinal))
            {
                yield return (lines[i][10..], [.. lines[(i + 1)..].TakeWhile(line => !line.StartsWith("$ ", StringComparison.Ordinal) && line != "```")]);
            }
        }
    }

    private static string Words(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            await Task.Delay(10, guard.Token);
        }
    }

    [GeneratedRegex("^[A-Z]+(  +[A-Z ]+)+$")]
    private static partial Regex Columns();

    [GeneratedRegex(@"\b(?:a_(?:k3x9|7cw2)\w*|sk3\w*|m2a\w*|f_6hq2|msg_2Fh0mC1t\.\.\.)")]
    private static partial Regex Example();

    [GeneratedRegex(@"\bf_[a-z0-9]{20,}")]
    private static partial Regex Firing();
}
