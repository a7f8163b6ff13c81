using Reactor.Actors.Deliveries;
using Reactor.Actors.Tests.Fakes;
using Reactor.Rules.Configuration;
using Reactor.Store;

namespace Reactor.Actors.Tests.Deliveries;

public class AttemptJudgeTests
{
    private static readonly RetryOptions s_retry = Samples.Target().Retry;

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    public void Judge_2xx_is_delivered(int status) => Assert.Equal(AttemptOutcome.Delivered, Judge(status).Outcome);

    [Theory]
    [InlineData(302)]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(null)]
    public void Judge_failure_is_retried_by_the_schedule(int? status)
    {
        var result = Judge(status);

        Assert.Equal(AttemptOutcome.Retry, result.Outcome);
        Assert.Equal(Samples.At.AddSeconds(5), result.NextAt);
    }

    [Fact]
    public void Judge_last_attempt_fails_is_dead_and_says_why()
    {
        var result = Judge(500, attempt: 3);

        Assert.Equal(AttemptOutcome.Dead, result.Outcome);
        Assert.Null(result.NextAt);
        Assert.Contains("given up after 3 attempts", result.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Judge_410_is_dead_at_once() => Assert.Equal(AttemptOutcome.Dead, Judge(410).Outcome);

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public void Judge_retry_after_is_honoured(int status) =>
        Assert.Equal(Samples.At.AddSeconds(30), Judge(status, retryAfter: "30").NextAt);

    [Fact]
    public void Judge_retry_after_beyond_the_bound_is_cut_to_it() =>
        Assert.Equal(Samples.At.AddMinutes(1), Judge(503, retryAfter: "86400").NextAt);

    [Fact]
    public void Judge_retry_after_date_is_compared_with_the_wall_clock() =>
        Assert.Equal(Samples.At.AddSeconds(40), Judge(503, retryAfter: "Mon, 02 Mar 2026 09:00:40 GMT", wall: Samples.At.AddHours(-1)).NextAt);

    [Fact]
    public void Judge_retry_after_with_another_status_is_ignored() =>
        Assert.Equal(Samples.At.AddSeconds(5), Judge(500, retryAfter: "30").NextAt);

    private static AttemptResult Judge(int? status, int attempt = 1, string? retryAfter = null, DateTimeOffset? wall = null) =>
        AttemptJudge.Judge(
            new ClaimedDelivery(Samples.Delivery(), attempt), s_retry, new SendResult(status, "detail", retryAfter, TimeSpan.FromSeconds(1)),
            Samples.At, wall ?? Samples.At, jitter: 0);
}
