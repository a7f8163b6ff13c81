using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using Reactor.Rules.Templates;

namespace Reactor.Reactions.Steps;

/// <summary>A delivery that was given up and whose action has an <c>on_failure</c>: the payload of an inbox row of kind <see cref="Commits.InboxKinds.GaveUp"/>.</summary>
/// <param name="WebhookId">The delivery's id.</param>
/// <param name="ActionPath">Path of its action in its rule.</param>
/// <param name="Target">Its target.</param>
/// <param name="Reason">Why the last attempt failed, for people.</param>
/// <param name="Firing">The firing: <see cref="Commits.DeliveryRow.OnGiveUp"/> as it was.</param>
public sealed record GaveUp(string WebhookId, string ActionPath, string Target, string Reason, ReadOnlyMemory<byte> Firing)
{
    /// <summary>The version that is written. Every version up to it is read.</summary>
    public const int Version = 1;

    /// <summary>Versioned UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonLeaf.WriterOptions);
        writer.WriteStartObject();
        writer.WriteNumber("v"u8, Version);
        writer.WriteString("webhook_id"u8, WebhookId);
        writer.WriteString("action_path"u8, ActionPath);
        writer.WriteString("target"u8, Target);
        writer.WriteString("reason"u8, Reason);
        writer.WritePropertyName("firing"u8);
        writer.WriteRawValue(Firing.Span, skipInputValidation: true);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is of a newer version, or damaged.</exception>
    public static GaveUp Read(ReadOnlyMemory<byte> json) => StoredJson.Read(json, Version, "A note of a delivery that was given up", root => new GaveUp(
        StoredJson.Text(root, "webhook_id"),
        StoredJson.Text(root, "action_path"),
        StoredJson.Text(root, "target"),
        StoredJson.Text(root, "reason"),
        JsonMarshal.GetRawUtf8Value(root.GetProperty("firing"u8)).ToArray()));
}
