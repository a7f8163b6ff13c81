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
    public void Missing_is_covered_by_a_gap_that_is_told_in_between()
    {
        Assert.Empty(CoverOracle.Faults(s_written, [E(1), G(1), E(3), E(4)]));
        Assert.Empty(CoverOracle.Faults(s_written, [E(1), G(1, isOverflow: true), E(3), E(4)]));
    }

    [Fact]
    public void Missing_is_covered_by_a_later_gap_from_before_alone()
    {
        Assert.Empty(CoverOracle.Faults(s_written, [E(1), E(3), G(3), E(4)]));
        Assert.Contains("1 events are missing between 1", Assert.Single(CoverOracle.Faults(s_written, [E(1), E(3), G(4), E(4)])), StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_is_covered_by_an_earlier_gap_of_what_did_not_fit_alone()
    {
        Assert.Empty(CoverOracle.Faults(s_written, [G(0, isOverflow: true), E(1), E(3), E(4)]));
        Assert.Single(CoverOracle.Faults(s_written, [G(0), E(1), E(3), E(4)]));
    }

    [Fact]
    public void Missing_that_nothing_tells_of_is_a_fault() => Assert.Single(CoverOracle.Faults(s_written, [E(1), E(3), E(4)]));

    [Fact]
    public void Twice_in_another_order_or_never_written_is_a_fault()
    {
        Assert.Single(CoverOracle.Faults(s_written, [E(1), E(2), E(2), E(3), E(4)]));
        Assert.Contains("event 3 was heard after 4", CoverOracle.Faults(s_written, [E(1), E(2), E(4), E(3)]));
        Assert.Single(CoverOracle.Faults(s_written, [E(1), E(2), E(3), E(4), E(5)]));
    }

    private static Stored.Event E(long number) => new(number, s_start.AddSeconds(number));

    private static Stored.Gap G(int from, bool isOverflow = false) => new(s_start.AddSeconds(from), isOverflow);
}
