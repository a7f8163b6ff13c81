using System.Collections.Immutable;
using Reactor.Store.Sqlite;
using Reactor.Store.Sqlite.Writing;

namespace Reactor.Store;

/// <content>Pauses of actions.</content>
public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<PauseOutcome> PauseAsync(ActionPause pause, AuditRow audit)
    {
        ArgumentNullException.ThrowIfNull(pause);
        ArgumentNullException.ThrowIfNull(audit);
        return _writer.Enqueue(OperationKind.Durable, 1024, session => ActionPauses.Pause(session.Database, session.Epoch, pause, audit));
    }

    /// <inheritdoc/>
    public Task<ActionPause?> ResumeAsync(string? id, ActionScope scope, AuditRow audit)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ArgumentNullException.ThrowIfNull(audit);
        return _writer.Enqueue(OperationKind.Durable, 1024, session => ActionPauses.Resume(session.Database, session.Epoch, id, scope, audit));
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<ActionPause>> PausesAsync() =>
        _writer.Enqueue(OperationKind.Read, 0, session => ActionPauses.Read(session.Database));

    /// <inheritdoc/>
    public Task<ActionPause?> BeginStepAsync(string step, DateTimeOffset now) =>

        // The power may take the mark, not the pause: what was begun then is in doubt anyway.
        _writer.Enqueue(OperationKind.Volatile, 0, session => ActionPauses.BeginStep(session.Database, session.Epoch, step, now));
}
