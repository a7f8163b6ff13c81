using System.Collections.Immutable;
using Reactor.Store.Sqlite;
using Reactor.Store.Sqlite.Writing;

namespace Reactor.Store;

/// <content>What operators do that partitions are to take in.</content>
public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<ImmutableArray<string>> ActAsync(OperatorAct act)
    {
        ArgumentNullException.ThrowIfNull(act);
        return _writer.Enqueue(OperationKind.Durable, 1024 + act.Inbox.Sum(row => 200L + row.Payload.Length), session =>
        {
            foreach (var row in act.Audit)
                AuditTrail.Insert(session.Database, session.Epoch, row);
            if (act.Begins is { } begins)
                Holds.Insert(session.Database, begins);
            if (act.Ends is { } ends)
                Holds.End(session.Database, ends);
            if (act.Begins is not null || act.Ends is not null)
                session.Holds.Forget();
            foreach (var row in act.Inbox)
                session.Duplicates += 1 - Inbox.Insert(session.Database, row);
            return act.Ends is { } over ? HeldDeliveries.Release(session, over.Id, null) : [];
        });
    }
}
