using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Reactor.CommandLine;
using Reactor.Reloading;
using Reactor.Running;

namespace Reactor.Tests.Http;

/// <summary>The real daemon, its HTTP door behind TLS.</summary>
public sealed class HttpListenerTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Renewed_certificate_is_used_without_a_restart_and_a_broken_one_ends_connections_alone()
    {
        WriteCertificate("first.example.net");
        _folder.Write("reactor.yaml", "version: 1\nhttp: {listen: \"127.0.0.1:0\", tls: {cert_file: cert.pem, key_file: key.pem}, hosts: [first.example.net]}\n");
        await using var host = await ReactorHost.StartAsync(_folder.Path, Reading.FromDisk(_folder.Path), HostSettings.Quiet, CancellationToken.None);
        var terminal = new TestTerminal();
        Assert.Equal(ExitCode.Fine, await terminal.RunAsync("dashboard", "--config", _folder.Path));
        var link = new Uri(terminal.Out.Trim());
        Assert.Equal(("https", "first.example.net"), (link.Scheme, link.Host));

        Assert.Equal("CN=first.example.net", await SubjectAsync(link.Port));
        WriteCertificate("second.example.net");
        Assert.Equal("CN=second.example.net", await SubjectAsync(link.Port));
        _folder.Write("key.pem", "no key");
        await Assert.ThrowsAsync<HttpRequestException>(() => SubjectAsync(link.Port));
        WriteCertificate("third.example.net");
        Assert.Equal("CN=third.example.net", await SubjectAsync(link.Port));
    }

    [Fact]
    public async Task Port_that_is_taken_is_told_with_its_address()
    {
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        _folder.Write("reactor.yaml", $"version: 1\nhttp: {{listen: \"{taken.LocalEndpoint}\"}}\n");

        var failure = await Assert.ThrowsAsync<CommandFailedException>(() => ReactorHost.StartAsync(_folder.Path, Reading.FromDisk(_folder.Path), HostSettings.Quiet, CancellationToken.None));

        Assert.Contains($"the HTTP door {taken.LocalEndpoint}", failure.Message, StringComparison.Ordinal);
    }

    private void WriteCertificate(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
        _folder.Write("cert.pem", certificate.ExportCertificatePem());
        _folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem());
    }

    private static async Task<string?> SubjectAsync(int port)
    {
        string? subject = null;
        using var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    subject = certificate!.Subject;
                    return certificate.Issuer == subject;
                },
            },
        });
        Assert.Equal("ok\n", await client.GetStringAsync(new Uri($"https://127.0.0.1:{port}/healthz")));
        return subject;
    }
}
