namespace Reactor.Rules.Configuration;

/// <summary>A Prometheus Alertmanager, by its API v2. It holds an alert for firing as long as it is told so, again and again.</summary>
/// <param name="Name">The name that rules and routes use.</param>
public sealed record AlertmanagerTarget(string Name) : HttpTarget(Name)
{
    /// <inheritdoc/>
    public override string Kind => "alertmanager";

    /// <inheritdoc/>
    public override bool KeepsAlerts => true;

    /// <summary>How often it is told that an alert still fires. Default 1 min.</summary>
    public TimeSpan ResendEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Where its alerts' <c>Source</c> link leads; null for nowhere.</summary>
    public Uri? GeneratorUrl { get; init; }

    /// <inheritdoc/>
    public override TimeSpan? Resend => ResendEvery;

    /// <summary>How long it holds an alert for firing without hearing of it: so many re-sends may be lost.</summary>
    public TimeSpan Lifetime => ResendEvery * 4;
}
