using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of a target's <c>slack</c>.</summary>
internal static class SlackShape
{
    public static readonly Shape Shape = new("a Slack target");

    private static readonly HttpKeys s_http = new(Shape, "The incoming webhook's URL. It is a secret: `url_file` or `url_secret` keep it one.");
    private static readonly DeliveryKeys s_delivery = new(Shape);

    public static Reading<SlackSyntax> Reading { get; } = new ObjectReading<SlackSyntax>(Shape, f => new SlackSyntax { Http = s_http.Read(f), Delivery = s_delivery.Read(f) });
}

/// <summary>The keys of a target's <c>teams</c>.</summary>
internal static class TeamsShape
{
    public static readonly Shape Shape = new("a Teams target");

    private static readonly HttpKeys s_http = new(Shape, "The URL of the workflow's webhook. It is a secret: `url_file` or `url_secret` keep it one.");
    private static readonly DeliveryKeys s_delivery = new(Shape);

    public static Reading<TeamsSyntax> Reading { get; } = new ObjectReading<TeamsSyntax>(Shape, f => new TeamsSyntax { Http = s_http.Read(f), Delivery = s_delivery.Read(f) });
}
