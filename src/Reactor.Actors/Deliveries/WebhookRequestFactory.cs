using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Reactor.Actors.Secrets;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Signing;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.Deliveries;

/// <summary>Makes the request of one attempt: settings, secrets as they are now, signatures. The body is what was committed.</summary>
internal sealed class WebhookRequestFactory(ISecretResolver secrets, string version)
{
    private const string ReferenceStart = "{secret:";

    // RFC 9110, section 5.6.2.
    private static readonly SearchValues<char> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // The sender's own: a configured one would break the message or the receiver's check.
    private static readonly ImmutableHashSet<string> s_own = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "content-type", "content-length", "transfer-encoding", "connection",
        StandardWebhookSignature.IdHeader, StandardWebhookSignature.TimestampHeader, StandardWebhookSignature.SignatureHeader);

    /// <summary>Prepares an attempt.</summary>
    /// <param name="delivery">What to send.</param>
    /// <param name="target">The named target's settings; null for a webhook written in place.</param>
    /// <param name="at">When the attempt is made.</param>
    /// <param name="ct">Ends the reading of secrets.</param>
    /// <exception cref="SecretUnavailableException">A secret is missing.</exception>
    /// <exception cref="InvalidRequestException">The settings give no request that can be sent.</exception>
    public Task<WebhookRequest> CreateAsync(DeliveryRow delivery, WebhookTarget? target, DateTimeOffset at, CancellationToken ct) =>
        delivery.Inline is { } inline
            ? BuildAsync(delivery, inline.Method, inline.Url, inline.Headers, inline.Secret is { } key ? [key] : [], inline.Timeout, [], at, ct)
            : target is not null ? ForTargetAsync(delivery, target, at, ct)
            : throw new InvalidRequestException($"target `{delivery.Target}` is not configured");

    private async Task<WebhookRequest> ForTargetAsync(DeliveryRow delivery, WebhookTarget target, DateTimeOffset at, CancellationToken ct)
    {
        if (target.Url is { } url)
            return await BuildAsync(delivery, "POST", url.OriginalString, target.Headers, target.Secrets, target.Timeout, [], at, ct).ConfigureAwait(false);
        if (target.UrlSecret is not { } source)
            throw new InvalidRequestException($"target `{target.Name}` has no URL");
        var secretUrl = (await secrets.ResolveAsync(source, $"URL of target `{target.Name}`", ct).ConfigureAwait(false)).Trim();
        return await BuildAsync(delivery, "POST", secretUrl, target.Headers, target.Secrets, target.Timeout, ConfidentialParts(secretUrl), at, ct)
            .ConfigureAwait(false);
    }

    private async Task<WebhookRequest> BuildAsync(
        DeliveryRow delivery, string method, string url, ImmutableSortedDictionary<string, string> configured, ImmutableArray<string> keyNames,
        TimeSpan timeout, ImmutableArray<string> confidentialUrl, DateTimeOffset at, CancellationToken ct)
    {
        var confidential = confidentialUrl.ToBuilder();
        var headers = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var (name, text) in configured)
        {
            if (s_own.Contains(name))
                continue;
            var value = await FillInAsync(text, confidential, ct).ConfigureAwait(false);
            CheckHeader(name, value);
            headers.Add(new(name, value));
        }

        var timestamp = StandardWebhookSignature.Timestamp(at);
        if (!configured.Keys.Contains("user-agent", StringComparer.OrdinalIgnoreCase))
            headers.Add(new("user-agent", "Reactor/" + version));
        headers.Add(new(StandardWebhookSignature.IdHeader, delivery.WebhookId));
        headers.Add(new(StandardWebhookSignature.TimestampHeader, timestamp));
        var keys = await KeysAsync(keyNames, confidential, ct).ConfigureAwait(false);
        if (keys.Length > 0)
            headers.Add(new(StandardWebhookSignature.SignatureHeader, StandardWebhookSignature.Sign(delivery.WebhookId, timestamp, delivery.Body.Span, keys)));

        return new WebhookRequest
        {
            Method = new HttpMethod(method),
            Url = ParseUrl(url, delivery.Target, isSecret: confidentialUrl.Length > 0),
            Headers = headers.ToImmutable(),
            ContentType = delivery.ContentType,
            Body = delivery.Body,
            Timeout = timeout,
            Confidential = confidential.ToImmutable(),
        };
    }

    private async Task<WebhookKey[]> KeysAsync(ImmutableArray<string> names, ImmutableArray<string>.Builder confidential, CancellationToken ct)
    {
        var keys = new WebhookKey[names.Length];
        for (var i = 0; i < keys.Length; i++)
        {
            var value = await secrets.ResolveAsync(names[i], ct).ConfigureAwait(false);
            confidential.Add(value);
            keys[i] = WebhookKey.TryParse(value, out var key, out var error)
                ? key
                : throw new InvalidRequestException($"secret `{names[i]}` can't sign: {error}");
        }

        return keys;
    }

    /// <summary>Replaces <c>{secret:NAME}</c> by the secret's value.</summary>
    private async Task<string> FillInAsync(string text, ImmutableArray<string>.Builder confidential, CancellationToken ct)
    {
        if (!text.Contains(ReferenceStart, StringComparison.Ordinal))
            return text;
        var filled = new StringBuilder();
        var position = 0;
        while (text.IndexOf(ReferenceStart, position, StringComparison.Ordinal) is >= 0 and var start
            && text.IndexOf('}', start) is >= 0 and var end)
        {
            var value = await secrets.ResolveAsync(text[(start + ReferenceStart.Length)..end], ct).ConfigureAwait(false);
            confidential.Add(value);
            filled.Append(text, position, start - position).Append(value);
            position = end + 1;
        }

        return filled.Append(text, position, text.Length - position).ToString();
    }

    private static void CheckHeader(string name, string value)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(s_token))
            throw new InvalidRequestException($"`{name}` can't be the name of an HTTP header");
        if (value.AsSpan().ContainsAnyInRange('\0', '\x1f') || value.Contains('\x7f', StringComparison.Ordinal))
            throw new InvalidRequestException($"the value of the header {name} holds a line break or another control character");
    }

    private static Uri ParseUrl(string url, string target, bool isSecret) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            : throw new InvalidRequestException($"the URL of target `{target}` is no http or https URL{(isSecret ? "" : ": " + url)}");

    /// <summary>A secret URL's secret is mostly its path; an error may quote only that.</summary>
    private static ImmutableArray<string> ConfidentialParts(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.PathAndQuery.Length > 1 ? [url, uri.AbsoluteUri, uri.PathAndQuery] : [url];
}

/// <summary>The settings of a target give no request that can be sent. The message holds no secret.</summary>
internal sealed class InvalidRequestException(string message) : Exception(message);
