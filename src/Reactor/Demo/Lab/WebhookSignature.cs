using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Reactor.Demo.Lab;

/// <summary>
/// Checks signatures as a receiver does (Standard Webhooks 1.0): HMAC-SHA256 over <c>id.timestamp.body</c>, in base64,
/// as <c>v1,...</c> in <c>webhook-signature</c>, several of them apart by spaces while a secret is rotated.
/// </summary>
internal static class WebhookSignature
{
    /// <summary>How far a time stamp may be off, either way.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    private const string SecretPrefix = "whsec_";
    private const string Version = "v1,";

    /// <summary>Why the request is not one signed with <paramref name="secret"/> about when it came; null when it is.</summary>
    /// <param name="request">As it was received.</param>
    /// <param name="secret"><c>whsec_</c> and the key in base64.</param>
    public static string? Refusal(ReceivedRequest request, string secret)
    {
        if (request.Header("webhook-id") is not { Length: > 0 } id)
            return "There is no webhook-id.";
        if (!long.TryParse(request.Header("webhook-timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return "webhook-timestamp is absent or not a number of seconds.";
        var late = request.ReceivedAt.ToUnixTimeSeconds() - (decimal)seconds;
        if (Math.Abs(late) > (decimal)Tolerance.TotalSeconds)
            return $"webhook-timestamp is {late} s off.";
        return Matches(secret, id, seconds, request.Body.Span, request.Header("webhook-signature") ?? "")
            ? null
            : "No signature in webhook-signature is that of the secret.";
    }

    /// <summary>Whether one of the <paramref name="signatures"/> is that of the secret.</summary>
    /// <param name="secret"><c>whsec_</c> and the key in base64.</param>
    /// <param name="id">The value of <c>webhook-id</c>.</param>
    /// <param name="timestamp">The value of <c>webhook-timestamp</c>: seconds since 1970.</param>
    /// <param name="body">The body's bytes.</param>
    /// <param name="signatures">The value of <c>webhook-signature</c>.</param>
    public static bool Matches(string secret, string id, long timestamp, ReadOnlySpan<byte> body, string signatures)
    {
        if (!secret.StartsWith(SecretPrefix, StringComparison.Ordinal))
            throw new ArgumentException($"A webhook secret begins with '{SecretPrefix}'.", nameof(secret));
        var key = Convert.FromBase64String(secret[SecretPrefix.Length..]);
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")));
        hash.AppendData(body);
        var expected = Encoding.ASCII.GetBytes(Version + Convert.ToBase64String(hash.GetHashAndReset()));

        var any = false;
        foreach (var signature in signatures.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            any |= CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), expected);
        return any;
    }
}
