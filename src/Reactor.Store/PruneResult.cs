namespace Reactor.Store;

/// <summary>What a <see cref="IReactorStore.PruneAsync"/> removed.</summary>
/// <param name="Events">Events, by age or by number.</param>
/// <param name="Deliveries">Ended deliveries, dead letters apart.</param>
/// <param name="Alerts">Resolved alerts.</param>
/// <param name="Firings">Firings.</param>
/// <param name="Inputs">Logged inputs below a snapshot.</param>
public sealed record PruneResult(long Events, long Deliveries, long Alerts, long Firings, long Inputs)
{
    /// <summary>Nothing.</summary>
    public static PruneResult None { get; } = new(0, 0, 0, 0, 0);

    /// <summary>Dead letters.</summary>
    public long DeadLetters { get; init; }

    /// <summary>Rows of record tables.</summary>
    public long Records { get; init; }

    /// <summary>Rows of the audit, by age or by number.</summary>
    public long Audit { get; init; }

    /// <summary>Both together.</summary>
    public PruneResult Plus(PruneResult other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new(Events + other.Events, Deliveries + other.Deliveries, Alerts + other.Alerts, Firings + other.Firings, Inputs + other.Inputs)
        {
            DeadLetters = DeadLetters + other.DeadLetters,
            Records = Records + other.Records,
            Audit = Audit + other.Audit,
        };
    }
}
