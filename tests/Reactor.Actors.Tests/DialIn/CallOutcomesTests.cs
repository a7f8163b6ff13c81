using Reactor.Actors.DialIn;
using Reactor.Actors.Hosting;
using Reactor.Actors.Tests.Fakes;
using Reactor.Qmp;

namespace Reactor.Actors.Tests.DialIn;

public sealed class CallOutcomesTests
{
    private readonly DialInCounters _counters = new();
    private readonly RecordingLoggers _log = new();
    private readonly CallOutcomes _outcomes;

    public CallOutcomesTests() => _outcomes = new CallOutcomes(_counters, new ManualTime(), _log);

    [Fact]
    public void Call_that_is_refused_again_and_again_is_counted_each_time_and_told_once()
    {
        for (var i = 0; i < 100; i++)
            _outcomes.Refused("/run/x", new QmpPeer(i, 1000, 1000, null));

        Assert.Equal(100, _counters.Read().Refused);
        Assert.Single(_log.Lines);
    }

    [Fact]
    public void Vms_beyond_those_that_may_be_watched_are_told_each_once_and_so_many_a_minute()
    {
        for (var i = 0; i < 1000; i++)
            _outcomes.Skipped($"vm{i / 2}", 10);

        Assert.Equal(1000, _counters.Read().Skipped);
        Assert.Equal(LinesAMinute.Most, _log.Lines.Count);
    }
}
