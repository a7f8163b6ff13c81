using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Rules.Configuration;
using Reactor.Store.Sqlite;
using Reactor.Store.Sqlite.Writing;

namespace Reactor.Store;

/// <summary>
/// The store in one SQLite file. Operations that wait are written together in one transaction; one that is wrong in itself fails
/// alone, a disk that refuses fails all of them. After a full disk or a lock has gone the store goes on by itself.
/// </summary>
public sealed partial class SqliteStore : IReactorStore
{
    private readonly Writer _writer;

    private SqliteStore(string path, Writer writer)
    {
        Path = path;
        _writer = writer;
    }

    /// <summary>The file, absolute.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public long Epoch => _writer.Epoch;

    /// <summary>Counters since the store was opened.</summary>
    public StoreStatistics Statistics => _writer.Statistics;

    /// <summary>Why nothing is written any more; null while something may be.</summary>
    public StoreUnavailableException? Final => _writer.Final;

    /// <inheritdoc/>
    public StoreUnavailableException? Trouble => _writer.Trouble;

    /// <summary>
    /// Opens the store, making the file and its folder where there are none, and brings an older file to this version's form (a copy
    /// named <c>PATH.vN.bak</c> is made first). Takes <c>PATH.lock</c> and a new epoch.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="cancellationToken">Gives up before the file is touched; not later.</param>
    /// <exception cref="StoreUnavailableException">Held by another daemon, read-only, damaged, written by a newer version.</exception>
    public static async Task<SqliteStore> OpenAsync(string path, StoreOptions options, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string absolute = System.IO.Path.GetFullPath(path);
        return new SqliteStore(absolute, await Writer.StartAsync(absolute, options).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public Task<Appended> AppendAsync(ImmutableArray<Commit> group)
    {
        long weight = 0;
        var kind = OperationKind.Volatile;
        foreach (var commit in group)
        {
            weight += commit.ApproximateBytes;
            kind = commit.IsJournal ? kind : OperationKind.Durable;
        }

        return _writer.Enqueue(kind, weight, session =>
        {
            var appended = new AppendedDeliveries();
            foreach (var commit in group)
                CommitWriter.Write(session, commit, appended);
            return appended.ToAppended();
        });
    }

    /// <inheritdoc/>
    public Task<PartitionRecovery> RecoverAsync(int partition) =>
        _writer.Enqueue(OperationKind.Read, 0, session => Recovery.Read(session.Database, partition));

    /// <inheritdoc/>
    public Task<ImmutableArray<InboxRow>> InboxAsync(int partition, int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        return _writer.Enqueue(OperationKind.Read, 0, session => Inbox.First(session.Database, partition, max));
    }

    /// <inheritdoc/>
    public Task AddInboxAsync(ImmutableArray<InboxRow> rows) =>
        _writer.Enqueue(OperationKind.Durable, rows.Sum(row => (long)row.Payload.Length), session =>
        {
            foreach (var row in rows)
                session.Duplicates += 1 - Inbox.Insert(session.Database, row);
            return true;
        });

    /// <inheritdoc/>
    public Task<ImmutableArray<VmStateRow>> VmsAsync() =>
        _writer.Enqueue(OperationKind.Read, 0, session => VmRows.Read(session.Database));

    /// <inheritdoc/>
    public Task<SavedConfiguration?> SavedConfigurationAsync() =>
        _writer.Enqueue(OperationKind.Read, 0, session => SavedConfigurations.Read(session.Database));

    /// <inheritdoc/>
    public Task SaveConfigurationAsync(SavedConfiguration configuration) =>
        _writer.Enqueue(OperationKind.Durable, configuration.Files.Sum(file => 2L * file.Value.Length), session =>
        {
            SavedConfigurations.Write(session.Database, configuration);
            return true;
        });

    /// <inheritdoc/>
    public async Task<PruneResult> PruneAsync(DateTimeOffset now, RetentionConfiguration options, CancellationToken cancellationToken)
    {
        var others = now - options.Deliveries;
        await InChunks(s => StepQueue.EndedBefore(s.Database, others, Retention.Chunk)).ConfigureAwait(false);
        await InChunks(s => Budgets.Before(s.Database, now, Retention.Chunk)).ConfigureAwait(false);
        await InChunks(s => Holds.Before(s.Database, others, Retention.Chunk)).ConfigureAwait(false);
        var audit = await InChunks(s => AuditTrail.Before(s.Database, now - options.Audit, Retention.Chunk)).ConfigureAwait(false)
            + await InChunks(s => AuditTrail.Beyond(s.Database, options.AuditRows, Retention.Chunk)).ConfigureAwait(false);
        var events = await InChunks(s => Retention.EventsBefore(s.Database, now - options.Events)).ConfigureAwait(false)
            + await InChunks(s => Retention.EventsBeyond(s.Database, options.EventRows)).ConfigureAwait(false);
        // Firings last: they stay with what came of them.
        var deliveries = await InSweep(Retention.DeliveriesBefore(others)).ConfigureAwait(false);
        var deadLetters = await InSweep(Retention.DeadLettersBefore(now - options.DeadLetters)).ConfigureAwait(false);
        var alerts = await InChunks(s => Retention.AlertsBefore(s.Database, others)).ConfigureAwait(false);
        var firings = await InSweep(Retention.FiringsBefore(others)).ConfigureAwait(false);
        var records = options.Records is { } kept ? await InChunks(s => Retention.RecordsBefore(s.Database, now - kept)).ConfigureAwait(false) : 0;
        var inputs = await InChunks(s => Retention.InputsBelowSnapshots(s.Database)).ConfigureAwait(false);
        return new PruneResult(events, deliveries, alerts, firings, inputs) { DeadLetters = deadLetters, Records = records, Audit = audit };

        async Task<long> InChunks(Func<Session, int> chunk)
        {
            long removed = 0;
            int last;
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                last = await _writer.Enqueue(OperationKind.Durable, 0, chunk).ConfigureAwait(false);
                removed += last;
            }
            while (last >= Retention.Chunk);
            return removed;
        }

        async Task<long> InSweep(Sweep sweep)
        {
            long removed = 0;
            while (!sweep.IsOver)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var swept = await _writer.Enqueue(OperationKind.Durable, 0, session => sweep.Next(session.Database)).ConfigureAwait(false);
                sweep.GoOn(swept);
                removed += swept.Gone;
            }

            return removed;
        }
    }

    /// <summary>Writes what waits, carries the log over into the file and gives up the lock.</summary>
    public async ValueTask DisposeAsync() => await _writer.CloseAsync().ConfigureAwait(false);
}
