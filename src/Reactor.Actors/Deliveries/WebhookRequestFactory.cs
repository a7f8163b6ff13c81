using System.Buffers;
using System.Collections.Immutable;
using Reactor.Actors.Secrets;
using Reactor.Qmp;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Payloads;
using Reactor.Reactions.Signing;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.Deliveries;

/// <summary>Makes the request of one attempt: settings, secrets as they are now, signatures. The body is what was committed.</summary>
internal sealed class WebhookRequestFactory(ISecretResolver secrets, string version)
{
    private const string TraceParentHeader = "traceparent";
    private const string AlertmanagerPath = "/api/v2/alerts";

    // Shorter parts of a URL are words such as "services".
    private const int ShortestSecretPart = 12;

    private static readonly char[] s_betweenParts = ['/', '?', '&', '='];

    // RFC 9110, section 5.6.2.
    private static readonly SearchValues<char> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // The sender's own: a configured one would break the message or the receiver's check.
    private static readonly ImmutableHashSet<string> s_own = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "content-type", "content-length", "transfer-encoding", "connection",
        StandardWebhookSignature.IdHeader, StandardWebhookSignature.TimestampHeader, StandardWebhookSignature.SignatureHeader);

    private readonly string _agent = "Reactor/" + version;

    /// <summary>Prepares an attempt.</summary>
    /// <param name="delivery">What to send.</param>
    /// <param name="target">The named target's settings; null for a webhook written in place.</param>
    /// <param name="at">When the attempt is made.</param>
    /// <param name="traceParent">What the receiver is told of its trace; null for nothing.</param>
    /// <param name="ct">Ends the reading of secrets.</param>
    /// <exception cref="SecretUnavailableException">A secret is missing.</exception>
    /// <exception cref="InvalidRequestException">The settings give no request that can be sent.</exception>
    public async Task<WebhookRequest> CreateAsync(DeliveryRow delivery, TargetConfiguration? target, DateTimeOffset at, string? traceParent, CancellationToken ct)
    {
        if (delivery.Inline is { } inline)
        {
            var signed = new RequestPlan(inline.Method, inline.Url, inline.Headers, inline.Timeout) { Keys = inline.Secret is { } key ? [key] : [] };
            return await BuildAsync(delivery, signed, at, ct).ConfigureAwait(false);
        }

        if (target is not HttpTarget http)
            throw new InvalidRequestException($"target `{delivery.Target}` is not configured");
        var (url, isSecret) = await UrlAsync(http, ct).ConfigureAwait(false);
        var plan = new RequestPlan("POST", url, http.Headers, http.Timeout) { IsSecretUrl = isSecret, Tls = http.Tls, Parsed = http.Url, TraceParent = traceParent };
        return http is WebhookTarget webhook
            ? await BuildAsync(delivery, plan with { Keys = webhook.Secrets }, at, ct).ConfigureAwait(false)
            : await BuildAsync(delivery, await PresetAsync(plan with { Keys = null }, http, delivery, ct).ConfigureAwait(false), at, ct).ConfigureAwait(false);
    }

    private async Task<(string Url, bool IsSecret)> UrlAsync(HttpTarget target, CancellationToken ct)
    {
        if (target.Url is { } url)
            return (url.OriginalString, false);
        if (target.UrlSecret is not { } source)
            throw new InvalidRequestException($"target `{target.Name}` has no URL");
        return ((await secrets.ResolveAsync(source, $"URL of target `{target.Name}`", ct).ConfigureAwait(false)).Trim(), true);
    }

    /// <summary>What a kind's own protocol asks for besides the bytes.</summary>
    private async Task<RequestPlan> PresetAsync(RequestPlan plan, HttpTarget target, DeliveryRow delivery, CancellationToken ct)
    {
        switch (target)
        {
            case AlertmanagerTarget when !plan.Url.EndsWith(AlertmanagerPath, StringComparison.Ordinal):
                return plan with { Url = plan.Url.TrimEnd('/') + AlertmanagerPath, Parsed = null };
            case PagerDutyTarget pagerDuty:
                var key = (await secrets.ResolveAsync(pagerDuty.RoutingKey, $"routing key of target `{target.Name}`", ct).ConfigureAwait(false)).Trim();
                return plan with { Body = PagerDutyFormat.WithRoutingKey(delivery.Body, key), Confidential = [key] };
            case NtfyTarget { Token: { } source }:
                var token = (await secrets.ResolveAsync(source, $"token of target `{target.Name}`", ct).ConfigureAwait(false)).Trim();
                return plan with { Headers = plan.Headers.SetItem("authorization", "Bearer " + token), Confidential = [token] };
            default:
                return plan;
        }
    }

    private async Task<WebhookRequest> BuildAsync(DeliveryRow delivery, RequestPlan plan, DateTimeOffset at, CancellationToken ct)
    {
        var confidential = (plan.IsSecretUrl ? [.. ConfidentialParts(plan.Url), .. plan.Confidential] : plan.Confidential).ToBuilder();
        var headers = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (var (name, text) in plan.Headers)
        {
            if (s_own.Contains(name) || (plan.TraceParent is not null && name.Equals(TraceParentHeader, StringComparison.OrdinalIgnoreCase)))
                continue;
            var value = await SecretText.FillAsync(text, secrets, confidential, ct).ConfigureAwait(false);
            CheckHeader(name, value);
            headers.Add(new(name, value));
        }

        if (!plan.Headers.Keys.Contains("user-agent", StringComparer.OrdinalIgnoreCase))
            headers.Add(new("user-agent", _agent));
        if (plan.TraceParent is not null)
            headers.Add(new(TraceParentHeader, plan.TraceParent));
        var (body, contentType) = (plan.Body ?? delivery.Body, delivery.ContentType);
        if (CloudEventBinary.IsMeant(contentType))
        {
            var binary = CloudEventBinary.Of(body);
            (body, contentType) = (binary.Body, binary.ContentType);
            headers.AddRange(binary.Headers);
        }

        if (plan.Keys is { } keyNames)
            await SignAsync(delivery.WebhookId, body, keyNames, at, headers, confidential, ct).ConfigureAwait(false);
        return new WebhookRequest
        {
            Method = HttpMethod.Parse(plan.Method),
            Url = Url(plan, delivery.Target),
            Headers = headers.ToImmutable(),
            ContentType = contentType,
            Body = body,
            Timeout = plan.Timeout,
            Tls = plan.Tls,
            Confidential = confidential.ToImmutable(),
        };
    }

    /// <summary>Adds the headers of Standard Webhooks.</summary>
    private async Task SignAsync(
        string id, ReadOnlyMemory<byte> body, ImmutableArray<string> keyNames, DateTimeOffset at, ImmutableArray<KeyValuePair<string, string>>.Builder headers,
        ImmutableArray<string>.Builder confidential, CancellationToken ct)
    {
        var timestamp = StandardWebhookSignature.Timestamp(at);
        headers.Add(new(StandardWebhookSignature.IdHeader, id));
        headers.Add(new(StandardWebhookSignature.TimestampHeader, timestamp));
        var keys = await KeysAsync(keyNames, confidential, ct).ConfigureAwait(false);
        if (keys.Length > 0)
            headers.Add(new(StandardWebhookSignature.SignatureHeader, StandardWebhookSignature.Sign(id, timestamp, body.Span, keys)));
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

    private static void CheckHeader(string name, string value)
    {
        if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(s_token))
            throw new InvalidRequestException($"`{name}` can't be the name of an HTTP header");
        if (HeaderText.Problem(name, value) is { } problem)
            throw new InvalidRequestException(problem);
    }

    private static Uri Url(RequestPlan plan, string target) =>
        (plan.Parsed ?? (Uri.TryCreate(plan.Url, UriKind.Absolute, out var uri) ? uri : null)) is { IsAbsoluteUri: true } url && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps)
            ? url
            : throw new InvalidRequestException($"the URL of target `{target}` is no http or https URL{(plan.IsSecretUrl ? "" : ": " + plan.Url)}");

    /// <summary>A secret URL's secret is mostly its path, or a part of that; an error, or a target's answer, may quote only that.</summary>
    private static ImmutableArray<string> ConfidentialParts(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.PathAndQuery.Length <= 1)
            return [url];
        var parts = uri.PathAndQuery.Split(s_betweenParts).Append(uri.PathAndQuery[1..]).Where(part => part.Length >= ShortestSecretPart).ToArray();
        return [.. new[] { url, uri.AbsoluteUri, uri.PathAndQuery }.Concat(parts).Concat(parts.Select(Uri.UnescapeDataString)).Distinct()];
    }
}

/// <summary>A request before its secrets are filled in.</summary>
internal sealed record RequestPlan(string Method, string Url, ImmutableSortedDictionary<string, string> Headers, TimeSpan Timeout)
{
    /// <summary>The URL, where the configuration has it as such; null: it is to be parsed.</summary>
    public Uri? Parsed { get; init; }

    /// <summary>Whether the URL is no one's to see.</summary>
    public bool IsSecretUrl { get; init; }

    /// <summary>Names of the keys that sign; null for a target that knows nothing of Standard Webhooks.</summary>
    public ImmutableArray<string>? Keys { get; init; } = [];

    /// <summary>The body, where it isn't the stored one alone.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>The files of TLS.</summary>
    public TlsFiles? Tls { get; init; }

    /// <summary>What the receiver is told of the trace; null for nothing.</summary>
    public string? TraceParent { get; init; }

    /// <summary>What no one is to see.</summary>
    public ImmutableArray<string> Confidential { get; init; } = [];
}

/// <summary>The settings of a target give no request that can be sent. The message holds no secret.</summary>
internal sealed class InvalidRequestException(string message) : Exception(message);
