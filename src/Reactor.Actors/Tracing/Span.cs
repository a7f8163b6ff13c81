using System.Collections.Immutable;

namespace Reactor.Actors.Tracing;

/// <summary>What happened from one moment to another for a firing: a piece of its trace, in OpenTelemetry's terms. Immutable.</summary>
public sealed record Span
{
    /// <summary>The trace, as it goes over the wire from the most significant byte on.</summary>
    public required UInt128 Trace { get; init; }

    /// <summary>Its own id.</summary>
    public required ulong Id { get; init; }

    /// <summary>What it is a part of; 0 for nothing.</summary>
    public ulong Parent { get; init; }

    /// <summary>What happened: one of few words.</summary>
    public required string Name { get; init; }

    /// <summary>On which side.</summary>
    public SpanKind Kind { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Begin { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>What failed, for people; null where nothing did.</summary>
    public string? Failure { get; init; }

    /// <summary>More about it: texts, whole numbers, truth values.</summary>
    public ImmutableArray<KeyValuePair<string, object>> Attributes { get; init; } = [];
}

/// <summary>On which side of a call something happened.</summary>
public enum SpanKind
{
    /// <summary>Within Reactor.</summary>
    Internal,

    /// <summary>Reactor was told something.</summary>
    Consumer,

    /// <summary>Reactor called somebody.</summary>
    Client,
}
