using Reactor.Actors.Partitions;
using Reactor.Actors.Status;

namespace Reactor.Actors.Tests.Partitions;

public sealed class RuleLedgerTests
{
    [Fact]
    public void Rule_that_means_the_same_goes_on_and_an_edited_one_begins_anew_with_what_was_before_beside_it()
    {
        var ledger = new RuleLedger();
        // Two partitions, one reloaded after the other, twice.
        ledger.Note([Rule("same", "a", 5), Rule("edited", "a", 5)]);
        ledger.Note([Rule("same", "a", 2), Rule("edited", "a", 2)]);
        ledger.Note([Rule("same", "a", 1), Rule("edited", "b", 1)]);
        ledger.Note([Rule("same", "a", 0), Rule("edited", "b", 3)]);

        var now = ledger.Continue([Rule("same", "a", 10), Rule("edited", "c", 10), Rule("new", "a", 1)]).ToList();

        Assert.Equal([(18, 0), (10, 11), (1, 0)], now.Select(rule => ((int)rule.Matched, (int)rule.Earlier.Matched)));
        Assert.Equal([18, 21, 1], now.Select(rule => (int)rule.SinceStart.Matched));
    }

    [Fact]
    public void Rule_changed_back_or_brought_back_never_counts_from_less_than_it_had()
    {
        var ledger = new RuleLedger();
        ledger.Note([Rule("r", "a", 5)]);
        ledger.Note([Rule("r", "b", 2)]);
        ledger.Note([]);

        var back = Assert.Single(ledger.Continue([Rule("r", "a", 0)]));

        Assert.Equal((0, 7), (back.Matched, back.SinceStart.Matched));
    }

    [Fact]
    public void All_that_grows_goes_on_and_what_is_so_now_does_not()
    {
        var ledger = new RuleLedger();
        ledger.Note([Rule("r", "a", 5) with { Totals = new RuleTotals(Evaluated: 5, Matched: 5, Limited: 2, Errors: 7, Dropped: 9), Keys = 4, Quarantined = true }]);

        var now = Assert.Single(ledger.Continue([Rule("r", "a", 0)]));

        Assert.Equal((5, 3, 2, 7, 9), (now.Matched, now.Fired, now.Limited, now.Errors, now.Dropped));
        Assert.Equal((0, false), (now.Keys, now.Quarantined));
    }

    [Fact]
    public void Names_that_are_not_loaded_any_more_are_forgotten_where_there_are_too_many()
    {
        var ledger = new RuleLedger(most: 2);
        ledger.Note([Rule("r", "a", 1), Rule("gone1", "a", 1), Rule("gone2", "a", 1)]);
        ledger.Forget(["r"]);

        Assert.Equal(1, Assert.Single(ledger.Continue([Rule("r", "a", 0)])).Matched);
        Assert.Equal(0, Assert.Single(ledger.Continue([Rule("gone1", "a", 0)])).SinceStart.Matched);
        Assert.Equal(2, ledger.Forgotten);
    }

    [Fact]
    public void Names_that_are_not_loaded_any_more_are_kept_where_there_is_room()
    {
        var ledger = new RuleLedger(most: 2);
        ledger.Note([Rule("r", "a", 1), Rule("gone", "a", 1)]);
        ledger.Forget(["r"]);

        Assert.Equal(1, Assert.Single(ledger.Continue([Rule("gone", "a", 0)])).Matched);
        Assert.Equal(0, ledger.Forgotten);
    }

    private static RuleStatus Rule(string name, string fingerprint, long matched) =>
        new() { Name = name, Mode = "live", Severity = "error", Fingerprint = fingerprint, Totals = RuleTotals.None with { Matched = matched } };
}
