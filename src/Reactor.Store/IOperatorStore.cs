using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;

namespace Reactor.Store;

/// <summary>What operators do that partitions are to take in.</summary>
public interface IOperatorStore
{
    /// <summary>Writes all of it in one transaction. Durable when the task completes. Refused with <see cref="InvalidOperationException"/> where a hold of that id is there already.</summary>
    /// <returns>Targets with deliveries that were held, and may go.</returns>
    Task<ImmutableArray<string>> ActAsync(OperatorAct act);
}

/// <summary>Something that an operator does, whole.</summary>
public sealed record OperatorAct
{
    /// <summary>Its rows of the audit.</summary>
    public required ImmutableArray<AuditRow> Audit { get; init; }

    /// <summary>A silence or a maintenance that begins.</summary>
    public HoldRow? Begins { get; init; }

    /// <summary>One that ends.</summary>
    public HoldEnd? Ends { get; init; }

    /// <summary>What partitions are to take in.</summary>
    public ImmutableArray<InboxRow> Inbox { get; init; } = [];
}

/// <summary>A silence or a maintenance as it was asked for.</summary>
/// <param name="Hold">It.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="Uid">The user that asked, as the kernel told.</param>
/// <param name="Pid">The process that asked.</param>
public sealed record HoldRow(Hold Hold, DateTimeOffset CreatedAt, long? Uid, long? Pid);

/// <summary>The end of one by hand.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">When.</param>
/// <param name="By">Who ended it.</param>
public sealed record HoldEnd(string Id, DateTimeOffset At, string By);
