namespace Reactor.Measuring;

public sealed class AllocatedTests
{
    [Fact]
    public void By_something_besides_comes_now_and_then_counts_only_what_comes_each_time()
    {
        byte[] each = [], besides = [];

        Assert.Equal(0, Allocated.By(Disturb));
        Assert.InRange(
            Allocated.By(time =>
            {
                each = new byte[100];
                Disturb(time);
            }),
            100,
            100 + 32);
        Assert.Equal((100, 5000), (each.Length, besides.Length));

        // As a collection does.
        void Disturb(int time)
        {
            if (time != Allocated.Times / 2)
                besides = new byte[5000];
        }
    }
}
