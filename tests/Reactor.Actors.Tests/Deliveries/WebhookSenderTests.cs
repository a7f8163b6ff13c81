using System.Diagnostics.Tracing;
using System.Net;
using System.Text;
using Reactor.Actors.Deliveries;
using Reactor.Actors.Tests.Fakes;

namespace Reactor.Actors.Tests.Deliveries;

public sealed class WebhookSenderTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly WebhookSender _sender;

    public WebhookSenderTests() => _sender = new WebhookSender(_time);

    public void Dispose() => _sender.Dispose();

    [Fact]
    public async Task Send_peer_takes_it_gives_status_and_bytes_arrive()
    {
        await using var peer = HttpPeer.Answering(HttpPeer.Response("200 OK", "thanks"));
        var request = new WebhookRequest
        {
            Method = HttpMethod.Post, Url = peer.Url, ContentType = "application/json; charset=utf-8", Body = Encoding.UTF8.GetBytes("""{"a":1}"""),
            Headers = [new("webhook-id", "msg_1"), new("user-agent", "Reactor/0.1.0")], Timeout = TimeSpan.FromSeconds(15),
        };

        var result = await SendAsync(request);

        var received = await peer.NextAsync();
        Assert.Equal(200, result.Status);
        Assert.Equal("200 OK: thanks", result.Detail);
        Assert.Equal("POST /hook HTTP/1.1", received.Line);
        Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString(received.Body));
        Assert.Equal("msg_1", received.Headers["webhook-id"]);
        Assert.Equal("Reactor/0.1.0", received.Headers["user-agent"]);
        Assert.Equal("application/json; charset=utf-8", received.Headers["content-type"]);
        Assert.False(received.Headers.ContainsKey("traceparent"));
    }

    [Theory]
    [InlineData("500 Internal Server Error", 500)]
    [InlineData("410 Gone", 410)]
    [InlineData("404 Not Found", 404)]
    public async Task Send_peer_refuses_gives_its_status(string line, int status)
    {
        await using var peer = HttpPeer.Answering(HttpPeer.Response(line, "why"));

        var result = await SendAsync(Samples.Request(peer.Url));

        Assert.Equal(status, result.Status);
        Assert.Equal($"{line}: why", result.Detail);
    }

    [Theory]
    [InlineData("429 Too Many Requests")]
    [InlineData("503 Service Unavailable")]
    public async Task Send_peer_asks_to_wait_gives_its_header(string line)
    {
        await using var peer = HttpPeer.Answering(HttpPeer.Response(line, "", "Retry-After: 120"));

        Assert.Equal("120", (await SendAsync(Samples.Request(peer.Url))).RetryAfter);
    }

    [Fact]
    public async Task Send_peer_redirects_is_not_followed_and_says_so()
    {
        await using var other = HttpPeer.Answering(HttpPeer.Response("200 OK"));
        await using var peer = HttpPeer.Answering(HttpPeer.Response("307 Temporary Redirect", "", $"Location: {other.Url}"));

        var result = await SendAsync(Samples.Request(peer.Url));

        Assert.Equal(307, result.Status);
        Assert.Contains("redirects are refused", result.Detail, StringComparison.Ordinal);
        Assert.Equal(0, other.Pending);
    }

    [Fact]
    public async Task Send_nobody_listens_says_where()
    {
        Uri url;
        await using (var peer = HttpPeer.Answering())
            url = peer.Url;

        var result = await SendAsync(Samples.Request(url));

        Assert.Null(result.Status);
        Assert.Contains($"127.0.0.1 port {url.Port}", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_peer_never_answers_ends_at_the_timeout()
    {
        await using var peer = new HttpPeer((_, _, ct) => Task.Delay(Timeout.Infinite, ct));
        var sending = SendAsync(Samples.Request(peer.Url, TimeSpan.FromSeconds(15)));
        await peer.NextAsync();

        _time.Advance(TimeSpan.FromSeconds(14));
        Assert.False(sending.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        var result = await sending;
        Assert.Null(result.Status);
        Assert.Equal("no answer within 15 s", result.Detail);
        Assert.Equal(TimeSpan.FromSeconds(15), result.Duration);
    }

    [Fact]
    public async Task Send_answer_never_ends_is_cut_and_its_status_counts()
    {
        await using var peer = new HttpPeer(async (_, stream, ct) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"u8.ToArray(), ct);
            var chunk = Encoding.ASCII.GetBytes("1000\r\n" + new string('a', 0x1000) + "\r\n");
            while (true)
                await stream.WriteAsync(chunk, ct);
        });

        var result = await SendAsync(Samples.Request(peer.Url));

        Assert.Equal(200, result.Status);
        Assert.True(result.Detail.Length <= Excerpt.MaxLength + 1);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\n", "X-Drip: 1\r\n")]
    [InlineData("HTTP/1.1 2", "0")]
    [InlineData("", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")]
    public async Task Send_head_of_the_answer_drips_ends_at_the_timeout(string start, string drip)
    {
        using var dripped = new SemaphoreSlim(0);
        await using var peer = new HttpPeer(async (_, stream, ct) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(start), ct);
            for (var drops = 0; drops < 20; drops++)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(drip), ct);
                dripped.Release();
            }

            await Task.Delay(Timeout.Infinite, ct);
        });
        var sending = SendAsync(Samples.Request(peer.Url, TimeSpan.FromSeconds(15)));
        for (var second = 0; second < 15; second++)
        {
            await dripped.WaitAsync().Guarded();
            Assert.False(sending.IsCompleted);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        var result = await sending;
        Assert.Null(result.Status);
        Assert.Equal((TimeSpan.FromSeconds(15), "no answer within 15 s"), (result.Duration, result.Detail));
    }

    [Fact]
    public async Task Send_body_of_the_answer_drips_ends_at_the_timeout_and_its_status_counts()
    {
        const int status = 298;
        using var headers = new ResponseHeadersListener(status);
        await using var peer = new HttpPeer(async (_, stream, ct) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} Taken\r\nTransfer-Encoding: chunked\r\n\r\n"), ct);
            for (var drops = 0; drops < 100; drops++)
                await stream.WriteAsync("1\r\na\r\n"u8.ToArray(), ct);
            await Task.Delay(Timeout.Infinite, ct);
        });
        var sending = SendAsync(Samples.Request(peer.Url, TimeSpan.FromSeconds(15)));
        await headers.Read.Guarded();
        Assert.False(sending.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(15));

        var result = await sending;
        Assert.Equal(status, result.Status);
        Assert.Contains("(the answer broke off)", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_head_of_the_answer_never_ends_is_cut_and_a_failure()
    {
        await using var peer = new HttpPeer(async (_, stream, ct) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), ct);
            var line = Encoding.ASCII.GetBytes("X-Long: " + new string('a', 1000) + "\r\n");
            while (true)
                await stream.WriteAsync(line, ct);
        });

        Assert.Null((await SendAsync(Samples.Request(peer.Url))).Status);
    }

    [Fact]
    public async Task Send_answer_breaks_off_its_status_counts()
    {
        await using var peer = HttpPeer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");

        var result = await SendAsync(Samples.Request(peer.Url));

        Assert.Equal(200, result.Status);
        Assert.Contains("half (the answer broke off)", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_peer_speaks_no_http_is_a_failure()
    {
        await using var peer = HttpPeer.Answering("220 mail.example.net ESMTP\r\n\r\n");

        Assert.Null((await SendAsync(Samples.Request(peer.Url))).Status);
    }

    [Fact]
    public async Task Send_peer_echoes_a_secret_is_masked()
    {
        await using var peer = HttpPeer.Answering(HttpPeer.Response("403 Forbidden", "bad token s3cret-value"));
        var request = new WebhookRequest
        {
            Method = HttpMethod.Post, Url = peer.Url, ContentType = "application/json", Body = default, Timeout = TimeSpan.FromSeconds(15),
            Confidential = ["s3cret-value"],
        };

        Assert.Equal("403 Forbidden: bad token ***", (await SendAsync(request)).Detail);
    }

    [Fact]
    public async Task Send_given_up_throws()
    {
        await using var peer = new HttpPeer((_, _, ct) => Task.Delay(Timeout.Infinite, ct));
        using var stop = new CancellationTokenSource();
        var sending = _sender.SendAsync(Samples.Request(peer.Url), stop.Token);
        await peer.NextAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.Guarded());
    }

    [Fact]
    public async Task Send_given_up_after_the_status_line_its_status_counts()
    {
        const int status = 299;
        using var headers = new ResponseHeadersListener(status);
        await using var peer = new HttpPeer(async (_, stream, ct) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} Taken\r\nContent-Length: 100\r\n\r\nhalf"), ct);
            await Task.Delay(Timeout.Infinite, ct);
        });
        using var stop = new CancellationTokenSource();
        var sending = _sender.SendAsync(Samples.Request(peer.Url), stop.Token);
        await headers.Read.Guarded();

        await stop.CancelAsync();

        Assert.Equal(status, (await sending.Guarded()).Status);
    }

    [Fact]
    public async Task Send_address_is_link_local_is_refused()
    {
        var result = await SendAsync(Samples.Request(new Uri("http://169.254.169.254/latest/meta-data/")));

        Assert.Null(result.Status);
        Assert.Contains("addresses that are link-local, metadata services, multicast or none at all are refused", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_name_leads_to_a_refused_address_is_refused()
    {
        using var sender = new WebhookSender(_time, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("::ffff:169.254.169.254")]));

        var result = await sender.SendAsync(Samples.Request(new Uri("http://hooks.example.net/")), CancellationToken.None).Guarded();

        Assert.Contains("refused", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_name_leads_elsewhere_when_it_is_asked_again_goes_to_the_address_that_was_checked()
    {
        await using var peer = HttpPeer.Answering(HttpPeer.Response("204 No Content"));
        var asked = 0;
        using var sender = new WebhookSender(_time, (_, _) => Task.FromResult<IPAddress[]>([asked++ == 0 ? IPAddress.Loopback : IPAddress.Parse("169.254.169.254")]));
        var url = new UriBuilder(peer.Url) { Host = "rebound.example.net" }.Uri;

        Assert.Equal(204, (await sender.SendAsync(Samples.Request(url), CancellationToken.None).Guarded()).Status);
        Assert.Equal(1, asked);
        // The first connection was closed: the next one is checked anew.
        Assert.Contains("are refused", (await sender.SendAsync(Samples.Request(url), CancellationToken.None).Guarded()).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://2852039166/")]
    [InlineData("http://0xa9fea9fe/")]
    [InlineData("http://0251.0376.0251.0376/")]
    [InlineData("http://169.254.43518/")]
    [InlineData("http://[::ffff:a9fe:a9fe]/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://0/")]
    public async Task Send_address_is_spelt_otherwise_is_refused_all_the_same(string url) =>
        Assert.Contains("are refused", (await SendAsync(Samples.Request(new Uri(url)))).Detail, StringComparison.Ordinal);

    [Fact]
    public async Task Send_first_of_two_addresses_is_dead_uses_the_second()
    {
        await using var peer = HttpPeer.Answering(HttpPeer.Response("204 No Content"));
        using var sender = new WebhookSender(_time, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.2"), IPAddress.Loopback]));
        var url = new UriBuilder(peer.Url) { Host = "hooks.example.net" }.Uri;

        Assert.Equal(204, (await sender.SendAsync(Samples.Request(url), CancellationToken.None).Guarded()).Status);
    }

    private Task<SendResult> SendAsync(WebhookRequest request) => _sender.SendAsync(request, CancellationToken.None).Guarded();

    /// <summary>Hears of the moment when the client has read the head of an answer. The status is this test's alone.</summary>
    private sealed class ResponseHeadersListener(int status) : EventListener
    {
        private readonly TaskCompletionSource _read = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Read => _read.Task;

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "System.Net.Http")
                EnableEvents(eventSource, EventLevel.Informational);
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData is { EventName: "ResponseHeadersStop", Payload: [int code] } && code == status)
                _read.TrySetResult();
        }
    }
}
