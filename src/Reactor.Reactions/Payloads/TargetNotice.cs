using System.Collections.Immutable;

namespace Reactor.Reactions.Payloads;

/// <summary>What a delivery tells, whatever the target: the formats are made from it.</summary>
internal sealed record TargetNotice
{
    /// <summary>What is known.</summary>
    public required PayloadContent Content { get; init; }

    /// <summary>What of it is the news.</summary>
    public required NoticeState State { get; init; }

    /// <summary>The delivery's id.</summary>
    public required string WebhookId { get; init; }

    /// <summary>What all deliveries about one opening of an alert have in common: its uid. Of a plain firing its own id.</summary>
    public required string Thread { get; init; }

    /// <summary>When the delivery was decided. Engine time.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Of a notification of a group of alerts: its standard payload; null for any other.</summary>
    public ReadOnlyMemory<byte>? Group { get; init; }

    /// <summary>The body that the rule wrote, which takes the place of what is known; null for none.</summary>
    public OwnBody? Own { get; init; }
}

/// <summary>What a delivery says.</summary>
internal enum NoticeState
{
    /// <summary>Something happened, and that is all.</summary>
    Message,

    /// <summary>An alert fires.</summary>
    Firing,

    /// <summary>Somebody looks after an alert.</summary>
    Acknowledged,

    /// <summary>An alert ended.</summary>
    Resolved,
}

/// <summary>A body that a rule wrote, rendered.</summary>
/// <param name="Bytes">UTF-8: JSON or text.</param>
/// <param name="IsJson">Which.</param>
internal sealed record OwnBody(ReadOnlyMemory<byte> Bytes, bool IsJson);

/// <summary>The bytes of a delivery, as they are stored and, but for what is secret, sent.</summary>
/// <param name="Bytes">The body.</param>
/// <param name="ContentType">Its MIME type.</param>
internal readonly record struct RenderedBody(ReadOnlyMemory<byte> Bytes, string ContentType)
{
    public const string JsonType = "application/json";

    public static RenderedBody Json(ReadOnlyMemory<byte> bytes) => new(bytes, JsonType);
}
