namespace Reactor.Rules.Configuration;

/// <summary>A service of PagerDuty, by Events API v2.</summary>
/// <param name="Name">The name that rules and routes use.</param>
public sealed record PagerDutyTarget(string Name) : HttpTarget(Name)
{
    /// <summary>Where events go unless told otherwise.</summary>
    public static Uri DefaultUrl { get; } = new("https://events.pagerduty.com/v2/enqueue");

    /// <inheritdoc/>
    public override string Kind => "pagerduty";

    /// <inheritdoc/>
    public override bool KeepsAlerts => true;

    /// <summary>Where the service's integration key is found.</summary>
    public required SecretSource RoutingKey { get; init; }

    /// <inheritdoc/>
    public override bool TakesAcknowledgements => true;
}
