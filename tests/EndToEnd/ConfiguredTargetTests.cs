using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using EndToEnd.Daemon;
using EndToEnd.Peers;
using Reactor.Demo.Lab;
using StandIn;

namespace EndToEnd;

/// <summary>What a target's keys say of authorities, certificates and logins, and the heartbeat: from the file to the wire.</summary>
public sealed class ConfiguredTargetTests
{
    private const string Password = "s3cret-word";
    private const string Host = "localhost";

    private readonly CancellationToken _hangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(3)).Token;

    [Fact]
    public async Task Heartbeat_tells_its_target_again_and_again_that_the_daemon_lives()
    {
        await using var receiver = await WebhookReceiver.StartAsync(TimeProvider.System, _hangGuard);
        using var workspace = new Workspace().Target("watch", receiver.Url + "/alive").Write("heartbeat: {to: watch, every: 10s}");
        await using var reactor = await ReactorProcess.StartAsync(workspace);

        await receiver.WaitForAsync(2, request => request.Path == "/alive", _hangGuard);

        await reactor.StopsWellAsync();
        var beats = receiver.Requests.Where(request => request.Path == "/alive").ToList();
        Assert.All(beats, beat => Assert.Equal(("reactor.heartbeat", "testhost"), Beat(beat)));
        Assert.True(beats.DistinctBy(beat => beat.Header("webhook-id")).Count() >= 2);
        Assert.All(beats, beat => Assert.True(beat.IsSignedWith(workspace.Secret)));
    }

    [Fact]
    public async Task Webhook_of_a_private_authority_that_wants_a_certificate_is_delivered_with_the_files_that_the_target_names()
    {
        using var authority = new TestCertificates();
        using var workspace = Prepared(authority);
        using var certificate = ServerCertificate(workspace);
        await using var receiver = await HttpsReceiver.StartAsync(certificate, _hangGuard);
        workspace.Write($$"""
            targets:
              to: {webhook: {url: "https://{{Host}}:{{receiver.Port}}/hook", secrets: [hook_key], tls: {ca_file: ca.pem, cert_file: client.pem, key_file: client.key} } }
            """);
        await using var peer = PanickingPeer(workspace);
        await using var reactor = await ReactorProcess.StartAsync(workspace);

        Assert.Equal("CN=reactor", await receiver.NextClientAsync(_hangGuard));

        await reactor.StopsWellAsync();
    }

    [Fact]
    public async Task Mail_goes_by_STARTTLS_with_the_authority_the_certificate_and_the_login_that_the_target_names()
    {
        using var authority = new TestCertificates();
        using var workspace = Prepared(authority);
        using var certificate = ServerCertificate(workspace);
        await using var mails = new SmtpPeer { Certificate = certificate, Login = $"reactor:{Password}" };
        File.WriteAllText(workspace.Path("smtp.password"), Password + "\n");
        workspace.Write($$"""
            targets:
              to:
                email:
                  server: "{{Host}}:{{mails.Port}}"
                  security: starttls
                  from: reactor@example.net
                  to: [a@example.net]
                  user: reactor
                  password_file: smtp.password
                  tls: {ca_file: ca.pem, cert_file: client.pem, key_file: client.key}
            """);
        await using var peer = PanickingPeer(workspace);
        await using var reactor = await ReactorProcess.StartAsync(workspace);

        var mail = await mails.NextAsync(_hangGuard);

        await reactor.StopsWellAsync();
        Assert.Equal(("reactor", true, "CN=reactor"), (mail.Login, mail.IsSecret, mail.Client));
        Assert.Equal(["a@example.net"], mail.To);
        Assert.DoesNotContain(Password, reactor.Log, StringComparison.Ordinal);
    }

    private static Workspace Prepared(TestCertificates authority)
    {
        var workspace = new Workspace();
        authority.WriteCa(workspace.Path("ca.pem"));
        authority.WriteServer(workspace.Path("pki"), Host);
        authority.WriteClient(workspace.Path("client.pem"), workspace.Path("client.key"));
        return workspace.Vm("vm1", workspace.Path("vm.qmp")).Rules("panic", """
            version: 1
            rules: [{name: panicked, severity: critical, when: {event: GUEST_PANICKED}, then: [{send: {to: to}}]}]
            """);
    }

    private static X509Certificate2 ServerCertificate(Workspace workspace) =>
        X509Certificate2.CreateFromPemFile(workspace.Path("pki/server-cert.pem"), workspace.Path("pki/server-key.pem"));

    private static ScriptedPeer PanickingPeer(Workspace workspace) => new(
        workspace.Path("vm.qmp"),
        ScriptedPeer.NegotiatedThen(Task.CompletedTask, ScriptedPeer.Line("""{"event": "GUEST_PANICKED", "data": {"action": "pause"}}""")));

    private static (string?, string?) Beat(ReceivedRequest request)
    {
        var body = JsonNode.Parse(request.Text)!;
        return ((string?)body["type"], (string?)body["data"]!["node"]);
    }
}
