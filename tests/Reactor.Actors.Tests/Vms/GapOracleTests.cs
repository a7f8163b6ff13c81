using StandIn;

namespace Reactor.Actors.Tests.Vms;

/// <summary>An oracle that finds nothing wrong proves nothing: it finds what is.</summary>
public sealed class GapOracleTests
{
    private static readonly Heard s_lost = new Heard.Lost(), s_restored = new Heard.Restored(), s_missed = new Heard.Missed(), s_gap = new Heard.Gap(false), s_overflow = new Heard.Gap(true);

    // Three events on the first connection, two on the second.
    private static readonly Written[] s_written = [new(1, 1), new(1, 2), new(1, 3), new(2, 4), new(2, 5)];

    [Fact]
    public void All_heard_is_fine() => Assert.Empty(GapOracle.Faults(s_written, [s_restored, E(1), E(2), E(3), s_lost, s_gap, s_restored, E(4), E(5)]));

    [Fact]
    public void Missing_within_a_connection_is_a_fault() =>
        Assert.Contains("missing between 1 and 3", Assert.Single(GapOracle.Faults(s_written, [s_restored, E(1), E(3), s_lost, s_gap, s_restored, E(4), E(5)])), StringComparison.Ordinal);

    [Fact]
    public void Missing_within_a_connection_is_covered_by_what_was_missed_there_once()
    {
        Assert.Empty(GapOracle.Faults(s_written, [s_restored, s_missed, E(1), s_overflow, E(3), s_lost, s_gap, s_restored, E(4), E(5)]));
        Assert.NotEmpty(GapOracle.Faults([.. s_written, new(2, 6)], [s_restored, s_missed, E(1), s_overflow, E(3), s_lost, s_gap, s_restored, E(4), E(6)]));
    }

    [Fact]
    public void Missing_at_the_end_of_a_connection_is_covered_by_its_loss_alone()
    {
        Assert.Empty(GapOracle.Faults(s_written, [s_restored, E(1), E(2), s_lost, s_gap, s_restored, E(4), E(5)]));
        Assert.NotEmpty(GapOracle.Faults(s_written, [s_restored, E(1), E(2), E(4), E(5)]));
    }

    [Fact]
    public void Missing_later_is_not_covered_by_a_loss_before() =>
        Assert.NotEmpty(GapOracle.Faults([.. s_written, new(2, 6)], [s_restored, E(1), E(2), E(3), s_lost, s_gap, s_restored, E(4), E(6)]));

    [Fact]
    public void Loss_that_rules_are_not_told_of_is_a_fault()
    {
        Assert.Contains("no gap was told", Assert.Single(GapOracle.Faults(s_written, [s_restored, E(1), E(2), s_lost, s_restored, E(4), E(5)])), StringComparison.Ordinal);
        Assert.Contains("never told as a gap", Assert.Single(GapOracle.Faults(s_written, [s_restored, s_missed, E(1), E(3), s_lost, s_gap, s_restored, E(4), E(5)])), StringComparison.Ordinal);
    }

    [Fact]
    public void Twice_or_in_another_order_is_a_fault()
    {
        Assert.NotEmpty(GapOracle.Faults(s_written, [s_restored, E(1), E(2), E(2), E(3), s_lost, s_gap, s_restored, E(4), E(5)]));
        Assert.NotEmpty(GapOracle.Faults(s_written, [s_restored, E(2), E(1), E(3), s_lost, s_gap, s_restored, E(4), E(5)]));
    }

    private static Heard.Event E(long number) => new(number);
}
