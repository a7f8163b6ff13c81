using System.Text;
using System.Text.Json.Nodes;
using Reactor.Actors.Status;
using Reactor.Output;
using Reactor.Store.Reading;

namespace Reactor.Queries;

/// <summary>One delivery whole: where it stands, its attempts, its body.</summary>
internal static class DeliveryDetail
{
    /// <summary>Most bytes of the body that are shown.</summary>
    public const int MostBodyBytes = 64 * 1024;

    private const int LongestId = 256;

    private const int MostCandidates = 10;

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads it.</summary>
    /// <param name="reader">The store.</param>
    /// <param name="id">Its id, or how that begins.</param>
    /// <exception cref="QueryRefusedException">There is none of that id, or there are several.</exception>
    public static JsonObject Read(StoreReader reader, string id)
    {
        var delivery = (id.Length <= LongestId ? reader.Delivery(id) ?? Beginning(reader, id) : null) ?? throw new QueryRefusedException($"there is no delivery {Printable.Of(id, LongestId)} in the store (any more): 'reactor deliveries' lists them");
        var row = JsonLines.Row(delivery);
        row["tries"] = new JsonArray([.. reader.Attempts(delivery.WebhookId).Select(attempt => JsonLines.Row(attempt))]);
        var body = reader.DeliveryBody(delivery.WebhookId) ?? [];
        var (text, isText) = Text(body);
        row["body"] = text;
        row["body_encoding"] = isText ? "text" : "base64";
        row["body_cut"] = body.Length > MostBodyBytes;
        return row;
    }

    /// <summary>A row as it stands while its target is left alone: what waits for it is not tried before the target is.</summary>
    /// <param name="row">The row of a delivery.</param>
    /// <param name="targets">What the daemon knows of targets.</param>
    public static JsonObject Wait(JsonObject row, IReadOnlyList<TargetStatus> targets)
    {
        if ((DateTimeOffset?)row["next_at"] is { } next
            && targets.FirstOrDefault(target => target.Name == (string?)row["target"]) is { State: TargetState.Open, NextDue: { } tried } && tried > next)
        {
            row["next_at"] = tried;
        }
        return row;
    }

    private static StoredDelivery? Beginning(StoreReader reader, string id) => id.Length < Traces.ShortestPrefix
        ? null
        : reader.Deliveries(new DeliveryFilter { IdPrefix = id, Limit = MostCandidates + 1 }) switch
        {
            [] => null,
            [var one] => one,
            var several => throw new QueryRefusedException(
                $"{Printable.Of(id, LongestId)} may be {(several.Count > MostCandidates ? $"more than {MostCandidates}" : several.Count)} deliveries: {string.Join(", ", several.Take(MostCandidates).Select(d => d.WebhookId))}. Give more of the id"),
        };

    private static (string Text, bool IsText) Text(byte[] body)
    {
        var shown = body.AsSpan(0, Math.Min(body.Length, MostBodyBytes));
        // Not half a character.
        while (shown.Length < body.Length && shown.Length > 0 && (body[shown.Length] & 0xC0) == 0x80)
        {
            shown = shown[..^1];
        }
        try
        {
            return (s_strict.GetString(shown), true);
        }
        catch (DecoderFallbackException)
        {
            return (Convert.ToBase64String(shown), false);
        }
    }
}
