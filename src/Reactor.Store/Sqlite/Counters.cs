namespace Reactor.Store.Sqlite;

/// <summary>Counts on the writer's thread, read from any.</summary>
internal sealed class Counters
{
    private volatile StoreStatistics _now = new(0, 0, 0, 0, 0, 0, 0, 0, 0);

    public StoreStatistics Read() => _now;

    public void Committed(bool isSynced, int operations, int duplicates, int held, int muted) =>
        _now = _now with
        {
            Transactions = _now.Transactions + 1, Syncs = _now.Syncs + (isSynced ? 1 : 0), Operations = _now.Operations + operations, DuplicatesIgnored = _now.DuplicatesIgnored + duplicates,
            DeliveriesHeld = _now.DeliveriesHeld + held, DeliveriesMuted = _now.DeliveriesMuted + muted,
        };

    public void Failed() => _now = _now with { Failures = _now.Failures + 1 };

    public void Checkpointed(bool whole) =>
        _now = _now with { Checkpoints = _now.Checkpoints + (whole ? 1 : 0), CheckpointsHeldBack = _now.CheckpointsHeldBack + (whole ? 0 : 1) };
}
