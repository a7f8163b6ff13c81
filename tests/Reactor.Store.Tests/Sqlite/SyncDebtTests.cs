using Reactor.Store.Sqlite;

namespace Reactor.Store.Tests.Sqlite;

public sealed class SyncDebtTests
{
    private readonly StandingTime _time = new();
    private readonly SyncDebt _debt;

    public SyncDebtTests() => _debt = new SyncDebt(_time);

    [Fact]
    public void What_is_owed_is_due_from_the_first_that_owed_on_however_much_follows()
    {
        Assert.Equal((null, false), (_debt.Left, _debt.IsDue));

        _debt.Committed(isSynced: false, isOwed: true);
        _time.Pass(SyncDebt.Within / 2);
        _debt.Committed(isSynced: false, isOwed: true);
        _debt.Committed(isSynced: false, isOwed: false);
        Assert.Equal((SyncDebt.Within / 2, false), (_debt.Left, _debt.IsDue));

        _time.Pass(SyncDebt.Within / 2);
        Assert.True(_debt.IsDue);
    }

    [Fact]
    public void Synced_transaction_pays_what_was_owed_and_what_it_owes_itself()
    {
        _debt.Committed(isSynced: false, isOwed: true);
        _debt.Committed(isSynced: true, isOwed: true);

        Assert.Null(_debt.Left);
        _debt.Committed(isSynced: false, isOwed: false);
        Assert.Null(_debt.Left);
    }
}
