using Reactor.Actors.Vms;

namespace Reactor.Actors.Tests.Vms;

public sealed class BatchCreditTests
{
    private readonly BatchCredit _credit = new();

    [Fact]
    public void Nothing_is_under_way_there_is_nothing_to_wait_for() => Assert.False(_credit.Await());

    [Fact]
    public void Batch_returns_and_nobody_waits_nobody_is_told()
    {
        _credit.Take(7);

        Assert.False(_credit.Return(7));
        Assert.False(_credit.Await());
    }

    [Fact]
    public void Batch_returns_and_its_actor_waits_it_is_told_once()
    {
        _credit.Take(7);
        Assert.True(_credit.Await());
        Assert.True(_credit.Await());

        Assert.True(_credit.Return(7));
        Assert.False(_credit.Return(7));
        Assert.False(_credit.Await());
    }

    [Fact]
    public void Another_batch_returns_the_one_under_way_stays_so()
    {
        _credit.Take(7);
        Assert.True(_credit.Await());

        Assert.False(_credit.Return(6));
        Assert.True(_credit.Await());
    }

    [Fact]
    public async Task Waiting_and_returning_at_once_the_actor_is_told_or_sees_that_it_is_back()
    {
        for (var batch = 1; batch <= 2_000; batch++)
        {
            var (number, start) = (batch, new Barrier(2));
            _credit.Take(number);
            var returning = Task.Run(() =>
            {
                start.SignalAndWait();
                return _credit.Return(number);
            });
            start.SignalAndWait();
            var waits = _credit.Await();

            Assert.Equal(waits, await returning);
            start.Dispose();
        }
    }
}
