using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Store.Sqlite;
using Reactor.Store.Sqlite.Writing;

namespace Reactor.Store;

/// <content>Steps.</content>
public sealed partial class SqliteStore
{
    /// <inheritdoc/>
    public Task<StepClaims> ClaimStepsAsync(StepRoom commands, StepRoom programs, DateTimeOffset now)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(commands.Free);
        ArgumentOutOfRangeException.ThrowIfNegative(programs.Free);

        // Durable: a claim that is lost with the power would be given out again.
        return _writer.Enqueue(OperationKind.Durable, 0, session => StepQueue.Claim(session, commands, programs, now));
    }

    /// <inheritdoc/>
    public Task PutBackStepsAsync(ImmutableArray<string> steps) =>
        _writer.Enqueue(OperationKind.Durable, 0, session => StepQueue.PutBack(session.Database, session.Epoch, steps));

    /// <inheritdoc/>
    public Task<InboxRow> CompleteStepAsync(StepResult result, DateTimeOffset at)
    {
        var json = StepResultJson.Write(result);
        return _writer.Enqueue(OperationKind.Durable, 2L * json.Length, session => StepQueue.Complete(session.Database, session.Epoch, result, json, at));
    }
}
