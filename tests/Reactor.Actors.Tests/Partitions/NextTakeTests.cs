using Reactor.Actors.Partitions;

namespace Reactor.Actors.Tests.Partitions;

public sealed class NextTakeTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_again = s_now + NextTake.HorizonAgain;

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(5)]
    public void Nothing_is_over_it_is_asked_again_when_something_is_whatever_waits(int? seconds)
    {
        var due = After(seconds);
        foreach (var waits in new[] { false, true })
            Assert.Equal(new NextTake(Take.Nothing, due), NextTake.Of(due, waits, waits, isEarly: false, s_now, null));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Something_is_over_rows_in_memory_go_first(bool isInStore, bool isEarly) =>
        Assert.Equal(new NextTake(Take.Rows, null), NextTake.Of(After(-5), isInMemory: true, isInStore, isEarly, s_now, s_now));

    [Fact]
    public void Something_is_over_rows_in_the_store_go_first() =>
        Assert.Equal(new NextTake(Take.Load, null), NextTake.Of(After(-5), isInMemory: false, isInStore: true, isEarly: false, s_now, s_now));

    [Theory]
    [InlineData(null)]
    [InlineData(-5)]
    [InlineData(5)]
    public void Rows_were_too_early_they_are_looked_at_again_though_the_store_has_more(int? seconds) =>
        Assert.Equal(new NextTake(Take.Time, s_again), NextTake.Of(After(seconds), isInMemory: false, isInStore: true, isEarly: true, s_now, After(-9)));

    [Fact]
    public void Something_is_over_for_vms_it_is_done() =>
        Assert.Equal(new NextTake(Take.Time, After(-5)), NextTake.Of(After(-5), isInMemory: false, isInStore: false, isEarly: false, s_now, null));

    [Theory]
    [InlineData(-4, true)]
    [InlineData(-5, false)]
    [InlineData(-6, false)]
    public void Something_is_over_for_the_fleet_it_is_done_once_nothing_from_before_is_on_its_way(int passedTo, bool isDone) =>
        Assert.Equal(
            new NextTake(isDone ? Take.Time : Take.Nothing, s_again),
            NextTake.Of(After(-5), isInMemory: false, isInStore: false, isEarly: false, s_now, After(passedTo)));

    [Fact]
    public void Whatever_is_over_or_was_too_early_is_taken_or_asked_about_again_or_waits_for_rows_that_ask()
    {
        bool[] either = [false, true];
        foreach (var (due, memory, store, early, horizon) in
            from seconds in new int?[] { null, -5, 0, 5 }
            from memory in either
            from store in either
            from early in either
            from passed in new int?[] { null, -9, -5, 0 }
            select (After(seconds), memory, store, early, After(passed)))
        {
            var next = NextTake.Of(due, memory, store, early, s_now, horizon);
            if (due < s_now || early)
                Assert.True(next.AskAgainAt is not null || (next.Take == Take.Rows && memory) || (next.Take == Take.Load && store));
        }
    }

    private static DateTimeOffset? After(int? seconds) => seconds is { } s ? s_now.AddSeconds(s) : null;
}
