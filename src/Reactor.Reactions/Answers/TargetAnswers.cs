using Reactor.Rules.Configuration;

namespace Reactor.Reactions.Answers;

/// <summary>
/// Judges answers, by the target's kind. A body never changes over attempts, so what a kind's documents say of a bad request is final; what may
/// be mended while a delivery waits (a wrong token, a service that is down) is tried again.
/// </summary>
public static class TargetAnswers
{
    private const int BadRequest = 400;
    private const int Forbidden = 403;
    private const int NotFound = 404;
    private const int Gone = 410;
    private const int TooLarge = 413;

    /// <summary>The meaning of an HTTP answer.</summary>
    /// <param name="target">The target; null for a webhook written in place, or one that is not configured any more.</param>
    /// <param name="status">The status; null where there was no answer.</param>
    /// <param name="body">The beginning of its body; empty for none.</param>
    public static AnswerMeaning OfHttp(TargetConfiguration? target, int? status, string body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return status switch
        {
            null => AnswerMeaning.TryAgain,
            >= 200 and < 300 => OfSuccess(target, body),
            Gone => AnswerMeaning.Gone,
            BadRequest or TooLarge => target is null or WebhookTarget ? AnswerMeaning.TryAgain : AnswerMeaning.Refused,
            // Slack's `no_service`, `invalid_token`, `channel_not_found`, `action_prohibited`: the webhook is no more, or not for this.
            Forbidden or NotFound => target is SlackTarget ? AnswerMeaning.Refused : AnswerMeaning.TryAgain,
            _ => AnswerMeaning.TryAgain,
        };
    }

    /// <summary>The meaning of an SMTP server's reply to a mail (RFC 5321, section 4.2.1).</summary>
    /// <param name="code">The reply's code; null where there was none.</param>
    public static AnswerMeaning OfSmtp(int? code) => code switch
    {
        >= 200 and < 300 => AnswerMeaning.Delivered,
        // Of the login (RFC 4954), not of the mail: the password may be mended meanwhile.
        530 or 534 or 535 or 538 => AnswerMeaning.TryAgain,
        >= 500 and < 600 => AnswerMeaning.Refused,
        _ => AnswerMeaning.TryAgain,
    };

    // Slack says `ok`; something in between that answers 200 with a page of its own hasn't delivered anything. Teams' older connectors answer 200
    // and tell in the text that the message was not taken.
    private static AnswerMeaning OfSuccess(TargetConfiguration? target, string body) => target switch
    {
        SlackTarget when body.Trim() != "ok" => AnswerMeaning.TryAgain,
        TeamsTarget when body.Contains("delivery failed", StringComparison.OrdinalIgnoreCase) =>
            body.Contains("413", StringComparison.Ordinal) ? AnswerMeaning.Refused : AnswerMeaning.TryAgain,
        _ => AnswerMeaning.Delivered,
    };
}
