using FsCheck;
using FsCheck.Xunit;
using Reactor.Reactions.Retries;
using Reactor.Rules.Configuration;

namespace Reactor.Reactions.Tests.Retries;

public class RetryScheduleTests
{
    private static readonly RetryOptions s_options = new()
    {
        Attempts = 6,
        BackoffMin = TimeSpan.FromSeconds(5),
        BackoffMax = TimeSpan.FromSeconds(30),
    };

    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 10)]
    [InlineData(3, 20)]
    [InlineData(4, 30)]
    [InlineData(5, 30)]
    public void Next_without_jitter_doubles_up_to_the_bound(int attempt, int seconds) =>
        Assert.Equal(new RetryDecision.Again(TimeSpan.FromSeconds(seconds)), RetrySchedule.Next(attempt, s_options, 0));

    [Theory]
    [InlineData(6)]
    [InlineData(7)]
    public void Next_last_attempt_gives_up(int attempt) =>
        Assert.IsType<RetryDecision.GiveUp>(RetrySchedule.Next(attempt, s_options, 0, TimeSpan.FromSeconds(1)));

    [Fact]
    public void Next_retry_after_lengthens_the_delay() =>
        Assert.Equal(new RetryDecision.Again(TimeSpan.FromSeconds(17)), RetrySchedule.Next(1, s_options, 0.5, TimeSpan.FromSeconds(17)));

    [Fact]
    public void Next_retry_after_never_shortens_the_delay() =>
        Assert.Equal(new RetryDecision.Again(TimeSpan.FromSeconds(20)), RetrySchedule.Next(3, s_options, 0, TimeSpan.Zero));

    [Fact]
    public void Next_retry_after_is_honoured_up_to_the_bound() =>
        Assert.Equal(new RetryDecision.Again(TimeSpan.FromSeconds(30)), RetrySchedule.Next(1, s_options, 0, TimeSpan.FromDays(9)));

    [Property]
    public bool Next_delay_is_positive_and_bounded(PositiveInt attempt, ushort jitter, PositiveInt min, PositiveInt max)
    {
        var options = new RetryOptions
        {
            Attempts = int.MaxValue,
            BackoffMin = TimeSpan.FromSeconds(min.Get),
            BackoffMax = TimeSpan.FromSeconds((double)min.Get + max.Get),
        };
        var delay = Assert.IsType<RetryDecision.Again>(RetrySchedule.Next(attempt.Get, options, jitter / 65536.0)).Delay;
        return delay >= options.BackoffMin * 0.8 && delay <= options.BackoffMax;
    }

    [Fact]
    public void Next_bound_at_the_end_of_time_does_not_overflow()
    {
        var options = new RetryOptions { Attempts = 100, BackoffMin = TimeSpan.FromDays(1), BackoffMax = TimeSpan.MaxValue };
        Assert.Equal(new RetryDecision.Again(TimeSpan.MaxValue), RetrySchedule.Next(99, options, 0));
    }
}
