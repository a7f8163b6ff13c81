using System.Net;
using System.Text;
using Reactor.Demo.Lab;

namespace EndToEnd.Lab;

public sealed class WebhookReceiverTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly HttpClient Client = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { Timeout = HangGuard.Default };
    private WebhookReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await WebhookReceiver.StartAsync(new FixedTime(), None, kept: 3);

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task Request_is_kept_with_headers_body_and_time()
    {
        using var message = new HttpRequestMessage(HttpMethod.Put, _receiver.Url + "/a/b?c=d") { Content = new ByteArrayContent([0, 255, 10]) };
        message.Headers.Add("X-Two", ["1", "2"]);
        using var answer = await Client.SendAsync(message);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var request = Assert.Single(_receiver.Requests);
        Assert.Equal(("PUT", "/a/b", 1L), (request.Method, request.Path, request.Number));
        Assert.Equal([0, 255, 10], request.Body.ToArray());
        Assert.Equal("1, 2", request.Header("x-two"));
        Assert.Null(request.Header("x-three"));
        Assert.Equal(FixedTime.Now, request.ReceivedAt);
    }

    [Fact]
    public async Task Answers_come_in_turn_and_the_last_one_stays()
    {
        _receiver.Answer("/a", ReceiverAnswer.Status(503), ReceiverAnswer.TooManyRequests(7), ReceiverAnswer.Ok);
        _receiver.Answer("/b", ReceiverAnswer.Gone);

        using var first = await PostAsync("/a", "");
        using var second = await PostAsync("/a", "");
        using var third = await PostAsync("/a", "");
        using var fourth = await PostAsync("/a", "");
        using var other = await PostAsync("/b", "");

        Assert.Equal(
            [503, 429, 200, 200, 410],
            new[] { first, second, third, fourth, other }.Select(a => (int)a.StatusCode));
        Assert.Equal(TimeSpan.FromSeconds(7), second.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task Redirect_names_its_location()
    {
        _receiver.Answer("/a", ReceiverAnswer.Redirect("http://169.254.169.254/latest"));

        using var answer = await PostAsync("/a", "");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("http://169.254.169.254/latest", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task Held_answer_comes_when_released()
    {
        var released = new TaskCompletionSource();
        _receiver.Answer("/a", ReceiverAnswer.OkAfter(released.Task));

        var pending = PostAsync("/a", "");
        await _receiver.WaitForAsync(r => r.Path == "/a", None).WaitAsync(HangGuard.Default);
        Assert.False(pending.IsCompleted);
        released.SetResult();

        using var answer = await pending;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Request_never_answered_ends_with_the_receiver()
    {
        _receiver.Answer("/a", ReceiverAnswer.Never);

        var pending = PostAsync("/a", "");
        await _receiver.WaitForAsync(r => r.Path == "/a", None).WaitAsync(HangGuard.Default);
        Assert.False(pending.IsCompleted);
        await _receiver.DisposeAsync();

        await Assert.ThrowsAsync<HttpRequestException>(() => pending);
        _receiver = await WebhookReceiver.StartAsync(new FixedTime(), None);
    }

    [Fact]
    public async Task Wait_takes_requests_kept_and_requests_to_come()
    {
        using var before = await PostAsync("/a", "one");
        var two = _receiver.WaitForAsync(2, r => r.Path == "/a", None);
        Assert.False(two.IsCompleted);
        using var other = await PostAsync("/b", "");
        Assert.False(two.IsCompleted);
        using var after = await PostAsync("/a", "two");

        Assert.Equal(["one", "two"], (await two.WaitAsync(HangGuard.Default)).Select(r => r.Text));
        Assert.Equal("one", (await _receiver.WaitForAsync(r => r.Path == "/a", None)).Text);
    }

    [Fact]
    public async Task Wait_given_up_is_cancelled()
    {
        using var giveUp = new CancellationTokenSource();
        var waiting = _receiver.WaitForAsync(_ => true, giveUp.Token);
        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Oldest_request_is_dropped_and_counted_beyond_the_bound()
    {
        for (var i = 1; i <= 5; i++)
            (await PostAsync("/a", "")).Dispose();

        Assert.Equal([3L, 4L, 5L], _receiver.Requests.Select(r => r.Number));
        Assert.Equal((5, 2), (_receiver.Received, _receiver.Dropped));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_over_the_bound_is_refused_and_counted(bool announced)
    {
        using var full = await PostAsync("/a", new string('x', WebhookReceiver.LargestBody));
        using var message = new HttpRequestMessage(HttpMethod.Post, _receiver.Url + "/a")
        {
            Content = new StringContent(new string('x', WebhookReceiver.LargestBody + 1)),
        };
        message.Headers.TransferEncodingChunked = !announced;
        // Asked first, so that the server's answer is not lost in a reset connection.
        message.Headers.ExpectContinue = announced;
        var over = await Record.ExceptionAsync(async () =>
        {
            using var answer = await Client.SendAsync(message);
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        });

        // Where the body goes without asking, its sender may see the reset before the answer.
        Assert.True(over is null || (!announced && over is HttpRequestException), over?.ToString());
        Assert.Equal(HttpStatusCode.OK, full.StatusCode);
        Assert.Equal((1, 1), (_receiver.Received, _receiver.TooLarge));
    }

    [Fact]
    public async Task Signed_request_is_recognised()
    {
        var time = FixedTime.Now.ToUnixTimeSeconds();
        const string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        var mac = System.Security.Cryptography.HMACSHA256.HashData(
            Convert.FromBase64String(secret[6..]), Encoding.UTF8.GetBytes($"msg_1.{time}.hello"));
        using var message = new HttpRequestMessage(HttpMethod.Post, _receiver.Url + "/hook") { Content = new StringContent("hello") };
        message.Headers.Add("webhook-id", "msg_1");
        message.Headers.Add("webhook-timestamp", $"{time}");
        message.Headers.TryAddWithoutValidation("webhook-signature", $"v1,AAAA v1,{Convert.ToBase64String(mac)}");
        (await Client.SendAsync(message)).Dispose();

        var request = Assert.Single(_receiver.Requests);
        Assert.Null(WebhookSignature.Refusal(request, secret));
        Assert.False(request.IsSignedWith("whsec_AAAA"));
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body)
    {
        using var content = new StringContent(body);
        return await Client.PostAsync(new Uri(_receiver.Url + path), content);
    }

    private sealed class FixedTime : TimeProvider
    {
        public static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
