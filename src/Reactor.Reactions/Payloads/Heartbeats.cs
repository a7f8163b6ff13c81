using System.Globalization;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Json;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Payloads;

/// <summary>
/// Signs of life. To an Alertmanager: an alert <c>ReactorHeartbeat</c> that fires as long as Reactor lives, for a rule there that tells when it is
/// missing. To a webhook: a message of the type <c>reactor.heartbeat</c>.
/// </summary>
public static class Heartbeats
{
    /// <summary>Type of the message.</summary>
    public const string Type = "reactor.heartbeat";

    private const string Name = "heartbeat";

    /// <summary>Makes one. It is not stored: the next says the same.</summary>
    /// <param name="target">Where it goes: an Alertmanager or a webhook.</param>
    /// <param name="node">This machine's name.</param>
    /// <param name="every">How often one is sent.</param>
    /// <param name="at">Now, on the wall clock.</param>
    public static DeliveryRow Make(TargetConfiguration target, string node, TimeSpan every, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(target);
        var id = StableId.Of("msg_", Name, node, target.Name, at.UtcTicks.ToString(CultureInfo.InvariantCulture));
        var body = target switch
        {
            AlertmanagerTarget => Alert(node, every, at),
            WebhookTarget { Envelope: Envelope.Standard } => Message(node, every, at),
            WebhookTarget { Envelope: var envelope } => CloudEventFormat.Wrap(
                node, id, Type, "", at, RenderedBody.JsonType, Data(node, every).Span, envelope == Envelope.CloudEventsBinary),
            _ => throw new ArgumentException($"A target of the kind {target.Kind} takes no heartbeats.", nameof(target)),
        };
        return new DeliveryRow
        {
            WebhookId = id,
            FiringId = "",
            Rule = "",
            ActionPath = Name,
            Target = target.Name,
            Kind = Name,
            VmName = "",
            EventName = "",
            CreatedAt = at,
            ContentType = body.ContentType,
            Body = body.Bytes,
        };
    }

    // One that is late doesn't end it, three do.
    private static RenderedBody Alert(string node, TimeSpan every, DateTimeOffset at) => RenderedBody.Json(JsonBody.Write(writer =>
    {
        writer.WriteStartArray();
        writer.WriteStartObject();
        writer.WriteStartObject("labels"u8);
        writer.WriteString("alertname"u8, "ReactorHeartbeat");
        writer.WriteString("host"u8, node);
        writer.WriteString("severity"u8, "info");
        writer.WriteEndObject();
        writer.WriteStartObject("annotations"u8);
        writer.WriteString("summary"u8, $"Reactor on {node} lives; tell when this is missing");
        writer.WriteEndObject();
        writer.WriteString("startsAt"u8, Rfc3339.Format(at));
        writer.WriteString("endsAt"u8, Rfc3339.Format(at + (every * 3)));
        writer.WriteEndObject();
        writer.WriteEndArray();
    }));

    private static RenderedBody Message(string node, TimeSpan every, DateTimeOffset at) => RenderedBody.Json(JsonBody.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, Type);
        writer.WriteString("timestamp"u8, Rfc3339.Format(at));
        writer.WritePropertyName("data"u8);
        writer.WriteRawValue(Data(node, every).Span, skipInputValidation: true);
        writer.WriteEndObject();
    }));

    private static ReadOnlyMemory<byte> Data(string node, TimeSpan every) => JsonBody.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("node"u8, node);
        writer.WriteNumber("every_seconds"u8, every.TotalSeconds);
        writer.WriteEndObject();
    });
}
