using System.Collections.Concurrent;
using Reactor.Actors.Deliveries;

namespace Reactor.Actors.Tests.Fakes;

/// <summary>An edge that answers by itself; no answer (0): it takes for ever.</summary>
internal sealed class AnsweringSender(Func<WebhookRequest, int?> answer) : IWebhookSender
{
    public const int Never = 0;

    private readonly ConcurrentQueue<(string Host, string Id)> _sent = new();

    /// <summary>What was sent, in order, by the host of its target.</summary>
    public IEnumerable<string> To(string host) => _sent.Where(sent => sent.Host == host).Select(sent => sent.Id);

    public int Count => _sent.Count;

    public async Task<SendResult> SendAsync(WebhookRequest request, CancellationToken ct)
    {
        _sent.Enqueue((request.Url.Host, request.Headers.Single(header => header.Key == "webhook-id").Value));
        var status = answer(request);
        if (status == Never)
            await Task.Delay(Timeout.Infinite, ct);
        return new SendResult(status, status is null ? "no connection" : $"{status}", null, TimeSpan.FromMilliseconds(1));
    }
}
