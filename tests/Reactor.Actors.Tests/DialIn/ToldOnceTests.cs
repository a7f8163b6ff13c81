using Reactor.Actors.DialIn;
using Reactor.Actors.Hosting;
using Reactor.Actors.Tests.Fakes;

namespace Reactor.Actors.Tests.DialIn;

public sealed class ToldOnceTests
{
    [Fact]
    public void Ever_other_reasons_are_told_so_many_times_a_minute_and_the_same_one_once()
    {
        var time = new ManualTime();
        var told = new ToldOnce(time);

        Assert.Equal(LinesAMinute.Most, Enumerable.Range(0, 1000).Count(n => told.IsNew($"garbage {n}")));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(told.IsNew("garbage 0"));
        Assert.True(told.IsNew("garbage 999"));
        Assert.False(told.IsNew("garbage 999"));
    }
}
