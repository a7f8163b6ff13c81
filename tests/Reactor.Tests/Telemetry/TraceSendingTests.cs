using System.Collections.Immutable;
using Reactor.Actors.Tests.Fakes;
using Reactor.Actors.Tracing;
using Reactor.Rules.Configuration;
using Reactor.Telemetry;

namespace Reactor.Tests.Telemetry;

/// <summary>Spans on their way to a receiver that takes them, doesn't, or isn't there. Time passes when a test says so.</summary>
public sealed class TraceSendingTests : IAsyncLifetime
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(60);

    private readonly SpanQueue _spans = new();
    private readonly OtlpCounts _counts = new();
    private readonly KeptLog _log = new();
    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _stopping = new();
    private OtlpReceiver _receiver = null!;
    private OtlpSender _sender = null!;
    private TraceSending _sending = null!;
    private Task _running = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        _receiver = await OtlpReceiver.StartAsync();
        var receiver = new OtlpConfiguration(new Uri(_receiver.Http)) { Timeout = TimeSpan.FromDays(20) };
        _sender = new OtlpSender(receiver, () => ImmutableSortedDictionary<string, SecretSource>.Empty, _time);
        _sending = new TraceSending(_spans, "h1", _sender, new OtlpOutcomes(OtlpSignal.Traces, receiver.Endpoint, _counts, _time, _log), _time, new Random(1));
        _spans.Take(1);
        _running = _sending.RunAsync(_stopping.Token);
    }

    public async Task DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        _sender.Dispose();
        _stopping.Dispose();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task Spans_go_together()
    {
        Add(3);

        await UntilAsync(() => _spans.Read().Sent == 3);

        Assert.Single(_receiver.Requests);
        Assert.Equal(["0000000000000000", "0000000000000001", "0000000000000002"], _receiver.Spans.Select(s => s.Id));
    }

    [Fact]
    public async Task Receiver_that_can_take_none_now_is_sent_the_same_again_and_the_log_tells_it_once()
    {
        _receiver.ReplyNext(new OtlpReply(503), new OtlpReply(429, RetryAfter: "20"));
        Add(2);

        await UntilAsync(() => _spans.Read().Sent == 2);

        Assert.Equal(3, _receiver.Requests.Count);
        Assert.All(_receiver.Requests, request => Assert.Equal(_receiver.Requests[0].Message, request.Message));
        Assert.Equal((1, 1), (_log.Count("are not taken by"), _log.Count("are taken by")));
        Assert.Equal(new TraceStatus { Sent = 2 }, _spans.Read());
    }

    [Fact]
    public async Task Receiver_that_takes_none_for_long_costs_the_oldest_and_no_more_lines()
    {
        _receiver.ReplyNext([.. Enumerable.Repeat(new OtlpReply(503), TraceSending.Tries * 2)]);
        Add(1);
        await UntilAsync(() => _spans.Read().Dropped == 1);
        Add(1);
        await UntilAsync(() => _spans.Read().Dropped == 2);
        Assert.Equal((1, 0), (_log.Count("are not taken by"), _log.Count("are taken by")));

        Add(1);
        await UntilAsync(() => _spans.Read().Sent == 1);

        Assert.Equal(1, _log.Count("again; 2 were given up meanwhile"));
    }

    [Fact]
    public async Task Receiver_that_refuses_them_is_not_asked_again()
    {
        _receiver.ReplyNext(new OtlpReply(400));
        Add(2);

        await UntilAsync(() => _spans.Read().Refused == 2);

        Assert.Single(_receiver.Requests);
    }

    [Fact]
    public async Task What_is_refused_of_what_is_taken_is_counted()
    {
        _receiver.ReplyNext(new OtlpReply(Rejected: 1));
        Add(3);

        await UntilAsync(() => _spans.Read().Sent > 0);

        Assert.Equal(new TraceStatus { Sent = 2, Refused = 1 }, _spans.Read());
    }

    [Fact]
    public async Task Receiver_that_hangs_fills_the_queue_and_nothing_else()
    {
        _receiver.ReplyNext(new OtlpReply(Hangs: true));
        Add(1);
        await UntilAsync(() => _receiver.Requests.Count == 1);

        Add(SpanQueue.Most + 10);

        Assert.Equal(new TraceStatus { Waiting = SpanQueue.Most, Dropped = 10 }, _spans.Read());
    }

    [Fact]
    public async Task End_sends_what_waits()
    {
        _receiver.ReplyNext(new OtlpReply(Hangs: true));
        Add(1);
        await UntilAsync(() => _receiver.Requests.Count == 1);
        Add(TraceSending.MostAtOnce + 1);
        await _stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);

        await _sending.FlushAsync(CancellationToken.None);

        Assert.Equal(new TraceStatus { Sent = TraceSending.MostAtOnce + 1, Dropped = 1 }, _spans.Read());
    }

    private void Add(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _spans.Add(new Span { Trace = 1, Id = (ulong)i, Name = "x", Begin = _time.GetUtcNow(), End = _time.GetUtcNow() });
        }
    }

    // Waits meanwhile for whatever a timer is set for.
    private async Task UntilAsync(Func<bool> isSo)
    {
        using var guard = new CancellationTokenSource(HangGuard);
        while (!isSo())
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, guard.Token);
        }
    }
}
