namespace Reactor.Rules.Configuration;

/// <summary>How many attempts at a target may begin: so many in a span, evenly refilled, and after a pause as many at once.</summary>
/// <param name="Count">How many; at least 1.</param>
/// <param name="Per">The span.</param>
public sealed record DeliveryRate(int Count, TimeSpan Per);

/// <summary>When a target that fails is left alone. While it is, deliveries wait and spend no attempts; then one tries whether it works again.</summary>
public sealed record BreakerOptions
{
    /// <summary>Failed attempts without a success between them. Default 5.</summary>
    public int Failures { get; init; } = 5;

    /// <summary>How long it is left alone first; doubled each time that it still fails. Default 10 s.</summary>
    public TimeSpan OpenMin { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long at the most. Default 5 min.</summary>
    public TimeSpan OpenMax { get; init; } = TimeSpan.FromMinutes(5);
}
