using Reactor.Store.Sqlite;

namespace Reactor.Store.Tests;

/// <summary>When what is written gets to the disk.</summary>
public sealed class SyncTests : IDisposable
{
    private readonly TempStore _temp = new();
    private readonly StandingTime _time = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Outcome_is_written_without_a_sync_and_gets_one_by_itself_when_nothing_follows()
    {
        await using var store = await _temp.OpenAsync(new StoreOptions { TimeProvider = _time });
        var claimed = await ClaimAsync(store, 1);
        var before = store.Statistics.Syncs;

        await store.CompleteAsync(Some.Ended(claimed, AttemptOutcome.Delivered));
        Assert.Equal(before, store.Statistics.Syncs);

        await _time.ElapseAsync(SyncDebt.Within);
        // What is asked for by now is done after it.
        await store.RecoverAsync(1);
        Assert.Equal(before + 1, store.Statistics.Syncs);
    }

    [Fact]
    public async Task Outcome_that_a_commit_follows_gets_to_the_disk_with_it()
    {
        await using var store = await _temp.OpenAsync(new StoreOptions { TimeProvider = _time });
        var claimed = await ClaimAsync(store, 1);
        var before = store.Statistics.Syncs;

        await store.CompleteAsync(Some.Ended(claimed, AttemptOutcome.Delivered));
        await store.AppendAsync([Some.Commit(1, 2)]);

        Assert.Equal(before + 1, store.Statistics.Syncs);
    }

    [Fact]
    public async Task Outcome_just_before_the_store_is_closed_gets_to_the_disk()
    {
        var store = await _temp.OpenAsync(new StoreOptions { TimeProvider = _time });
        var claimed = await ClaimAsync(store, 1);
        var before = store.Statistics.Syncs;

        await store.CompleteAsync(Some.Ended(claimed, AttemptOutcome.Delivered));
        await store.DisposeAsync();

        Assert.Equal(before + 1, store.Statistics.Syncs);
    }

    private static async Task<ClaimedDelivery> ClaimAsync(SqliteStore store, long sequence)
    {
        await store.AppendAsync([Some.Empty(1, sequence) with { Deliveries = [Some.Delivery("msg_1")] }]);
        return Assert.Single(await store.ClaimAsync("ops", 9, Some.At(9)));
    }
}
