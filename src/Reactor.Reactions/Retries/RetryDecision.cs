namespace Reactor.Reactions.Retries;

/// <summary>What follows from a failed attempt.</summary>
public abstract record RetryDecision
{
    private RetryDecision()
    {
    }

    /// <summary>Try again after a delay.</summary>
    /// <param name="Delay">Counted from the end of the failed attempt.</param>
    public sealed record Again(TimeSpan Delay) : RetryDecision;

    /// <summary>No attempt is left: the delivery becomes a dead letter.</summary>
    public sealed record GiveUp : RetryDecision
    {
        /// <summary>The only one.</summary>
        public static readonly GiveUp Instance = new();
    }
}
