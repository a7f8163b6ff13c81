using System.Collections.Immutable;
using System.Net;
using Reactor.Qmp;

namespace Reactor.Rules.Configuration;

/// <summary>Where Reactor answers by HTTP: its API, the dashboard, metrics. Without it there is the control socket alone.</summary>
/// <param name="Listen">Address and port. Beyond loopback only with <see cref="Tls"/>.</param>
public sealed record HttpConfiguration(IPEndPoint Listen)
{
    /// <summary>Names under which it may be called, besides loopback's and the address itself. A request for another host is refused: so a page of a stranger can't reach it through a name that leads here.</summary>
    public ImmutableArray<string> Hosts { get; init; } = [];

    /// <summary>Its certificate and key; null for plain HTTP.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>Who may ask, by the name that the audit gives them.</summary>
    public ImmutableSortedDictionary<string, HttpToken> Tokens { get; init; } = ImmutableSortedDictionary<string, HttpToken>.Empty;
}

/// <summary>A bearer token (RFC 6750) of the HTTP door.</summary>
/// <param name="Secret">Where it is found.</param>
/// <param name="Role">What it allows.</param>
public sealed record HttpToken(SecretSource Secret, HttpRole Role);

/// <summary>What somebody may do by HTTP.</summary>
public enum HttpRole
{
    /// <summary>See everything, change nothing.</summary>
    Read,

    /// <summary>Besides, what operators do: alerts, silences, maintenance, deliveries, pauses, reloads.</summary>
    Operate,
}
