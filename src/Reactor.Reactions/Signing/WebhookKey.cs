using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Reactor.Reactions.Signing;

/// <summary>
/// A key that signs webhooks. <c>whsec_</c> followed by base64 is decoded (Standard Webhooks 1.0); any other text stands for its own
/// UTF-8 bytes. It never prints its value.
/// </summary>
public sealed class WebhookKey
{
    /// <summary>What a key in base64 begins with.</summary>
    public const string Prefix = "whsec_";

    private readonly byte[] _bytes;

    private WebhookKey(byte[] bytes) => _bytes = bytes;

    /// <summary>The key's bytes.</summary>
    internal ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Reads a secret's value; white space around it is ignored.</summary>
    /// <param name="secret">The value.</param>
    /// <param name="key">The key, or null.</param>
    /// <param name="error">What is wrong with it, without any part of it; null where it is right.</param>
    public static bool TryParse(string secret, [NotNullWhen(true)] out WebhookKey? key, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(secret);
        key = null;
        error = null;
        var text = secret.AsSpan().Trim();
        if (text.IsEmpty)
        {
            error = "the secret is empty";
            return false;
        }

        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            key = new WebhookKey(Encoding.UTF8.GetBytes(text.ToString()));
            return true;
        }

        var encoded = text[Prefix.Length..];
        var buffer = new byte[(encoded.Length * 3 / 4) + 3];
        if (!Convert.TryFromBase64Chars(encoded, buffer, out var length) || length == 0)
        {
            error = "what follows `whsec_` is not base64; copy the secret again, or leave the prefix out to use the text itself as the key";
            return false;
        }

        key = new WebhookKey(buffer[..length]);
        return true;
    }

    /// <summary>Never the value.</summary>
    public override string ToString() => "(secret)";
}
