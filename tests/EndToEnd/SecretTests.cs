using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using EndToEnd.Daemon;
using EndToEnd.Peers;
using Reactor.Demo.Lab;
using StandIn;

namespace EndToEnd;

/// <summary>Secrets are used, and everything fails with them: nothing that can be looked at has them.</summary>
public sealed class SecretTests
{
    private const string HeaderSecret = "header-s3cret-Xyz1234", UrlSecret = "url-s3cret-Xyz1234", Password = "smtp-s3cret-Xyz1234", Token = "token-s3cret-Xyz1234", PagerKey = "pager-s3cret-Xyz1234";

    private static readonly CancellationToken HangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    private static readonly string[] s_targets = ["header", "inurl", "nowhere", "badtls", "mail", "pager"];

    [Theory]
    [InlineData("console")]
    [InlineData("json")]
    [InlineData("systemd")]
    public async Task Failing_deliveries_show_their_secrets_nowhere(string format)
    {
        using var workspace = new Workspace();
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, HangGuard);
        // Targets that say back what they were told.
        receiver.Answer("/header", ReceiverAnswer.Refusing($"no: Bearer {HeaderSecret}, signed with {workspace.Secret}"));
        receiver.Answer($"/{UrlSecret}", ReceiverAnswer.Refusing($"no: {receiver.Url}/{UrlSecret}, there is no {UrlSecret}"));
        receiver.Answer("/pager", ReceiverAnswer.Refusing($"no: {PagerKey}"));
        using var certificates = new TestCertificates();
        certificates.WriteServer(workspace.Path("smtp"), "localhost");
        using var certificate = X509Certificate2.CreateFromPemFile(workspace.Path("smtp/server-cert.pem"), workspace.Path("smtp/server-key.pem"));
        await using var smtp = new SmtpPeer { Certificate = certificate, Login = "reactor:another one" };
        await using var peer = new ScriptedPeer(workspace.Path("vm.qmp"), ScriptedPeer.Negotiated(ScriptedPeer.Line("""{"event": "GUEST_PANICKED", "data": {"action": "pause"}}""")));
        Configure(workspace, receiver, smtp);
        await using var reactor = await ReactorProcess.StartAsync(workspace, ["--log-level", "debug", "--log-format", format]);

        var deliveries = await SettledAsync(workspace);
        Assert.All(deliveries, delivery => Assert.Equal("dead", (string)delivery["state"]!));
        // Each failed by what was to fail, with its secret in use.
        Assert.Equal($"Bearer {HeaderSecret}", receiver.Requests.First(request => request.Path == "/header").Header("authorization"));
        Assert.Contains(receiver.Requests, request => request.Path == $"/{UrlSecret}");
        Assert.Contains(PagerKey, receiver.Requests.First(request => request.Path == "/pager").Text, StringComparison.Ordinal);
        Assert.Contains("SSL", Detail(deliveries, "badtls"), StringComparison.Ordinal);
        Assert.Contains("535", Detail(deliveries, "mail"), StringComparison.Ordinal);
        Assert.Contains("Bearer ***, signed with ***", Detail(deliveries, "header"), StringComparison.Ordinal);
        Assert.Contains("there is no ***", Detail(deliveries, "inurl"), StringComparison.Ordinal);
        // A reload reads and tells of all of it once more; who has no token is refused and counted.
        File.AppendAllText(workspace.Config, "\n# changed\n");
        Assert.Equal(0, (await ReactorProcess.RunAsync(workspace, "reload", "--config", workspace.Config)).Code);
        var answers = await AnswersAsync(workspace, deliveries);
        await reactor.StopsWellAsync();

