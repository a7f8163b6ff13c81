using Reactor.Actors.Tests.Fakes;
using Reactor.Telemetry;

namespace Reactor.Tests.Telemetry;

public sealed class OtlpOutcomesTests
{
    private readonly ManualTime _time = new();
    private readonly KeptLog _log = new();
    private readonly OtlpCounts _counts = new();
    private readonly OtlpOutcomes _outcomes;

    public OtlpOutcomesTests() => _outcomes = new OtlpOutcomes(OtlpSignal.Traces, new Uri("http://c:4318"), _counts, _time, _log);

    [Fact]
    public void Failure_and_its_end_are_counted_and_told_each_once()
    {
        _outcomes.Failed("it answered 503", lost: 0);
        _outcomes.Failed("it answered 503", lost: 12);
        _outcomes.Taken();
        _outcomes.Taken();

        Assert.Equal([2, 2], _counts.Read().Where(count => count.Signal == "traces").Select(count => count.Count));
        Assert.Equal(
            [
                "traces are not taken by http://c:4318/: it answered 503. Of what can't be sent some is kept and tried again; reactions don't wait for it.",
                "traces are taken by http://c:4318/ again; 12 were given up meanwhile",
            ], _log.Lines);
    }

    [Fact]
    public void Receiver_that_comes_and_goes_fills_no_log_and_all_that_is_lost_is_told()
    {
        for (var second = 0; second < 600; second++)
        {
            _outcomes.Failed("it answered 503", lost: 1);
            _outcomes.Taken();
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([600, 600], _counts.Read().Where(count => count.Signal == "traces").Select(count => count.Count));
        Assert.Equal((10, 10), (_log.Count("are not taken by"), _log.Count("are taken by")));
        Assert.Equal(9, _log.Count("It did so 59 times more since that was told last."));
        Assert.Equal(9, _log.Count("; 60 were given up meanwhile"));
    }

    [Fact]
    public void Failure_soon_after_the_last_that_goes_on_is_told_a_minute_after_it()
    {
        _outcomes.Failed("it answered 503", lost: 0);
        _outcomes.Taken();
        _outcomes.Failed("it answered 500", lost: 0);
        _time.Advance(OtlpOutcomes.Apart);

        _outcomes.Failed("it answered 500", lost: 0);

        Assert.Equal(2, _log.Count("are not taken by"));
        Assert.Contains("It did so 1 time more since", _log.Lines[^1], StringComparison.Ordinal);
    }
}
