namespace Reactor.Actors.Status;

/// <summary>Reads the status of the running daemon. Safe from any thread; disturbs nobody.</summary>
public interface IRuntimeStatusSource
{
    /// <summary>The status now.</summary>
    RuntimeStatus Read();

    /// <summary>Whether it works now. Costs nothing, however many VMs there are: anybody may ask, as often as they like.</summary>
    RuntimeHealth ReadHealth();

    /// <summary>Commits written since the start. Costs nothing, however many VMs there are.</summary>
    long Commits { get; }

    /// <summary>What came and went. Costs little: it is asked for again and again while nothing else happens.</summary>
    RuntimeCounts ReadCounts();
}

/// <summary>What came and went since the start. What is forgotten with a VM or a target makes it smaller.</summary>
/// <param name="Events">Wanted events of the VMs that there are.</param>
/// <param name="Deliveries">Deliveries that the targets that there are took.</param>
public readonly record struct RuntimeCounts(long Events, long Deliveries);

/// <summary>Whether the daemon works.</summary>
/// <param name="Fault">What ended the runtime; null for nothing.</param>
/// <param name="Writable">Whether the last write to the store succeeded.</param>
public sealed record RuntimeHealth(string? Fault, bool Writable);
