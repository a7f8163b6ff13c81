namespace Reactor.Reactions.Commits;

/// <summary>
/// The intent of a step: committed before anything of it is done. Its result comes back as an <see cref="InboxRow"/> of kind
/// <see cref="InboxKinds.StepResult"/>. Kept for the audit.
/// </summary>
public sealed record StepRow
{
    /// <summary>Hash of (firing id, action path, attempt); starts with <c>s_</c>. A step is carried out at most once under one id.</summary>
    public required string Id { get; init; }

    /// <summary>The partition whose run it belongs to: that of its commit, as the store gives it back.</summary>
    public int Partition { get; init; }

    /// <summary>The firing it follows from.</summary>
    public required string FiringId { get; init; }

    /// <summary>The rule's name.</summary>
    public required string Rule { get; init; }

    /// <summary>Path of the action in its rule, such as <c>then[2].qmp</c>.</summary>
    public required string ActionPath { get; init; }

    /// <summary><c>gather</c>, <c>qmp</c> or <c>exec</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The VM's key.</summary>
    public required string VmId { get; init; }

    /// <summary>The VM's name, for people.</summary>
    public required string VmName { get; init; }

    /// <summary>When it was decided. Engine time.</summary>
    public required DateTimeOffset IntendedAt { get; init; }

    /// <summary>What to do, all texts rendered: versioned UTF-8 JSON.</summary>
    public required ReadOnlyMemory<byte> Request { get; init; }

    /// <summary>The budget that is taken from in the transaction of this row; null: none. Where it is spent the step is not carried out and its result is <c>budget_exceeded</c>.</summary>
    public BudgetTake? Budget { get; init; }

    /// <summary>What it ended with at once, for people to read: it is held, and nobody carries it out. Null: it is to be carried out.</summary>
    public Steps.StepResult? Ended { get; init; }
}

/// <summary>One taking from a budget: at most so many in any span of the given length.</summary>
/// <param name="Name">The budget's name.</param>
/// <param name="Key">Its key as JSON: the values of its <c>by</c>.</param>
/// <param name="Max">How many.</param>
/// <param name="Per">The span.</param>
public sealed record BudgetTake(string Name, string Key, int Max, TimeSpan Per);
