using Reactor.Actors.DialIn;
using Reactor.Actors.Hosting;
using Reactor.Actors.Tests.Fakes;

namespace Reactor.Actors.Tests.DialIn;

public sealed class UnwatchedCallsTests
{
    private readonly DialInCounters _counters = new();
    private readonly RecordingLoggers _log = new();
    private readonly UnwatchedCalls _calls;

    public UnwatchedCallsTests() => _calls = new UnwatchedCalls(_counters, new ManualTime(), _log);

    [Fact]
    public void Vms_beyond_those_that_may_be_watched_are_told_each_once_and_so_many_a_minute()
    {
        for (var i = 0; i < 1000; i++)
            _calls.Skipped($"vm{i / 2}", 10);

        Assert.Equal(1000, _counters.Read().Skipped);
        Assert.Equal(LinesAMinute.Most, _log.Lines.Count);
    }
}
