using Reactor.Reactions.Commits;
using Reactor.Rules.Engine;

namespace Reactor.Reactions.Partitions;

/// <summary>A partition's state as one row: that of its engine. Alerts are rows of their own.</summary>
internal static class PartitionSnapshot
{
    /// <summary>The version that is written; every one up to it is read.</summary>
    public const int Version = 1;

    public static SnapshotRow Take(IRuleEngine engine, long sequence) => new(sequence, Version, engine.Snapshot());

    public static void Restore(IRuleEngine engine, SnapshotRow snapshot)
    {
        if (snapshot.Version is < 1 or > Version)
        {
            throw new InvalidDataException(
                $"The stored state has version {snapshot.Version}; this program reads up to {Version}. Run the version of Reactor that wrote it, or a newer one.");
        }

        try
        {
            engine.Restore(snapshot.State);
        }
        catch (EngineSnapshotException e)
        {
            throw new InvalidDataException(
                $"The stored state at input {snapshot.Sequence} can't be read: {e.Message}. Restore the store from a backup, or run the version of Reactor that wrote it.", e);
        }
    }
}
