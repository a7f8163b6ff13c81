using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Reactor.Actors.Deliveries;
using Reactor.Actors.Tests.Fakes;
using Reactor.Qmp;
using Reactor.Reactions.Answers;
using Reactor.Rules.Configuration;
using StandIn;

namespace Reactor.Actors.Tests.Deliveries;

/// <summary>Mails, to a server that plays along or doesn't.</summary>
public sealed class SmtpSenderTests : IDisposable
{
    private const string Mail = "From: <reactor@example.net>\r\nTo: <a@example.net>\r\nSubject: =?utf-8?B?eA==?=\r\nMessage-ID: <msg_1@example.net>\r\nMIME-Version: 1.0\r\n"
        + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nhello =C3=A4\r\n";

    private static readonly CancellationToken s_hangGuard = new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token;

    private readonly TlsFolder _files = new();
    private readonly SmtpSender _sender = new(new ManualTime());

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Send_plain_server_gets_the_bytes_that_were_committed()
    {
        await using var peer = new SmtpPeer();

        var sent = await SendAsync(Request(peer, SmtpSecurity.None));

        var mail = await peer.NextAsync(s_hangGuard);
        Assert.Equal((250, AnswerMeaning.Delivered, "250 2.0.0 queued as 1"), (sent.Status, sent.Meaning, sent.Detail));
        Assert.Equal(("reactor@example.net", "a@example.net b@example.net", null, false), (mail.From, string.Join(' ', mail.To), mail.Login, mail.IsSecret));
        Assert.Equal(Mail, mail.Text);
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    public async Task Send_over_TLS_with_a_login_and_a_certificate(SmtpSecurity security)
    {
        await using var peer = new SmtpPeer { Certificate = _files.Server, IsImplicit = security == SmtpSecurity.Tls, Login = "reactor:s3cret-word" };

        var sent = await SendAsync(Request(peer, security, ("reactor", "s3cret-word"), _files.Client));

        var mail = await peer.NextAsync(s_hangGuard);
        Assert.Equal(("250 2.0.0 queued as 1", "reactor", true, "CN=reactor"), (sent.Detail, mail.Login, mail.IsSecret, mail.Client));
    }

    [Fact]
    public async Task Send_server_without_STARTTLS_gets_nothing()
    {
        await using var peer = new SmtpPeer { Login = "reactor:s3cret-word" };

        var sent = await SendAsync(Request(peer, SmtpSecurity.StartTls, ("reactor", "s3cret-word")));

        Assert.Equal((null, AnswerMeaning.TryAgain), (sent.Status, sent.Meaning));
        Assert.Contains("STARTTLS", sent.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_certificate_of_another_authority_or_name_is_not_trusted()
    {
        using var other = new TlsFolder();
        await using var peer = new SmtpPeer { Certificate = _files.Server };

        var strange = await SendAsync(Request(peer, SmtpSecurity.StartTls, tls: other.Client));
        var unknown = await SendAsync(Request(peer, SmtpSecurity.StartTls));
        var misnamed = await SendAsync(Request(peer, SmtpSecurity.StartTls, tls: _files.Client, server: "127.0.0.1"));

        Assert.All([strange, unknown, misnamed], s => Assert.Equal((null, AnswerMeaning.TryAgain), (s.Status, s.Meaning)));
        Assert.All([strange, unknown, misnamed], s => Assert.StartsWith("TLS with ", s.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Send_answer_without_an_end_is_read_no_further_than_its_bound()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var flood = FloodAsync(listener);
        await using var peer = new SmtpPeer();

        var sent = await SendAsync(Request(peer, SmtpSecurity.None, port: ((IPEndPoint)listener.LocalEndpoint).Port));

        Assert.Equal((null, AnswerMeaning.TryAgain, "the server's answers are longer than the 1024 KiB that are read"), (sent.Status, sent.Meaning, sent.Detail));
        // Sockets keep something on the way.
        Assert.InRange(await flood, 0, 32 * 1024 * 1024);
    }

    [Fact]
    public async Task Send_login_is_refused_is_tried_again_and_the_password_is_not_told()
    {
        await using var peer = new SmtpPeer { Certificate = _files.Server, Login = "reactor:other" };

        var sent = await SendAsync(Request(peer, SmtpSecurity.StartTls, ("reactor", "s3cret-word"), _files.Client));

        Assert.Equal((535, AnswerMeaning.TryAgain), (sent.Status, sent.Meaning));
        Assert.Contains("the login of `reactor` is refused", sent.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret-word", sent.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("451 4.3.0 try later", AnswerMeaning.TryAgain, 451)]
    [InlineData("554 5.7.1 refused", AnswerMeaning.Refused, 554)]
    public async Task Send_mail_is_refused_for_now_or_for_good(string answer, AnswerMeaning meaning, int code)
    {
        await using var peer = new SmtpPeer();
        peer.Answers["DATA"] = answer;

        var sent = await SendAsync(Request(peer, SmtpSecurity.None));

        Assert.Equal((meaning, code), (sent.Meaning, sent.Status));
        Assert.Contains(answer[4..], sent.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_one_recipient_is_refused_for_good_reaches_the_others_and_says_so()
    {
        await using var peer = new SmtpPeer();
        peer.Answers["b@example.net"] = "550 5.1.1 no such user";

        var sent = await SendAsync(Request(peer, SmtpSecurity.None));

        Assert.Equal((AnswerMeaning.Delivered, "250 2.0.0 queued as 1, but not for b@example.net: 550 5.1.1 no such user"), (sent.Meaning, sent.Detail));
        Assert.Equal(["a@example.net"], (await peer.NextAsync(s_hangGuard)).To);
    }

    [Fact]
    public async Task Send_one_recipient_is_refused_for_now_is_tried_again_for_all_and_says_that_it_was_taken()
    {
        await using var peer = new SmtpPeer();
        peer.Answers["b@example.net"] = "450 4.2.1 busy";

        var sent = await SendAsync(Request(peer, SmtpSecurity.None));

        Assert.Equal((250, AnswerMeaning.TryAgain, "not for all: b@example.net: 450 4.2.1 busy"), (sent.Status, sent.Meaning, sent.Detail));
        Assert.True(AttemptJudge.TargetWorks(sent));
        Assert.Equal(["a@example.net"], (await peer.NextAsync(s_hangGuard)).To);
    }

    [Fact]
    public async Task Send_no_recipient_is_accepted_is_given_up_where_that_is_for_good()
    {
        await using var peer = new SmtpPeer();
        peer.Answers["a@example.net"] = "550 5.1.1 no such user";
        peer.Answers["b@example.net"] = "550 5.1.1 no such user";

        var sent = await SendAsync(Request(peer, SmtpSecurity.None));

        Assert.Equal((AnswerMeaning.Refused, 550), (sent.Meaning, sent.Status));
    }

    [Fact]
    public async Task Send_name_leads_to_a_refused_address_is_not_connected()
    {
        var sender = new SmtpSender(new ManualTime(), (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("169.254.169.254")]));
        await using var peer = new SmtpPeer();

        var sent = await sender.SendAsync(Request(peer, SmtpSecurity.None, server: "mail.example.net"), s_hangGuard);

        Assert.Contains("mail.example.net is 169.254.169.254: ", sent.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_nobody_listens_says_where()
    {
        var peer = new SmtpPeer();
        await peer.DisposeAsync();

        var sent = await SendAsync(Request(peer, SmtpSecurity.None));

        Assert.Contains($"no connection to localhost port {peer.Port}", sent.Detail, StringComparison.Ordinal);
    }

    private Task<SendResult> SendAsync(MailRequest request) => _sender.SendAsync(request, s_hangGuard);

    // How many bytes of a greeting are taken, which goes on for 64 MiB.
    private static async Task<long> FloodAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync(s_hangGuard);
        var lines = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("220-" + new string('x', 504) + "\r\n", 2048)));
        var written = 0L;
        try
        {
            for (; written < 64 * 1024 * 1024; written += lines.Length)
                await client.GetStream().WriteAsync(lines, s_hangGuard);
        }
        catch (IOException)
        {
            // It hung up.
        }

        return written;
    }

    private static MailRequest Request(
        SmtpPeer peer, SmtpSecurity security, (string, string)? login = null, TlsFiles? tls = null, string server = "localhost", int? port = null) => new()
    {
        Server = server,
        Port = port ?? peer.Port,
        Security = security,
        Login = login,
        Tls = tls,
        From = "reactor@example.net",
        To = ImmutableArray.Create("a@example.net", "b@example.net"),
        Message = Encoding.ASCII.GetBytes(Mail),
        Timeout = TimeSpan.FromSeconds(15),
    };
}
