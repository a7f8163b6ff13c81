namespace Reactor.Rules.Configuration;

/// <summary>How long the store keeps what is over: <c>store.retention</c>. What is pending, open or under way is kept whatever its age.</summary>
public sealed record RetentionConfiguration
{
    /// <summary>Events. Default 30 days.</summary>
    public TimeSpan Events { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Most events, whatever their age: the oldest go first. Default 1,000,000.</summary>
    public int EventRows { get; init; } = 1_000_000;

    /// <summary>Firings and what came of them, counted from their end: deliveries with their attempts, alerts, steps, silences and maintenances. Default 90 days.</summary>
    public TimeSpan Deliveries { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Dead letters, counted from when they were given up. Default 90 days.</summary>
    public TimeSpan DeadLetters { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Records, counted from when they were last written; null: for ever. Default null.</summary>
    public TimeSpan? Records { get; init; }

    /// <summary>The audit. Default 400 days: a year is looked back over.</summary>
    public TimeSpan Audit { get; init; } = TimeSpan.FromDays(400);

    /// <summary>Most rows of the audit, whatever their age: the oldest go first. Default 1,000,000.</summary>
    public int AuditRows { get; init; } = 1_000_000;
}
