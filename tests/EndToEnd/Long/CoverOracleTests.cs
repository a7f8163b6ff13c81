using StandIn;

namespace EndToEnd.Long;

/// <summary>An oracle that finds nothing wrong proves nothing: it finds what is.</summary>
public sealed class CoverOracleTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);
    private static readonly Written[] s_written = [new(1, 1), new(1, 2), new(2, 3), new(2, 4)];

    [Fact]
    public void All_once_and_in_order_is_fine() => Assert.Empty(CoverOracle.Faults(s_written, [E(1), E(2), E(3), E(4)]));

    [Fact]
    public void What_was_written_before_the_VM_was_known_may_be_missing() => Assert.Empty(CoverOracle.Faults(s_written, [E(3), E(4)]));

    [Fact]
    public void Missing_is_covered_by_a_gap_within_its_time()
    {
        Assert.Empty(CoverOracle.Faults(s_written, [E(1), G(1, 3), E(3), E(4)]));
        Assert.Empty(CoverOracle.Faults(s_written, [E(1), E(3), G(2, 4), E(4)]));
    }

    [Fact]
    public void Missing_is_not_covered_by_a_gap_of_another_time()
    {
        Assert.Contains("1 events are missing between 1", Assert.Single(CoverOracle.Faults(s_written, [E(1), E(3), E(4)])), StringComparison.Ordinal);
        Assert.Single(CoverOracle.Faults([.. s_written, new(3, 5), new(3, 6)], [E(1), G(1, 3), E(3), E(4), E(6)]));
    }

    [Fact]
    public void Twice_in_another_order_or_never_written_is_a_fault()
    {
        Assert.Single(CoverOracle.Faults(s_written, [E(1), E(2), E(2), E(3), E(4)]));
        Assert.Contains("event 3 was heard after 4", CoverOracle.Faults(s_written, [E(1), E(2), E(4), E(3)]));
        Assert.Single(CoverOracle.Faults(s_written, [E(1), E(2), E(3), E(4), E(5)]));
    }

    private static Stored.Event E(long number) => new(number, s_start.AddSeconds(number));

    private static Stored.Gap G(int from, int to) => new(s_start.AddSeconds(from), s_start.AddSeconds(to));
}
