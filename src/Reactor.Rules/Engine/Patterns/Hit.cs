namespace Reactor.Rules.Engine.Patterns;

/// <summary>An event that fits clauses of a pattern.</summary>
/// <param name="Seen">The event and its VM.</param>
/// <param name="Key">The key that those clauses give it.</param>
/// <param name="Clauses">The clauses, as bits by position.</param>
/// <param name="Distinct">The value of <c>distinct</c>, as JSON; null for none.</param>
internal readonly record struct Hit(SeenEvent Seen, RuleKey Key, ulong Clauses, string? Distinct)
{
    /// <summary>When it was seen, in ticks: what comes from another partition is taken in later.</summary>
    public long At => Seen.At.UtcTicks;

    public bool Fits(int clause) => (Clauses & (1UL << clause)) != 0;
}
