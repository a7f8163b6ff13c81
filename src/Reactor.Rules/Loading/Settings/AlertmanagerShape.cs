using Reactor.Rules.Configuration;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of a target's <c>alertmanager</c>.</summary>
internal static class AlertmanagerShape
{
    public static readonly Shape Shape = new("an Alertmanager target");

    private static readonly HttpKeys s_http = new(Shape, "The Alertmanager's address, such as http://127.0.0.1:9093, with its path prefix where it has one.");
    private static readonly Key<TimeSpan> s_resend = Shape.Optional(
        "resend", Scalars.Duration(TimeSpan.FromSeconds(10), TimeSpan.FromHours(1)), "How often it is told that an alert still fires. It forgets one that it has not heard of for four times as long; default 1m.");
    private static readonly Key<Uri> s_generator = Shape.Optional("generator_url", HttpReadings.Url, "Where the `Source` link of its alerts leads; default: nowhere.");
    private static readonly DeliveryKeys s_delivery = new(Shape);

    public static Reading<AlertmanagerSyntax> Reading { get; } = new ObjectReading<AlertmanagerSyntax>(Shape, f => new AlertmanagerSyntax(
        f.GetOr(s_resend, new AlertmanagerTarget("").ResendEvery), f.Get(s_generator))
    {
        Http = s_http.Read(f),
        Delivery = s_delivery.Read(f),
    });
}
