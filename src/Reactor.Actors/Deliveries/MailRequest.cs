using System.Collections.Immutable;
using Reactor.Qmp;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.Deliveries;

/// <summary>One attempt to send a mail. Holds secrets: never logged, never printed.</summary>
internal sealed class MailRequest
{
    /// <summary>The server's host.</summary>
    public required string Server { get; init; }

    /// <summary>Its port.</summary>
    public required int Port { get; init; }

    /// <summary>How the connection is kept secret.</summary>
    public required SmtpSecurity Security { get; init; }

    /// <summary>The files of TLS; null: as the system does it.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>Who logs in, and the password; null: nobody does.</summary>
    public (string User, string Password)? Login { get; init; }

    /// <summary>The sender's address.</summary>
    public required string From { get; init; }

    /// <summary>The recipients' addresses.</summary>
    public required ImmutableArray<string> To { get; init; }

    /// <summary>The whole mail.</summary>
    public required ReadOnlyMemory<byte> Message { get; init; }

    /// <summary>Time for the attempt.</summary>
    public required TimeSpan Timeout { get; init; }
}

/// <summary>The mail edge.</summary>
internal interface IMailSender
{
    /// <summary>Sends once. What is foreseen to go wrong is a result.</summary>
    /// <param name="request">The mail.</param>
    /// <param name="ct">Gives it up; thrown then.</param>
    Task<SendResult> SendAsync(MailRequest request, CancellationToken ct);
}
