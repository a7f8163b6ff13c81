using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of a target's <c>pagerduty</c>.</summary>
internal static class PagerDutyShape
{
    public static readonly Shape Shape = new("a PagerDuty target");

    private static readonly OwnSecretKeys s_key = new(Shape, "routing_key", "the service's integration key (Events API v2)", isRequired: true);
    private static readonly HttpKeys s_http = new(Shape, "Where events go; default https://events.pagerduty.com/v2/enqueue.");
    private static readonly DeliveryKeys s_delivery = new(Shape);

    public static Reading<PagerDutySyntax> Reading { get; } = new ObjectReading<PagerDutySyntax>(Shape, f => new PagerDutySyntax(s_key.Read(f))
    {
        Http = s_http.Read(f),
        Delivery = s_delivery.Read(f),
    });
}
