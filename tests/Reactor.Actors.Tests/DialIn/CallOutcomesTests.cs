using Reactor.Actors.DialIn;
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
}
