using System.Threading.Channels;
using Reactor.Actors.Tests.Fakes;
using Reactor.Running.Service;

namespace Reactor.Tests.Running.Service;

public sealed class WatchdogTests
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(60);

    private readonly ManualTime _time = new();
    private readonly Channel<string> _sent = Channel.CreateUnbounded<string>();
    private readonly Channel<TaskCompletionSource<string?>> _asked = Channel.CreateUnbounded<TaskCompletionSource<string?>>();

    [Theory]
    [InlineData("60000000", null, 60_000)]
    [InlineData("60000000", "", 60_000)]
    [InlineData("500000", "77", 500)]
    [InlineData("500000", "78", null)]      // another process's
    [InlineData(null, null, null)]
    [InlineData("", null, null)]
    [InlineData("0", null, null)]
    [InlineData("-1", null, null)]
    [InlineData("soon", null, null)]
    [InlineData("99999999999999999999", null, null)]
    public void Interval_is_read_only_where_it_is_this_process_s(string? microseconds, string? process, int? milliseconds) =>
        Assert.Equal(milliseconds is { } some ? TimeSpan.FromMilliseconds(some) : null, Watchdog.Interval(microseconds, process, own: 77));

    [Fact]
    public async Task Runtime_is_asked_and_the_manager_told_each_half_interval()
    {
        await using var watchdog = Start();
        for (var i = 0; i < 3; i++)
        {
            await TimerAsync();
            _time.Advance((s_interval / 2) - TimeSpan.FromTicks(1));
            Assert.False(_asked.Reader.TryRead(out _));

            _time.Advance(TimeSpan.FromTicks(1));
            (await _asked.Reader.ReadAsync()).SetResult($"fine {i}");

            Assert.Equal($"WATCHDOG=1\nSTATUS=fine {i}", await _sent.Reader.ReadAsync());
        }
    }

    [Fact]
    public async Task Runtime_that_does_not_answer_is_asked_again_and_nothing_is_told_until_it_answers()
    {
        await using var watchdog = Start();
        await TimerAsync();
        _time.Advance(s_interval / 2);
        for (var i = 0; i < 5; i++)
        {
            (await _asked.Reader.ReadAsync()).SetResult(null);
            await TimerAsync();
            Assert.False(_sent.Reader.TryRead(out _));
            _time.Advance(TimeSpan.FromMilliseconds(500));
        }

        (await _asked.Reader.ReadAsync()).SetResult("fine");

        Assert.Equal("WATCHDOG=1\nSTATUS=fine", await _sent.Reader.ReadAsync());
    }

    [Fact]
    public async Task Runtime_that_hangs_keeps_neither_the_manager_fed_nor_the_daemon_from_ending()
    {
        var watchdog = Start();
        await TimerAsync();
        _time.Advance(s_interval / 2);
        await _asked.Reader.ReadAsync();

        await watchdog.DisposeAsync();

        Assert.False(_sent.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Daemon_that_stops_is_fed_without_being_asked()
    {
        await using var watchdog = Start();
        await TimerAsync();
        watchdog.Stopping();

        _time.Advance(s_interval / 2);

        Assert.Equal("WATCHDOG=1", await _sent.Reader.ReadAsync());
        Assert.False(_asked.Reader.TryRead(out _));
    }

    private Watchdog Start() => Watchdog.Start(
        s_interval, _time,
        () =>
        {
            var answer = new TaskCompletionSource<string?>();
            _asked.Writer.TryWrite(answer);
            return answer.Task;
        },
        new ServiceManager(_sent.Writer.TryWrite, _time));

    private async Task TimerAsync()
    {
        while (_time.Waiting == 0)
        {
            await Task.Yield();
        }
    }
}
