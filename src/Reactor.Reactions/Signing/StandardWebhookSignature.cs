using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Reactor.Reactions.Signing;

/// <summary>
/// Signatures of Standard Webhooks 1.0: HMAC-SHA256 over <c>id.timestamp.body</c>, written <c>v1,</c> and base64; several keys give
/// several signatures separated by spaces, so that a key can be replaced without a gap.
/// </summary>
public static class StandardWebhookSignature
{
    /// <summary>Header that carries the delivery's id.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>Header that carries the time of the attempt, in seconds since the Unix epoch.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>Header that carries the signatures.</summary>
    public const string SignatureHeader = "webhook-signature";

    /// <summary>How far a receiver's clock and the sender's may lie apart: 5 minutes.</summary>
    public static readonly TimeSpan DefaultTolerance = TimeSpan.FromMinutes(5);

    private const string Version = "v1,";

    /// <summary>The value of <see cref="TimestampHeader"/>.</summary>
    /// <param name="attempt">When the attempt is made.</param>
    public static string Timestamp(DateTimeOffset attempt) => attempt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>The value of <see cref="SignatureHeader"/>; empty for no keys.</summary>
    /// <param name="id">The delivery's id; it holds no dot.</param>
    /// <param name="timestamp">The value of <see cref="TimestampHeader"/>.</param>
    /// <param name="body">The bytes as sent.</param>
    /// <param name="keys">The keys, newest first.</param>
    public static string Sign(string id, string timestamp, ReadOnlySpan<byte> body, IEnumerable<WebhookKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var header = new StringBuilder();
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var key in keys)
        {
            Compute(key, id, timestamp, body, mac);
            header.Append(header.Length == 0 ? "" : " ").Append(Version).Append(Convert.ToBase64String(mac));
        }

        return header.ToString();
    }

    /// <summary>What a receiver does: true when one of the signatures is by one of the keys and the timestamp is within the tolerance.</summary>
    /// <param name="id">Value of <see cref="IdHeader"/>.</param>
    /// <param name="timestamp">Value of <see cref="TimestampHeader"/>.</param>
    /// <param name="signatures">Value of <see cref="SignatureHeader"/>; versions other than <c>v1</c> are passed over.</param>
    /// <param name="body">The bytes as received.</param>
    /// <param name="keys">The keys that are valid.</param>
    /// <param name="now">The receiver's clock.</param>
    /// <param name="tolerance">How far the timestamp may be off, either way.</param>
    public static bool Verify(
        string id, string timestamp, string signatures, ReadOnlySpan<byte> body, IEnumerable<WebhookKey> keys, DateTimeOffset now, TimeSpan tolerance)
    {
        ArgumentNullException.ThrowIfNull(signatures);
        ArgumentNullException.ThrowIfNull(keys);
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            || (now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > tolerance)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var key in keys)
        {
            Compute(key, id, timestamp, body, expected);
            foreach (var range in signatures.AsSpan().Split(' '))
            {
                var signature = signatures.AsSpan()[range];
                if (signature.StartsWith(Version, StringComparison.Ordinal)
                    && Convert.TryFromBase64Chars(signature[Version.Length..], given, out var length)
                    && CryptographicOperations.FixedTimeEquals(expected, given[..length]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void Compute(WebhookKey key, string id, string timestamp, ReadOnlySpan<byte> body, Span<byte> mac)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key.Bytes);
        hmac.AppendData(Encoding.UTF8.GetBytes(id));
        hmac.AppendData("."u8);
        hmac.AppendData(Encoding.UTF8.GetBytes(timestamp));
        hmac.AppendData("."u8);
        hmac.AppendData(body);
        hmac.GetHashAndReset(mac);
    }
}
