using System.Collections.Immutable;
using Reactor.Rules.Configuration;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of a target's <c>webhook</c>.</summary>
internal static class WebhookShape
{
    public static readonly Shape Shape = new Shape("a webhook target").Alone("{url: TEXT}").NotYet("body", "method");

    private static readonly HttpKeys s_http = new(Shape, "Where to post: an http or https URL.");
    private static readonly Key<ImmutableArray<Placed<string>>> s_secrets = Shape.Optional("secrets", Collections.OneOrMany(Collections.Placed(Scalars.Word("a secret's name"))), "Names of the secrets that sign; default: unsigned.");
    private static readonly Key<Envelope> s_envelope = Shape.Optional(
        "envelope",
        Scalars.Choice(("standard", Envelope.Standard), ("cloudevents", Envelope.CloudEvents), ("cloudevents-binary", Envelope.CloudEventsBinary)),
        "What is around the data: that of Standard Webhooks, or CloudEvents 1.0, as one JSON object or with its attributes in headers; default standard.");
    private static readonly Key<bool> s_trace = Shape.Optional(
        "traceparent", Scalars.Bool, "Whether attempts say to which trace they belong (`traceparent`, W3C Trace Context), so that what the receiver does stands in it; where `otlp` sends none, it is left out; default false.");
    private static readonly DeliveryKeys s_delivery = new(Shape);

    public static Reading<WebhookSyntax> Reading { get; } = new ObjectReading<WebhookSyntax>(Shape, f => new WebhookSyntax
    {
        Http = s_http.Read(f),
        Secrets = f.GetOr(s_secrets, []),
        Envelope = f.GetOr(s_envelope, Envelope.Standard),
        TellsTrace = f.GetOr(s_trace, false),
        Delivery = s_delivery.Read(f),
    });
}
