using Reactor.Actors.Secrets;
using Reactor.Reactions.Answers;
using Reactor.Reactions.Commits;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.Deliveries;

/// <summary>Prepares, sends once, and judges the answer by the target's kind. What is foreseen to go wrong is a result.</summary>
internal sealed class DeliveryAttempt(WebhookRequestFactory requests, IWebhookSender sender, MailAttempt? mail = null)
{
    /// <summary>Makes the attempt, which belongs to no trace.</summary>
    public Task<SendResult> RunAsync(DeliveryRow delivery, TargetConfiguration? target, DateTimeOffset at, CancellationToken ct) => RunAsync(delivery, target, at, null, ct);

    /// <summary>Makes the attempt.</summary>
    /// <param name="delivery">What to send.</param>
    /// <param name="target">The named target's settings; null for a webhook written in place.</param>
    /// <param name="at">Wall-clock time of the attempt, for the signature.</param>
    /// <param name="traceParent">What the receiver is told of its trace; null for nothing.</param>
    /// <param name="ct">Gives it up; thrown then.</param>
    public async Task<SendResult> RunAsync(DeliveryRow delivery, TargetConfiguration? target, DateTimeOffset at, string? traceParent, CancellationToken ct)
    {
        var named = delivery.Inline is null ? target : null;
        try
        {
            if (named is EmailTarget email && mail is not null)
                return await mail.RunAsync(delivery, email, ct).ConfigureAwait(false);
            var request = await requests.CreateAsync(delivery, named, at, named is null ? null : traceParent, ct).ConfigureAwait(false);
            var sent = await sender.SendAsync(request, ct).ConfigureAwait(false);
            return sent with { Meaning = TargetAnswers.OfHttp(named, sent.Status, sent.Answer) };
        }
        catch (Exception e) when (e is SecretUnavailableException or InvalidRequestException)
        {
            return new SendResult(null, Excerpt.Of("not sent: " + e.Message, []), null, TimeSpan.Zero);
        }
    }
}
