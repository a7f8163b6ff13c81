using Reactor.Reactions.Answers;

namespace Reactor.Actors.Deliveries;

/// <summary>What came of sending a request once.</summary>
/// <param name="Status">HTTP status, or SMTP reply code; null where there was no answer.</param>
/// <param name="Detail">For people: the answer's excerpt or the error. Bounded, control characters escaped, free of secrets.</param>
/// <param name="RetryAfter">The header of that name as it came; null where there was none.</param>
/// <param name="Duration">How long it took.</param>
internal sealed record SendResult(int? Status, string Detail, string? RetryAfter, TimeSpan Duration)
{
    /// <summary>The beginning of the answer's body as it came, for the judgement by the target's kind: never shown.</summary>
    public string Answer { get; init; } = "";

    /// <summary>Some of those whom it is for have it by now, and others are tried again.</summary>
    public bool IsForSome { get; init; }

    /// <summary>What the answer means; null: what a webhook's would.</summary>
    public AnswerMeaning? Meaning { get; init; }
}
