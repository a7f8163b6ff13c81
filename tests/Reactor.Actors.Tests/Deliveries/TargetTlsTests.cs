using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Reactor.Actors.Deliveries;
using Reactor.Actors.Tests.Fakes;

namespace Reactor.Actors.Tests.Deliveries;

/// <summary>A private authority and a certificate of Reactor's own, for targets that are reached by HTTPS.</summary>
public sealed class TargetTlsTests : IAsyncLifetime
{
    private static readonly CancellationToken s_hangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token;

    private readonly TlsFolder _files = new();
    private readonly WebhookSender _sender = new(new ManualTime());
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<string?> _clients = Channel.CreateUnbounded<string?>();
    private Task _serving = Task.CompletedTask;

    public Task InitializeAsync()
    {
        _listener.Start();
        _serving = ServeAsync();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving;
        _listener.Stop();
        _sender.Dispose();
        _files.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Send_private_authority_and_own_certificate_are_used()
    {
        Assert.Equal(200, (await SendAsync()).Status);
        Assert.Equal("CN=reactor", await _clients.Reader.ReadAsync(s_hangGuard));
    }

    [Fact]
    public async Task Send_files_are_renewed_uses_the_new_ones()
    {
        Assert.Equal(200, (await SendAsync()).Status);
        _files.WriteClient("renewed-client");

        Assert.Equal(200, (await SendAsync()).Status);

        Assert.Equal(("CN=reactor", "CN=renewed-client"), (await _clients.Reader.ReadAsync(s_hangGuard), await _clients.Reader.ReadAsync(s_hangGuard)));
    }

    [Fact]
    public async Task Send_files_lie_behind_links_of_which_another_one_is_switched_uses_the_new_ones()
    {
        string[] names = ["client.pem", "client.key"];
        foreach (var version in (string[])["one", "two"])
        {
            _files.WriteClient(version);
            Directory.CreateDirectory(_files.PathOf(version));
            foreach (var name in names)
            {
                var file = Path.Combine(_files.PathOf(version), name);
                File.Move(_files.PathOf(name), file);
                File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
            }
        }

        foreach (var name in names)
            File.CreateSymbolicLink(_files.PathOf(name), Path.Combine("current", name));
        Directory.CreateSymbolicLink(_files.PathOf("current"), "one");
        Assert.Equal(200, (await SendAsync()).Status);

        Directory.Delete(_files.PathOf("current"));
        Directory.CreateSymbolicLink(_files.PathOf("current"), "two");
        Assert.Equal(200, (await SendAsync()).Status);

        Assert.Equal(("CN=one", "CN=two"), (await _clients.Reader.ReadAsync(s_hangGuard), await _clients.Reader.ReadAsync(s_hangGuard)));
    }

    [Fact]
    public async Task Send_without_the_authority_is_not_trusted()
    {
        var sent = await _sender.SendAsync(Samples.Request(Url), s_hangGuard);

        Assert.Null(sent.Status);
        Assert.Contains("certificate", sent.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_a_file_is_missing_or_no_certificate_says_which_and_not_what_it_holds()
    {
        File.WriteAllText(_files.PathOf("client.key"), "open sesame");
        var broken = await SendAsync();
        File.Delete(_files.PathOf("ca.pem"));
        var missing = await SendAsync();

        Assert.Equal((null, null), (broken.Status, missing.Status));
        Assert.Contains("client.key holds no key", broken.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", broken.Detail, StringComparison.Ordinal);
        Assert.StartsWith("not sent: the files of TLS can't be used", missing.Detail, StringComparison.Ordinal);
        Assert.Contains("ca.pem", missing.Detail, StringComparison.Ordinal);
    }

    private Uri Url => new($"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/hook");

    private Task<SendResult> SendAsync()
    {
        var plain = Samples.Request(Url);
        return _sender.SendAsync(
            new WebhookRequest { Method = plain.Method, Url = plain.Url, ContentType = plain.ContentType, Body = plain.Body, Timeout = plain.Timeout, Tls = _files.Client }, s_hangGuard);
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
                open.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(open);
        }
    }

    // Any client is: who it is, is what tests look at.
    private static bool IsWelcome(object sender, System.Security.Cryptography.X509Certificates.X509Certificate? client, System.Security.Cryptography.X509Certificates.X509Chain? chain, SslPolicyErrors errors) =>
        (errors & ~(SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNotAvailable)) == SslPolicyErrors.None;

    // One request a connection, so that each shows a certificate.
    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await using var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, IsWelcome);
                await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _files.Server, ClientCertificateRequired = true }, _stop.Token);
                var buffer = new byte[4096];
                if (await stream.ReadAsync(buffer, _stop.Token) == 0)
                    return;
                await _clients.Writer.WriteAsync(stream.RemoteCertificate?.Subject, _stop.Token);
                await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"), _stop.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // The client trusts nobody here.
            }
        }
    }
}
