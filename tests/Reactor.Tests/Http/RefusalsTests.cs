using Reactor.Actors.Tests.Fakes;
using Reactor.Http;
using Reactor.Tests.Telemetry;

namespace Reactor.Tests.Http;

public sealed class RefusalsTests
{
    private readonly ManualTime _time = new();
    private readonly KeptLog _log = new();

    [Fact]
    public void Refusal_is_counted_and_told()
    {
        var refusals = new Refusals("The door", _time);

        refusals.Add(_log, "a knock");

        Assert.Equal(1, refusals.Count);
        Assert.Equal("The door refused a knock", Assert.Single(_log.Lines));
    }

    [Fact]
    public void Refusals_one_after_the_other_are_told_once_a_minute_with_how_many_there_were()
    {
        var refusals = new Refusals("The door", _time);
        for (var i = 0; i < 1_000; i++)
            refusals.Add(_log, "a knock");
        _time.Advance(Refusals.Apart);

        refusals.Add(_log, "another knock");

        Assert.Equal(1_001, refusals.Count);
        Assert.Equal(["The door refused a knock", "The door refused another knock, and 999 others since this was told last"], _log.Lines);
    }

    [Fact]
    public void Refusal_after_a_quiet_minute_is_told_alone()
    {
        var refusals = new Refusals("The door", _time);
        refusals.Add(_log, "a knock");
        _time.Advance(Refusals.Apart);

        refusals.Add(_log, "a knock");

        Assert.Equal(["The door refused a knock", "The door refused a knock"], _log.Lines);
    }
}
