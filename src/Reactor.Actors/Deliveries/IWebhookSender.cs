namespace Reactor.Actors.Deliveries;

/// <summary>Sends a request once. Whatever goes wrong out there is a result; only the caller's own cancellation is thrown.</summary>
internal interface IWebhookSender
{
    /// <summary>Sends.</summary>
    /// <param name="request">What and where.</param>
    /// <param name="ct">Given up by this side.</param>
    Task<SendResult> SendAsync(WebhookRequest request, CancellationToken ct);
}
