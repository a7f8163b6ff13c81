namespace Reactor.Store.Sqlite;

/// <summary>
/// What was written and isn't on the disk yet, though it is to be: what came of attempts. Under load the next commit takes it along, so it costs no sync of its own
/// that this commit would have to wait for; while nothing else comes it is synced for itself. Belongs to the writer's thread.
/// </summary>
internal sealed class SyncDebt(TimeProvider time)
{
    /// <summary>Longest until it is synced. After a power failure within it an attempt that had succeeded is made again, under the same id.</summary>
    public static readonly TimeSpan Within = TimeSpan.FromMilliseconds(20);

    private long? _since;

    /// <summary>How long it may wait yet; null for nothing that waits.</summary>
    public TimeSpan? Left => _since is { } since ? Within - time.GetElapsedTime(since) : null;

    /// <summary>Whether what is written next is to be synced in any case.</summary>
    public bool IsDue => Left <= TimeSpan.Zero;

    /// <summary>A transaction was committed.</summary>
    /// <param name="isSynced">Whether it is on the disk, and all before it.</param>
    /// <param name="isOwed">Whether it is to be.</param>
    public void Committed(bool isSynced, bool isOwed)
    {
        if (isSynced)
            _since = null;
        else if (isOwed)
            _since ??= time.GetTimestamp();
    }
}
