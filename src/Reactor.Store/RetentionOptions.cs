namespace Reactor.Store;

/// <summary>How long what is kept for people stays.</summary>
public sealed record RetentionOptions
{
    /// <summary>Age of the oldest event kept. Default 30 days.</summary>
    public TimeSpan Events { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Age, counted from their end, of the oldest ended deliveries (with their attempts), resolved alerts, silences, maintenances and firings kept. Default 90 days.</summary>
    public TimeSpan Deliveries { get; init; } = TimeSpan.FromDays(90);

    /// <summary>Most events kept, whatever their age: the oldest go first. Default 1,000,000.</summary>
    public long EventRows { get; init; } = 1_000_000;

    /// <summary>Age of the oldest row of the audit kept. Default 400 days: a year is looked back over.</summary>
    public TimeSpan Audit { get; init; } = TimeSpan.FromDays(400);

    /// <summary>Most rows of the audit kept, whatever their age: the oldest go first. Default 1,000,000.</summary>
    public long AuditRows { get; init; } = 1_000_000;
}

/// <summary>What a <see cref="IReactorStore.PruneAsync"/> removed.</summary>
/// <param name="Events">Events, by age or by number.</param>
/// <param name="Deliveries">Ended deliveries.</param>
/// <param name="Alerts">Resolved alerts.</param>
/// <param name="Firings">Firings.</param>
/// <param name="Inputs">Logged inputs below a snapshot.</param>
public sealed record PruneResult(long Events, long Deliveries, long Alerts, long Firings, long Inputs);