        string[] places = [reactor.Log, answers, .. Directory.GetFiles(workspace.Path("."), "reactor.db*").Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file)))];
        Assert.Contains("header", reactor.Log, StringComparison.Ordinal);
        Assert.Contains("reactor_delivery_attempts_total", answers, StringComparison.Ordinal);
        foreach (var secret in (string[])[HeaderSecret, UrlSecret, Password, Token, PagerKey, workspace.Secret, workspace.Secret["whsec_".Length..]])
        {
            foreach (var form in (string[])[secret, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0reactor\0{secret}")), Uri.EscapeDataString(secret)])
            {
                Assert.All(places, place => Assert.DoesNotContain(form, place, StringComparison.Ordinal));
            }
        }
    }

    private static void Configure(Workspace workspace, WebhookReceiver receiver, SmtpPeer smtp)
    {
        foreach (var (name, text) in (ReadOnlySpan<(string, string)>)[
            ("bearer", HeaderSecret), ("url", $"{receiver.Url}/{UrlSecret}"), ("nowhere.url", $"http://127.0.0.1:9/{UrlSecret}"), ("tls.url", $"{receiver.Url}/{UrlSecret}".Replace("http:", "https:", StringComparison.Ordinal)),
            ("password", Password), ("token", Token), ("pager", PagerKey)])
        {
            File.WriteAllText(workspace.Path(name), text);
        }
        const string Once = "retry: {attempts: 1}, breaker: {failures: 0}";
        File.WriteAllText(workspace.Config, string.Create(CultureInfo.InvariantCulture, $$"""
            version: 1
            node: {name: testhost}
            rules: ["rules/*.yaml"]
            secrets: {hook_key: {env: REACTOR_HOOK_KEY}, bearer: {file: bearer}, reader: {file: token} }
            http: {listen: "127.0.0.1:0", tokens: {reader: {secret: reader} } }
            store: {sqlite: {path: "{{workspace.Store}}" } }
            vms: [{name: vm1, qmp: "unix:{{workspace.Path("vm.qmp")}}"}]
            targets:
              header: {webhook: {url: "{{receiver.Url}}/header", headers: {authorization: "Bearer {secret:bearer}"}, secrets: [hook_key], {{Once}} } }
              inurl: {webhook: {url_file: url, secrets: [hook_key], {{Once}} } }
              nowhere: {webhook: {url_file: nowhere.url, secrets: [hook_key], {{Once}} } }
              badtls: {webhook: {url_file: tls.url, secrets: [hook_key], {{Once}} } }
              mail: {email: {server: "localhost:{{smtp.Port}}", from: reactor@example.net, to: [night@example.net], user: reactor, password_file: password, tls: {ca_file: smtp/ca-cert.pem}, {{Once}} } }
              pager: {pagerduty: {routing_key_file: pager, url: "{{receiver.Url}}/pager", {{Once}} } }
            """));
        workspace.Rules("panic", $$"""
            version: 1
            rules:
              - name: panicked
                when: {event: GUEST_PANICKED}
                then: [{alert: {summary: x, resolved_by: [{event: RESUME}], to: [{{string.Join(", ", s_targets)}}]} }]
            """);
    }

    private static async Task<IReadOnlyList<JsonObject>> SettledAsync(Workspace workspace)
    {
        while (true)
        {
            HangGuard.ThrowIfCancellationRequested();
            var deliveries = await ReactorProcess.RowsAsync(workspace, "deliveries");
            if (deliveries.Count == s_targets.Length && deliveries.All(delivery => (string)delivery["state"]! != "pending"))
            {
                return deliveries;
            }
        }
    }

    private static string Detail(IEnumerable<JsonObject> deliveries, string target) => (string)deliveries.Single(delivery => (string)delivery["target"]! == target)["last_detail"]!;

    /// <summary>All that the API answers to who asks without changing anything.</summary>
    private static async Task<string> AnswersAsync(Workspace workspace, IReadOnlyList<JsonObject> deliveries)
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(workspace.Socket), cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var client = new HttpClient(handler) { BaseAddress = new Uri("http://localhost") };
        var document = JsonNode.Parse(await client.GetStringAsync("/v1/openapi.json", HangGuard))!;
        var id = Uri.EscapeDataString((string)deliveries[0]["webhook_id"]!);
        var events = JsonNode.Parse(await client.GetStringAsync("/v1/events?name=GUEST_PANICKED", HangGuard))!;
        var paths = document["paths"]!.AsObject().Where(path => path.Value!["get"] is not null).Select(path => path.Key switch
        {
            "/v1/explain" => $"{path.Key}?event={Uri.EscapeDataString((string)events[0]!["id"]!)}",
            "/v1/trace" => $"{path.Key}?id={id}",
            var key => key.Contains('{', StringComparison.Ordinal) ? $"{key[..key.IndexOf('{', StringComparison.Ordinal)]}{id}" : key,
        }).Where(path => path is not ("/v1/watch" or "/v1/events/stream")).ToList();
        Assert.Contains("/v1/status", paths);
        Assert.Contains($"/v1/deliveries/{id}", paths);
        var answers = new StringBuilder();
        foreach (var path in paths)
        {
            using var answer = await client.GetAsync(path, HangGuard);
            var text = await answer.Content.ReadAsStringAsync(HangGuard);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {text}");
            answers.AppendLine(text);
        }
        return answers.ToString();
    }
}
