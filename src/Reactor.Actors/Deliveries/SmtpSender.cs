using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Reactor.Qmp;
using Reactor.Reactions.Answers;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.Deliveries;

/// <summary>
/// Sends mails by SMTP, one connection each. The socket is opened as a webhook's is: no name leads to an address that is refused. STARTTLS is
/// asked for or nothing is sent; the password never goes where the configuration doesn't say so.
/// </summary>
internal sealed class SmtpSender(TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null) : IMailSender
{
    // Of all answers of a server, certificates included. Bytes.
    private const long MostAnswered = 1024 * 1024;

    private const int Taken = 250;

    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private readonly WebhookConnector _connector = new(resolve ?? NameLookups.OfSystem.ResolveAsync);

    public async Task<SendResult> SendAsync(MailRequest request, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        using var timeout = new CancellationTokenSource(request.Timeout, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, ct);
        try
        {
            var (later, detail) = await TrySendAsync(request, linked.Token).ConfigureAwait(false);
            return Result(Taken, detail) with { Meaning = TargetAnswers.OfSmtp(later), IsForSome = later != Taken };
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return Result(null, $"no answer within {request.Timeout.TotalSeconds:0.###} s");
        }
        catch (SmtpCommandException e)
        {
            return Result((int)e.StatusCode, $"{(int)e.StatusCode} {e.Message}");
        }
        catch (AuthenticationException e)
        {
            var code = (e.InnerException as SmtpCommandException)?.StatusCode ?? SmtpStatusCode.AuthenticationInvalidCredentials;
            return Result((int)code, $"the login of `{request.Login?.User}` is refused: {e.Message}");
        }
        catch (Exception e) when (e is SslHandshakeException or SmtpProtocolException or ServiceNotAuthenticatedException or NotSupportedException
            or IOException or SocketException or RefusedAddressException or InvalidDataException)
        {
            return Result(null, Describe(e, request));
        }

        SendResult Result(int? code, string detail) =>
            new(code, Excerpt.Of(detail, Confidential(request)), null, time.GetElapsedTime(started)) { Meaning = TargetAnswers.OfSmtp(code) };
    }

    private async Task<(int Later, string Detail)> TrySendAsync(MailRequest request, CancellationToken ct)
    {
        using var client = new RecipientsClient();
        if (request.Tls is { } files)
            Trust(client, files.Load(request.Server));
        using var message = await MimeMessage.LoadAsync(new MemoryStream(request.Message.ToArray()), ct).ConfigureAwait(false);
        var stream = new BoundedAnswers(await _connector.ConnectAsync(new DnsEndPoint(request.Server, request.Port), ct).ConfigureAwait(false), MostAnswered);
        await using (stream.ConfigureAwait(false))
        {
            await client.ConnectAsync(stream, request.Server, request.Port, Options(request.Security), ct).ConfigureAwait(false);
            if (request.Login is var (user, password))
                await client.AuthenticateAsync(Encoding.UTF8, user, password, ct).ConfigureAwait(false);
            var answer = await client.SendAsync(message, new MailboxAddress("", request.From), request.To.Select(to => new MailboxAddress("", to)), ct).ConfigureAwait(false);
            var outcome = client.Outcome(answer);
            await QuitAsync(client, ct).ConfigureAwait(false);
            return outcome;
        }
    }

    // The mail is taken by then: what a broken farewell means for it is nothing.
    private static async Task QuitAsync(SmtpClient client, CancellationToken ct)
    {
        try
        {
            await client.DisconnectAsync(quit: true, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or SmtpProtocolException or SmtpCommandException or OperationCanceledException)
        {
        }
    }

    private static void Trust(SmtpClient client, SslClientAuthenticationOptions tls)
    {
        if (tls.ClientCertificateContext is { } own)
            client.ClientCertificates = [own.TargetCertificate];
        if (tls.CertificateChainPolicy is not { } policy)
            return;
        policy.ApplicationPolicy.Add(new(ServerAuthentication));
        client.CheckCertificateRevocation = false;
        client.ServerCertificateValidationCallback = (_, certificate, sent, errors) =>
        {
            if (certificate is not X509Certificate2 server || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
                return false;
            using var chain = new X509Chain { ChainPolicy = policy };
            foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
                policy.ExtraStore.Add(element.Certificate);
            return chain.Build(server);
        };
    }

    private static SecureSocketOptions Options(SmtpSecurity security) => security switch
    {
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        SmtpSecurity.None => SecureSocketOptions.None,
        _ => SecureSocketOptions.StartTls,
    };

    private static string Describe(Exception error, MailRequest request) => error switch
    {
        // The library's own message is a page of advice.
        SslHandshakeException => $"TLS with {request.Server} failed: {error.InnerException?.Message ?? "its certificate is not trusted, or not for that name"}",
        InvalidDataException => "not sent: " + error.Message,
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain } => $"the name {request.Server} is not known",
        SocketException => $"no connection to {request.Server} port {request.Port}: {error.Message}",
        _ => error.Message,
    };

    private static ImmutableArray<string> Confidential(MailRequest request) => request.Login is var (user, password)
        ? [password, Convert.ToBase64String(Encoding.UTF8.GetBytes(password)), Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{user}\0{password}"))]
        : [];

    /// <summary>Goes on where a recipient is refused: the others are to be told all the same.</summary>
    private sealed class RecipientsClient : SmtpClient
    {
        private readonly List<(string Address, int Code, string Answer)> _refused = [];

        /// <summary>What came of a mail that was taken: the code of a recipient who is to be tried again, where there is one.</summary>
        public (int Later, string Detail) Outcome(string answer)
        {
            if (_refused.Count == 0)
                return (Taken, $"{Taken} {answer}");
            var refusals = string.Join("; ", _refused.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Address}: {r.Code} {r.Answer}")));
            // Whom it may still reach is tried again; those that have it know the mail by its id.
            var later = _refused.FirstOrDefault(r => r.Code < 500);
            return later.Address is not null ? (later.Code, $"not for all: {refusals}") : (Taken, $"{Taken} {answer}, but not for {refusals}");
        }

        protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response) =>
            _refused.Add((mailbox.Address, (int)response.StatusCode, response.Response));

        protected override void OnNoRecipientsAccepted(MimeMessage message)
        {
            var (address, code, answer) = _refused.OrderBy(r => r.Code).First();
            throw new SmtpCommandException(SmtpErrorCode.RecipientNotAccepted, (SmtpStatusCode)code, new MailboxAddress("", address), $"no recipient is accepted; {address}: {answer}");
        }
    }
}
