using Reactor.Store.Sqlite;
using Reactor.Store.Sqlite.Writing;

namespace Reactor.Store;

/// <content>What operators had done.</content>
public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task AddAuditAsync(AuditRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return _writer.Enqueue(OperationKind.Durable, 512 + (row.Arguments?.Length ?? 0), session =>
        {
            AuditTrail.Insert(session.Database, session.Epoch, row);
            return true;
        });
    }

    /// <inheritdoc/>
    public Task<int> EndInterruptedAuditsAsync(DateTimeOffset now) =>
        _writer.Enqueue(OperationKind.Durable, 0, session => AuditTrail.EndInterrupted(session.Database, session.Epoch, now));

    /// <inheritdoc/>
    public Task CompleteAuditAsync(string id, string outcome, string? detail, DateTimeOffset at) =>
        _writer.Enqueue(OperationKind.Durable, 512, session =>
        {
            AuditTrail.Complete(session.Database, session.Epoch, id, outcome, detail, at);
            return true;
        });
}
