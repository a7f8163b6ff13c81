using System.Threading.Channels;
using Reactor.Actors.Deliveries;

namespace Reactor.Actors.Tests.Fakes;

/// <summary>An edge that answers when the test says so.</summary>
internal sealed class FakeSender : IWebhookSender
{
    private readonly Channel<Call> _calls = Channel.CreateUnbounded<Call>();
    private int _inFlight;

    public int InFlight => Volatile.Read(ref _inFlight);

    public int MaxInFlight { get; private set; }

    public Task<Call> NextAsync() => _calls.Reader.ReadAsync().AsTask().Guarded();

    public int Waiting => _calls.Reader.Count;

    public async Task<SendResult> SendAsync(WebhookRequest request, CancellationToken ct)
    {
        MaxInFlight = Math.Max(MaxInFlight, Interlocked.Increment(ref _inFlight));
        var call = new Call(request);
        await using var registration = ct.Register(() => call.Answer.TrySetCanceled(ct));
        await _calls.Writer.WriteAsync(call, CancellationToken.None);
        try
        {
            return await call.Answer.Task;
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    internal sealed record Call(WebhookRequest Request)
    {
        public TaskCompletionSource<SendResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string WebhookId => Request.Headers.Single(header => header.Key == "webhook-id").Value;

        public void Reply(int? status, string? retryAfter = null) =>
            Answer.SetResult(new SendResult(status, status is null ? "no connection" : $"{status}", retryAfter, TimeSpan.FromMilliseconds(3)));
    }
}
