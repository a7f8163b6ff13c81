using System.Collections.Immutable;
using Reactor.Rules.Configuration;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of a target's <c>webhook</c>.</summary>
internal static class WebhookShape
{
    public static readonly Shape Shape = new Shape("a webhook target").NotYet("body", "method");

    private static readonly WebhookTarget s_defaults = new("");

    private static readonly Key<Uri> s_url = Shape.Optional("url", HttpReadings.Url, "Where to post: an http or https URL.");
    private static readonly Key<string> s_urlFile = Shape.Optional("url_file", CommonReadings.FilePath, "A file with the URL, where the URL itself is a secret.");
    private static readonly Key<Placed<string>> s_urlSecret = Shape.Optional("url_secret", Collections.Placed(Scalars.Word("a secret's name")), "The name of a secret that is the URL.");
    private static readonly Key<ImmutableArray<Named<YScalar>>> s_headers = Shape.Optional("headers", Collections.Map(HttpReadings.HeaderName, HttpReadings.HeaderValue), "HTTP headers of every attempt; default: none.");
    private static readonly Key<ImmutableArray<Placed<string>>> s_secrets = Shape.Optional("secrets", Collections.OneOrMany(Collections.Placed(Scalars.Word("a secret's name"))), "Names of the secrets that sign; default: unsigned.");
    private static readonly Key<int> s_concurrency = Shape.Optional("concurrency", Scalars.Integer(1, 256), "Attempts in flight at once; default 4.");
    private static readonly Key<DeliveryRate> s_rate = Shape.Optional("rate", RateReading.Instance, "Attempts that may begin: 50/s, 100/m, 1000/h; spread evenly, after a pause as many at once; default: as many as there are.");
    private static readonly Key<BreakerOptions> s_breaker = Shape.Optional("breaker", BreakerShape.Reading, "When a target that fails is left alone; default: after 5 failures, for 10s..5m.");
    private static readonly Key<bool> s_ordered = Shape.Optional("ordered", Scalars.Choice(("none", false), ("per-vm", true)), "per-vm: deliveries of one VM go one after another in the order of their decision, and one that fails holds those of its VM behind it; default none.");
    private static readonly Key<TimeSpan> s_timeout = Shape.Optional("timeout", HttpReadings.Timeout, "Time for one attempt; default 15s.");
    private static readonly Key<RetryOptions> s_retry = Shape.Optional("retry", RetryShape.Reading, "When to try again; default: 10 attempts, 5s..1h.");

    public static Reading<WebhookSyntax> Reading { get; } = new ObjectReading<WebhookSyntax>(Shape.OneOf(s_url, s_urlFile, s_urlSecret), f => new WebhookSyntax
    {
        Url = f.Get(s_url),
        UrlFile = f.Get(s_urlFile),
        UrlSecret = f.TryGet(s_urlSecret, out var secret) ? secret : null,
        Headers = f.GetOr(s_headers, []),
        Secrets = f.GetOr(s_secrets, []),
        Concurrency = f.GetOr(s_concurrency, s_defaults.Concurrency),
        Rate = f.Get(s_rate),
        Breaker = (f.Get(s_breaker) ?? s_defaults.Breaker) is { Failures: > 0 } breaker ? breaker : null,
        IsOrdered = f.GetOr(s_ordered, false),
        Timeout = f.GetOr(s_timeout, s_defaults.Timeout),
        Retry = f.GetOr(s_retry, s_defaults.Retry),
    });
}
