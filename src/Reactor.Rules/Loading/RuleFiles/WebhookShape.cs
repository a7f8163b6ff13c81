using System.Collections.Immutable;
using Reactor.Rules.Configuration;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.Settings;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of an action's <c>webhook</c>.</summary>
internal static class WebhookShape
{
    public static readonly Shape Shape = new Shape("a webhook").Alone("{url: TEXT}").Elsewhere("to", "to a target of reactor.yaml goes a `send`: send: {to: NAME}").NotYet("rate", "concurrency");

    private static readonly Key<YScalar> s_url = Shape.Required("url", TextReadings.Text, "Where to: an http or https URL, with {{ }} in its path and query.");
    private static readonly Key<string> s_method = Shape.Optional("method", Scalars.Choice(("POST", "POST"), ("PUT", "PUT"), ("PATCH", "PATCH")), "POST, PUT or PATCH; default POST.");
    private static readonly Key<ImmutableArray<Named<YScalar>>> s_headers = Shape.Optional("headers", Collections.Map(HttpReadings.HeaderName, TextReadings.Text), "HTTP headers of every attempt; default: none.");
    private static readonly Key<YNode> s_body = Shape.Optional("body", TextReadings.Body, "What is sent; default: the standard payload.");
    private static readonly Key<Placed<string>> s_secret = Shape.Optional("secret", Collections.Placed(Scalars.Word("a secret's name")), "The name of the secret that signs; default: unsigned.");
    private static readonly Key<TimeSpan> s_timeout = Shape.Optional("timeout", HttpReadings.Timeout, "Time for one attempt; default 15s.");
    private static readonly Key<RetryOptions> s_retry = Shape.Optional("retry", RetryShape.Reading, "When to try again; default: 10 attempts, 5s..1h.");

    public static Reading<WebhookSyntax> Reading { get; } = new ObjectReading<WebhookSyntax>(Shape, f => new WebhookSyntax(f.Place)
    {
        Url = f.Get(s_url),
        Method = f.GetOr(s_method, "POST"),
        Headers = f.GetOr(s_headers, []),
        Body = f.Get(s_body),
        Secret = f.TryGet(s_secret, out var secret) ? secret : null,
        Timeout = f.TryGet(s_timeout, out var timeout) ? timeout : null,
        Retry = f.Get(s_retry),
    });
}
