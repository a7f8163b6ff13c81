using Reactor.Reactions.Commits;

namespace Reactor.Store.Tests;

public sealed class GroupingTests : IDisposable
{
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Appends_at_once_share_transactions_and_all_arrive_in_order()
    {
        await using var store = await _temp.OpenAsync();
        const int each = 250;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(partition => Task.Run(async () =>
        {
            var pending = new List<Task>();
            for (int i = 1; i <= each; i++)
                pending.Add(store.AppendAsync([Some.Commit(partition, i) with { Deliveries = [Some.Delivery($"msg_{partition}_{i}")] }]));
            await Task.WhenAll(pending);
        })));

        for (int partition = 0; partition < 8; partition++)
            Assert.Equal(Enumerable.Range(1, each).Select(i => (long)i), (await store.RecoverAsync(partition)).Inputs.Select(i => i.Sequence));
        Assert.Equal(8L * each, _temp.Scalar("SELECT count(*) FROM deliveries"));
        Assert.True(store.Statistics.Transactions < 8 * each, $"{store.Statistics.Transactions} transactions for {8 * each} appends");
    }

    [Fact]
    public async Task Commits_of_one_partition_in_a_group_count_from_each_other_and_a_wrong_one_leaves_its_place()
    {
        await using var store = await _temp.OpenAsync();

        await store.AppendAsync([Some.Commit(1, 1), Some.Commit(2, 4), Some.Commit(1, 2), Some.Commit(1, 3)]);
        var wrong = store.AppendAsync([Some.Commit(1, 4), Some.Commit(2, 5), Some.Commit(1, 4)]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => wrong);
        await store.AppendAsync([Some.Commit(1, 4), Some.Commit(2, 5)]);

        Assert.Equal((4L, 5L), ((await store.RecoverAsync(1)).AppliedSequence, (await store.RecoverAsync(2)).AppliedSequence));
        Assert.Equal("1:4 2:5", _temp.Scalar("SELECT group_concat(partition || ':' || applied_sequence, ' ') FROM partitions"));
    }

    [Fact]
    public async Task Queue_smaller_than_the_load_makes_callers_wait_and_loses_nothing()
    {
        await using var store = await _temp.OpenAsync(new StoreOptions { QueueCapacity = 2 });

        await Task.WhenAll(Enumerable.Range(0, 64).Select(partition => store.AppendAsync([Some.Commit(partition, 1)])));

        Assert.Equal(64L, _temp.Scalar("SELECT count(*) FROM inputs"));
    }

    [Fact]
    public async Task Wrong_member_fails_alone_and_its_neighbours_are_written()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Commit(1, 1)]);
        // Another program's transaction holds the writer up, so that the rest is queued behind and taken together.
        Task held, wrong, invalid, right;
        using (var other = _temp.Connect())
        {
            using var transaction = other.BeginTransaction(deferred: false);
            held = store.AppendAsync([Some.Commit(2, 1)]);
            wrong = store.AppendAsync([Some.Commit(3, 1) with { Records = [Some.Record("seen", null, """{"a":1}""")] }, Some.Commit(1, 1)]);
            invalid = store.AppendAsync([Some.Commit(4, 1) with { Records = [Some.Record("No Good", null, "{}")] }]);
            right = store.AppendAsync([Some.Commit(5, 1) with { Records = [Some.Record("seen", null, """{"b":1}""")] }]);
            transaction.Rollback();
        }

        await held;
        await right;
        await Assert.ThrowsAsync<InvalidOperationException>(() => wrong);
        await Assert.ThrowsAsync<ArgumentException>(() => invalid);
        Assert.Equal(0, (await store.RecoverAsync(3)).AppliedSequence);
        Assert.Equal(0, (await store.RecoverAsync(4)).AppliedSequence);
        Assert.Equal(1, (await store.RecoverAsync(5)).AppliedSequence);
        Assert.Equal(1L, _temp.Scalar("SELECT b FROM record_seen"));
        Assert.Equal("[\"b\"]", _temp.Scalar("SELECT columns FROM record_tables"));
    }

    [Fact]
    public async Task Log_beyond_its_limit_is_cut_back()
    {
        await using var store = await _temp.OpenAsync(new StoreOptions { WalLimitBytes = 1 });
        var body = new byte[64 * 1024];

        for (int i = 1; store.Statistics.Checkpoints < 4; i++)
        {
            Assert.True(i < 2000, "The log was never carried over.");
            await store.AppendAsync([Some.Empty(1, i) with { Deliveries = [Some.Delivery($"msg_{i}") with { Body = body }] }]);
        }

        await store.RecoverAsync(1);
        Assert.True(new FileInfo(_temp.Path + "-wal").Length < 6 * 1024 * 1024);
        Assert.Equal(0, store.Statistics.CheckpointsHeldBack);
    }

    [Fact]
    public async Task Log_stays_below_its_limit_where_nobody_reads()
    {
        const int Limit = 2 * 1024 * 1024;
        await using var store = await _temp.OpenAsync(new StoreOptions { WalLimitBytes = Limit, Synchronous = StoreSynchronous.Normal });
        long most = 0;
        for (int i = 1; store.Statistics.Checkpoints < 20; i++)
        {
            Assert.True(i < 2000, "The log was seldom carried over.");
            await store.AppendAsync([Some.Empty(1, i) with { Deliveries = [Some.Delivery($"msg_{i}") with { Body = new byte[64 * 1024] }] }]);
            most = Math.Max(most, new FileInfo(_temp.Path + "-wal").Length);
        }

        Assert.InRange(most, Limit / 2, Limit);
    }

    [Fact]
    public async Task Log_that_a_killed_daemon_left_counts_towards_its_limit()
    {
        await using var store = await _temp.OpenAsync(new StoreOptions { WalLimitBytes = long.MaxValue });
        for (int i = 1; i <= 20; i++)
            await store.AppendAsync([Some.Empty(1, i) with { Deliveries = [Some.Delivery($"msg_{i}") with { Body = new byte[64 * 1024] }] }]);
        using var left = _temp.CopyAsAfterCrash();

        await using var next = await left.OpenAsync(new StoreOptions { WalLimitBytes = 1024 * 1024 });
        for (int i = 21; next.Statistics.Checkpoints == 0; i++)
        {
            Assert.True(i < 2000, "The log was never carried over.");
            await next.AppendAsync([Some.Empty(1, i)]);
        }

        await next.RecoverAsync(1);
        Assert.True(new FileInfo(left.Path + "-wal").Length < 1024 * 1024);
    }
}
