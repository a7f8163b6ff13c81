using System.Collections.Immutable;

namespace Reactor.Rules.Configuration;

/// <summary>An HTTP endpoint that takes Standard Webhooks 1.0, or CloudEvents 1.0.</summary>
/// <param name="Name">The name that rules and routes use.</param>
public sealed record WebhookTarget(string Name) : HttpTarget(Name)
{
    /// <inheritdoc/>
    public override string Kind => "webhook";

    /// <summary>Names of the secrets that sign; each gives one signature, so that keys can be rotated. Default: none, unsigned.</summary>
    public ImmutableArray<string> Secrets { get; init; } = [];

    /// <summary>What is around the data. Default <see cref="Envelope.Standard"/>.</summary>
    public Envelope Envelope { get; init; }

    /// <summary>Whether attempts say to which trace they belong (<c>traceparent</c>, W3C Trace Context), where traces are sent. Default false.</summary>
    public bool TellsTrace { get; init; }
}

/// <summary>What is around the data of a webhook.</summary>
public enum Envelope
{
    /// <summary>The payload of Standard Webhooks 1.0: <c>type</c>, <c>timestamp</c>, <c>data</c>.</summary>
    Standard,

    /// <summary>CloudEvents 1.0 in structured mode: one JSON object.</summary>
    CloudEvents,

    /// <summary>CloudEvents 1.0 in binary mode: attributes in <c>ce-</c> headers, the data alone as the body.</summary>
    CloudEventsBinary,
}
