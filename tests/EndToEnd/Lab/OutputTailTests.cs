using Reactor.Demo.Lab;

namespace EndToEnd.Lab;

public class OutputTailTests
{
    [Fact]
    public async Task Tail_keeps_the_end_and_counts_the_rest()
    {
        var tail = new OutputTail(capacity: 10);

        await tail.DrainAsync(new StringReader(new string('a', 5000) + "\nthe end\n"));

        Assert.Equal("a\nthe end", tail.Text);
        Assert.Equal(5009 - 10, tail.Dropped);
    }
}
