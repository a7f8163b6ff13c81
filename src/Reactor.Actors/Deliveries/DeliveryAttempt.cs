using Reactor.Actors.Secrets;
using Reactor.Reactions.Commits;
using Reactor.Rules.Configuration;

namespace Reactor.Actors.Deliveries;

/// <summary>Prepares and sends once. What is foreseen to go wrong is a result.</summary>
internal sealed class DeliveryAttempt(WebhookRequestFactory requests, IWebhookSender sender)
{
    /// <summary>Makes the attempt.</summary>
    /// <param name="delivery">What to send.</param>
    /// <param name="target">The named target's settings; null for a webhook written in place.</param>
    /// <param name="at">Wall-clock time of the attempt, for the signature.</param>
    /// <param name="ct">Gives it up; thrown then.</param>
    public async Task<SendResult> RunAsync(DeliveryRow delivery, WebhookTarget? target, DateTimeOffset at, CancellationToken ct)
    {
        WebhookRequest request;
        try
        {
            request = await requests.CreateAsync(delivery, target, at, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SecretUnavailableException or InvalidRequestException)
        {
            return new SendResult(null, Excerpt.Of("not sent: " + e.Message, []), null, TimeSpan.Zero);
        }

        return await sender.SendAsync(request, ct).ConfigureAwait(false);
    }
}
