namespace Reactor.Actors.Status;

/// <summary>What was counted of a rule: all that only grows.</summary>
/// <param name="Evaluated">How often it had to be decided: events of a name in its <c>when</c>, and looks at a VM's state for a rule over that.</param>
/// <param name="Matched">Matches.</param>
/// <param name="Limited">Matches held back by its limit.</param>
/// <param name="Errors">Expressions that failed.</param>
/// <param name="Dropped">Keys dropped and deadlines refused because there were too many.</param>
public sealed record RuleTotals(long Evaluated, long Matched, long Limited, long Errors, long Dropped)
{
    /// <summary>Nothing.</summary>
    public static RuleTotals None { get; } = new(0, 0, 0, 0, 0);

    /// <summary>Matches that acted.</summary>
    public long Fired => Matched - Limited;

    /// <summary>Both together.</summary>
    /// <param name="other">Of the same rule.</param>
    public RuleTotals Plus(RuleTotals other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new RuleTotals(Evaluated + other.Evaluated, Matched + other.Matched, Limited + other.Limited, Errors + other.Errors, Dropped + other.Dropped);
    }
}
