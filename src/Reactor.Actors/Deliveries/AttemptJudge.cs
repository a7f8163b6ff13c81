using Reactor.Reactions.Answers;
using Reactor.Reactions.Retries;
using Reactor.Rules.Configuration;
using Reactor.Store;

namespace Reactor.Actors.Deliveries;

/// <summary>Decides what follows from an attempt. Pure.</summary>
internal static class AttemptJudge
{
    private const int TooManyRequests = 429;
    private const int ServiceUnavailable = 503;

    /// <summary>Whether the target asks never to be called again.</summary>
    public static bool IsGone(SendResult sent) => Meaning(sent) == AnswerMeaning.Gone;

    /// <summary>Whether the attempt says that the target works, or that it doesn't; null where it says neither.</summary>
    /// <remarks>A refusal of this one message comes from a target that works. Where it refuses whoever asks, the next message fares no better.</remarks>
    public static bool? TargetWorks(SendResult sent) => (Meaning(sent), sent.Status) switch
    {
        (AnswerMeaning.Gone, _) => null,
        (AnswerMeaning.Delivered, _) => true,
        _ when sent.IsForSome => true,
        (_, 401 or 403 or 404 or 407 or 408 or 425 or TooManyRequests) => false,
        (AnswerMeaning.Refused, _) or (_, >= 400 and < 500) => true,
        _ => false,
    };

    /// <summary>The outcome to be written.</summary>
    /// <param name="claim">The delivery and the attempt's number.</param>
    /// <param name="retry">The target's schedule.</param>
    /// <param name="sent">What came of the attempt.</param>
    /// <param name="now">When it ended. Engine time.</param>
    /// <param name="wall">The same on the wall clock, with which a target's date is compared.</param>
    /// <param name="jitter">At random in [0, 1).</param>
    public static AttemptResult Judge(
        ClaimedDelivery claim, RetryOptions retry, SendResult sent, DateTimeOffset now, DateTimeOffset wall, double jitter)
    {
        AttemptResult Outcome(AttemptOutcome outcome, string detail, DateTimeOffset? nextAt = null) =>
            new(claim.Delivery.WebhookId, claim.Attempt, outcome, now, sent.Duration, sent.Status, detail, nextAt);

        var meaning = Meaning(sent);
        if (meaning == AnswerMeaning.Delivered)
            return Outcome(AttemptOutcome.Delivered, sent.Detail);
        if (meaning == AnswerMeaning.Refused)
            return Outcome(AttemptOutcome.Dead, $"given up, the target refuses it as it is: {sent.Detail}");
        if (meaning == AnswerMeaning.Gone)
            return Outcome(AttemptOutcome.Dead, $"given up, 410 asks never to be called again: {sent.Detail}");

        var asked = sent.Status is TooManyRequests or ServiceUnavailable ? RetryAfter.Parse(sent.RetryAfter, wall, retry.BackoffMax) : null;
        return RetrySchedule.Next(claim.Try, retry, jitter, asked) is RetryDecision.Again again
            ? Outcome(AttemptOutcome.Retry, sent.Detail, now + again.Delay)
            : Outcome(AttemptOutcome.Dead, $"given up after {claim.Try} {(claim.Try == 1 ? "attempt" : "attempts")}: {sent.Detail}");
    }

    private static AnswerMeaning Meaning(SendResult sent) => sent.Meaning ?? TargetAnswers.OfHttp(null, sent.Status, "");
}
