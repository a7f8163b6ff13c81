namespace Reactor.Reactions.Answers;

/// <summary>What a target's answer means for the delivery.</summary>
public enum AnswerMeaning
{
    /// <summary>It arrived.</summary>
    Delivered,

    /// <summary>It may arrive later.</summary>
    TryAgain,

    /// <summary>It is refused as it is, and would be again: it is given up.</summary>
    Refused,

    /// <summary>The target asks never to be called again.</summary>
    Gone,
}
