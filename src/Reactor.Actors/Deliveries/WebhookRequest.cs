using System.Collections.Immutable;
using Reactor.Qmp;

namespace Reactor.Actors.Deliveries;

/// <summary>One attempt, ready to be sent. Holds secrets: never logged, never printed.</summary>
internal sealed class WebhookRequest
{
    /// <summary>POST, PUT or PATCH.</summary>
    public required HttpMethod Method { get; init; }

    /// <summary>Where to; http or https.</summary>
    public required Uri Url { get; init; }

    /// <summary>Headers, Reactor's own last.</summary>
    public ImmutableArray<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>MIME type of the body.</summary>
    public required string ContentType { get; init; }

    /// <summary>The body.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Time for the attempt, connection and answer included.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>The files of TLS; null: as the system does it.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>Texts that must not be seen by anyone, should the peer echo them or an error quote them.</summary>
    public ImmutableArray<string> Confidential { get; init; } = [];
}
