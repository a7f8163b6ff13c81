namespace Reactor.Actors.Partitions;

/// <summary>What a partition may take.</summary>
internal enum Take
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>Rows of its inbox that are in memory: they go before what is over.</summary>
    Rows,

    /// <summary>Rows of its inbox that the store has: they go before it too, and are to be loaded.</summary>
    Load,

    /// <summary>What is over, and the rows that were too early: perhaps they are not any more.</summary>
    Time,
}

/// <summary>
/// What a partition may take next of what time brings, and when it is to be asked again if nothing else does: rows have their turn, and a load or a
/// durable commit asks again. Decided here alone, for who takes as for who arranges to be woken: what one of them forgot stood still for ever.
/// </summary>
/// <param name="Take">What.</param>
/// <param name="AskAgainAt">When; null where something else asks, or nothing is to come.</param>
internal readonly record struct NextTake(Take Take, DateTimeOffset? AskAgainAt)
{
    /// <summary>While something is on its way to fleet rules, they are asked again so often.</summary>
    internal static readonly TimeSpan HorizonAgain = TimeSpan.FromMilliseconds(10);

    /// <summary>Decides it.</summary>
    /// <param name="due">When something is due; null for never.</param>
    /// <param name="isInMemory">Whether rows wait in memory.</param>
    /// <param name="isInStore">Whether the store has rows that were not loaded.</param>
    /// <param name="isEarly">Whether rows were given and were too early.</param>
    /// <param name="now">Engine time.</param>
    /// <param name="passedTo">How far time has passed for fleet rules; null: these are not such.</param>
    public static NextTake Of(DateTimeOffset? due, bool isInMemory, bool isInStore, bool isEarly, DateTimeOffset now, DateTimeOffset? passedTo)
    {
        if (!(due < now) && !isEarly)
            return new(Take.Nothing, due);
        if (isInMemory)
            return new(Take.Rows, null);
        // Also where they fill the memory, so that nothing more is loaded.
        if (isEarly)
            return new(Take.Time, now + HorizonAgain);
        if (isInStore)
            return new(Take.Load, null);
        return passedTo is not { } horizon ? new(Take.Time, due)
            : new(due < horizon ? Take.Time : Take.Nothing, now + HorizonAgain);
    }
}
