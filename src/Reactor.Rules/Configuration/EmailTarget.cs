using System.Collections.Immutable;
using Reactor.Qmp;

namespace Reactor.Rules.Configuration;

/// <summary>People, by e-mail through an SMTP server.</summary>
/// <param name="Name">The name that rules and routes use.</param>
/// <param name="Server">The server's host.</param>
/// <param name="Port">Its port.</param>
/// <param name="Security">How the connection is kept secret.</param>
/// <param name="From">The sender's address.</param>
/// <param name="To">The recipients' addresses, each once.</param>
public sealed record EmailTarget(string Name, string Server, int Port, SmtpSecurity Security, string From, ImmutableArray<string> To) : TargetConfiguration(Name)
{
    /// <inheritdoc/>
    public override string Kind => "email";

    /// <summary>Who logs in; null: nobody does. Set exactly when <see cref="Password"/> is.</summary>
    public string? User { get; init; }

    /// <summary>Where the password is found.</summary>
    public SecretSource? Password { get; init; }

    /// <summary>Whose certificates are trusted, and what Reactor shows of itself; null: as the system does, and nothing.</summary>
    public TlsFiles? Tls { get; init; }
}

/// <summary>How a connection to an SMTP server is kept secret.</summary>
public enum SmtpSecurity
{
    /// <summary>It begins in the clear and goes on in TLS (STARTTLS), or not at all.</summary>
    StartTls,

    /// <summary>It is in TLS from the start, as on port 465.</summary>
    Tls,

    /// <summary>It isn't.</summary>
    None,
}
