using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;

namespace StandIn;

/// <summary>A mail as the server took it.</summary>
/// <param name="From">The sender of the envelope.</param>
/// <param name="To">The recipients of the envelope that were accepted.</param>
/// <param name="Login">Who logged in; null for nobody.</param>
/// <param name="IsSecret">Whether it came over TLS.</param>
/// <param name="Client">The subject of the client's certificate; null for none.</param>
/// <param name="Text">The mail, dots undone.</param>
internal sealed record ReceivedMail(string From, IReadOnlyList<string> To, string? Login, bool IsSecret, string? Client, string Text);

/// <summary>
/// An SMTP server (RFC 5321, with STARTTLS and AUTH PLAIN) that answers as a test wants, and is strict: it takes nothing out of order, and only lines that
/// end as they must.
/// </summary>
internal sealed class SmtpPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<ReceivedMail> _mails = Channel.CreateUnbounded<ReceivedMail>();
    private readonly List<Task> _serving = [];
    private readonly Task _accepting;

    public SmtpPeer()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    /// <summary>Shown in TLS; null: there is none.</summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>TLS from the start, not by STARTTLS.</summary>
    public bool IsImplicit { get; set; }

    /// <summary>The only login that is taken: <c>user:password</c>; null: none is asked for.</summary>
    public string? Login { get; set; }

    /// <summary>Answers to recipients and to <c>DATA</c> (by that word); what isn't here is taken.</summary>
    public Dictionary<string, string> Answers { get; } = [];

    public async Task<ReceivedMail> NextAsync(CancellationToken ct) => await _mails.Reader.ReadAsync(ct);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_serving);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _serving.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await new Session(this, client.GetStream()).RunAsync(_stop.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
            {
                // The client went away, or trusts nobody here: what it makes of that is what tests look at.
            }
        }
    }

    private sealed class Session(SmtpPeer peer, Stream stream)
    {
        private Stream _stream = stream;
        private string? _login;
        private string? _from;
        private List<string> _to = [];

        public async Task RunAsync(CancellationToken ct)
        {
            if (peer.IsImplicit)
                await SecureAsync(ct);
            await SayAsync("220 stand-in ESMTP", ct);
            while (await LineAsync(ct) is { } line && !await ObeyAsync(line, ct))
            {
            }
        }

        // True when the session is over.
        private async Task<bool> ObeyAsync(string line, CancellationToken ct)
        {
            var verb = line.Split(' ', ':')[0].ToUpperInvariant();
            switch (verb)
            {
                case "EHLO":
                    var tls = peer.Certificate is not null && _stream is not SslStream;
                    await SayAsync($"250-stand-in{(tls ? "\r\n250-STARTTLS" : "")}{(peer.Login is not null ? "\r\n250-AUTH PLAIN" : "")}\r\n250 SIZE 1000000", ct);
                    break;
                case "STARTTLS" when peer.Certificate is not null && _stream is not SslStream:
                    await SayAsync("220 go on", ct);
                    await SecureAsync(ct);
                    break;
                case "AUTH" when peer.Login is not null:
                    await AuthAsync(line, ct);
                    break;
                case "MAIL" when peer.Login is null || _login is not null:
                    (_from, _to) = (Address(line), []);
                    await SayAsync("250 ok", ct);
                    break;
                case "MAIL":
                    await SayAsync("530 5.7.0 Authentication required", ct);
                    break;
                case "RCPT" when _from is not null:
                    var answer = peer.Answers.GetValueOrDefault(Address(line));
                    if (answer is null)
                        _to.Add(Address(line));
                    await SayAsync(answer ?? "250 ok", ct);
                    break;
                case "DATA" when _to.Count > 0:
                    await DataAsync(ct);
                    break;
                case "RSET" or "NOOP":
                    await SayAsync("250 ok", ct);
                    break;
                case "QUIT":
                    await SayAsync("221 bye", ct);
                    return true;
                default:
                    await SayAsync("503 5.5.1 not now", ct);
                    break;
            }

            return false;
        }

        private async Task AuthAsync(string line, CancellationToken ct)
        {
            var parts = line.Split(' ');
            string given;
            if (parts.Length > 2)
            {
                given = parts[2];
            }
            else
            {
                await SayAsync("334 ", ct);
                given = await LineAsync(ct) ?? "";
            }

            var login = Encoding.UTF8.GetString(Convert.FromBase64String(given)).TrimStart('\0').Replace('\0', ':');
            _login = login == peer.Login ? login.Split(':')[0] : null;
            await SayAsync(_login is not null ? "235 ok" : "535 5.7.8 Authentication credentials invalid", ct);
        }

        private async Task DataAsync(CancellationToken ct)
        {
            if (peer.Answers.TryGetValue("DATA", out var refused))
            {
                await SayAsync(refused, ct);
                return;
            }

            await SayAsync("354 go on", ct);
            var text = new StringBuilder();
            while (await LineAsync(ct) is { } line && line != ".")
                text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
            var certificate = (_stream as SslStream)?.RemoteCertificate;
            await peer._mails.Writer.WriteAsync(new ReceivedMail(_from!, _to, _login, _stream is SslStream, certificate?.Subject, text.ToString()), ct);
            _from = null;
            await SayAsync("250 2.0.0 queued as 1", ct);
        }

        private async Task SecureAsync(CancellationToken ct)
        {
            var secret = new SslStream(_stream, leaveInnerStreamOpen: true, IsWelcome);
            await secret.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = peer.Certificate, ClientCertificateRequired = true }, ct);
            _stream = secret;
        }

        // Any client is, also one that shows no certificate: who it is, is told in the mail.
        private static bool IsWelcome(object sender, X509Certificate? client, X509Chain? chain, SslPolicyErrors errors) =>
            (errors & ~(SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNotAvailable)) == SslPolicyErrors.None;

        private Task SayAsync(string text, CancellationToken ct) => _stream.WriteAsync(Encoding.ASCII.GetBytes(text + "\r\n"), ct).AsTask();

        // A bare CR or LF is no end of a line, and none is taken for one.
        private async Task<string?> LineAsync(CancellationToken ct)
        {
            var line = new StringBuilder();
            var one = new byte[1];
            while (await _stream.ReadAsync(one, ct) > 0)
            {
                line.Append((char)one[0]);
                if (line.Length > 1 && line[^2] == '\r' && line[^1] == '\n')
                    return line.ToString(0, line.Length - 2);
                if (line.Length > 10_000)
                    throw new IOException("a line has no end");
            }

            return null;
        }

        private static string Address(string line) => line[(line.IndexOf('<', StringComparison.Ordinal) + 1)..line.IndexOf('>', StringComparison.Ordinal)];
    }
}
