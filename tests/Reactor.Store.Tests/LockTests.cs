using System.Globalization;
using Reactor.Store.Reading;

namespace Reactor.Store.Tests;

public sealed class LockTests : IDisposable
{
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Open_second_daemon_is_refused_and_told_who_holds_it()
    {
        await using var store = await _temp.OpenAsync();

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => _temp.OpenAsync());

        Assert.Equal(StoreFailure.Locked, refused.Reason);
        Assert.Contains(Environment.ProcessId.ToString(CultureInfo.InvariantCulture), refused.Message, StringComparison.Ordinal);
        Assert.Contains(_temp.Path, refused.Message, StringComparison.Ordinal);
        await store.AppendAsync([Some.Commit(1, 1)]);
    }

    [Fact]
    public async Task Open_store_begun_anew_takes_an_epoch_that_was_never_used()
    {
        var used = new List<long>();
        for (var day = 0; day < 3; day++)
        {
            await using (var store = await OpenAtAsync(Some.At(day)))
                used.Add(store.Epoch);
            foreach (var file in Directory.GetFiles(_temp.Folder))
                File.Delete(file);
        }

        Assert.Equal(used.Distinct().Order(), used);
    }

    [Fact]
    public async Task Open_clock_is_behind_takes_the_epoch_after_the_last()
    {
        long first;
        await using (var store = await OpenAtAsync(Some.At(100)))
            first = store.Epoch;

        await using var again = await OpenAtAsync(Some.At(0));

        Assert.Equal(first + 1, again.Epoch);
    }

    [Fact]
    public async Task Open_that_fails_gives_the_lock_back()
    {
        File.WriteAllText(_temp.Path, "not a database, but long enough to be looked at as one: " + new string('x', 200));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _temp.OpenAsync());
        File.Delete(_temp.Path);

        await using var store = await _temp.OpenAsync();

        Assert.Equal(store.Epoch, _temp.Scalar("SELECT value FROM meta WHERE key = 'epoch'"));
    }

    [Fact]
    public async Task Taken_over_store_refuses_every_further_write_for_good()
    {
        await using var old = await _temp.OpenAsync();
        await old.AppendAsync([Some.Empty(1, 1) with { Deliveries = [Some.Delivery("msg_1")] }]);
        var claimed = Assert.Single(await old.ClaimAsync("ops", 1, Some.At(0)));
        // The lock file is removed by hand: the one thing that a lock cannot stand.
        File.Delete(_temp.Path + ".lock");
        await using var young = await _temp.OpenAsync();

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => old.AppendAsync([Some.Commit(1, 2)]));

        Assert.Equal(StoreFailure.Locked, refused.Reason);
        Assert.True(refused.IsFinal);
        Assert.True((await Assert.ThrowsAsync<StoreUnavailableException>(() => old.CompleteAsync(Some.Ended(claimed, AttemptOutcome.Delivered)))).IsFinal);
        Assert.True((await Assert.ThrowsAsync<StoreUnavailableException>(() => old.ClaimAsync("ops", 1, Some.At(0)))).IsFinal);
        Assert.Equal(1, (await young.RecoverAsync(1)).AppliedSequence);
        Assert.Single(await young.ClaimAsync("ops", 1, Some.At(0)));
    }

    [Fact]
    public async Task Backup_put_under_the_daemon_refuses_every_further_write_for_good_and_the_next_start_goes_on_from_it()
    {
        using var backup = new TempStore();
        await using (var store = await _temp.OpenAsync())
        {
            await store.AppendAsync([Some.Empty(1, 1) with { Deliveries = [Some.Delivery("msg_1")] }]);
            StoreBackup.Write(_temp.Path, backup.Path);
            await store.AppendAsync([Some.Empty(1, 2)]);
            using (var from = backup.Connect())
            using (var to = _temp.Connect())
                from.BackupDatabase(to);

            await AssertIsFinalAsync(() => store.AppendAsync([Some.Empty(1, 3)]));
            await AssertIsFinalAsync(() => store.ClaimAsync("ops", 1, Some.At(0)));
            Assert.NotNull(store.Final);
        }

        await using var next = await _temp.OpenAsync();
        Assert.Equal(1, (await next.RecoverAsync(1)).AppliedSequence);
        Assert.Single(await next.ClaimAsync("ops", 9, Some.At(0)));
    }

    [Fact]
    public async Task Log_that_a_killed_daemon_left_gets_into_no_file_that_is_put_in_the_place_of_the_store()
    {
        using var backup = new TempStore();
        await using var killed = await _temp.OpenAsync();
        await killed.AppendAsync([Some.Empty(1, 1)]);
        StoreBackup.Write(_temp.Path, backup.Path);
        for (var i = 2; i <= 20; i++)
            await killed.AppendAsync([Some.Empty(1, i) with { Deliveries = [Some.Delivery($"msg_{i}") with { Body = new byte[16 * 1024] }] }]);
        using var left = _temp.CopyAsAfterCrash();
        byte[] put = File.ReadAllBytes(backup.Path);

        await using (var store = await left.OpenAsync(new StoreOptions { WalLimitBytes = 64 * 1024 }))
        {
            File.Move(backup.Path, left.Path, overwrite: true);
            Assert.True((await Assert.ThrowsAsync<StoreUnavailableException>(() => store.AppendAsync([Some.Empty(1, 21)]))).IsFinal);
        }

        Assert.Equal(put, File.ReadAllBytes(left.Path));
        await using var next = await left.OpenAsync();
        Assert.Equal(1, (await next.RecoverAsync(1)).AppliedSequence);
    }

    [Fact]
    public async Task Change_by_hand_refuses_further_writes_also_where_another_program_held_the_file_first()
    {
        await using var store = await _temp.OpenAsync(new StoreOptions { BusyTimeout = TimeSpan.FromMilliseconds(1) });
        await store.AppendAsync([Some.Empty(1, 1)]);
        using (var other = _temp.Connect())
        {
            using var transaction = other.BeginTransaction(deferred: false);
            using var command = other.CreateCommand();
            command.CommandText = "DELETE FROM partitions";
            command.ExecuteNonQuery();
            Assert.False((await Assert.ThrowsAsync<StoreUnavailableException>(() => store.AppendAsync([Some.Empty(1, 2)]))).IsFinal);
            transaction.Commit();
        }

        await AssertIsFinalAsync(() => store.AppendAsync([Some.Empty(1, 2)]));
    }

    [Fact]
    public async Task Others_that_only_read_and_what_is_refused_hinder_no_write()
    {
        using var backup = new TempStore();
        await using var store = await _temp.OpenAsync(new StoreOptions { WalLimitBytes = 64 * 1024 });
        for (var i = 1; i <= 200; i++)
        {
            await store.AppendAsync([Some.Commit(1, i)]);
            StoreReader.Open(_temp.Path).Counts();
            if (i % 50 == 0)
                _temp.Scalar("SELECT count(*) FROM inputs");
            if (i % 20 == 0)
                await Assert.ThrowsAsync<InvalidOperationException>(() => store.AppendAsync([Some.Commit(1, i)]));
        }

        StoreBackup.Write(_temp.Path, backup.Path);
        await store.AppendAsync([Some.Commit(1, 201)]);

        Assert.Equal(0, store.Statistics.Failures);
    }

    private static async Task AssertIsFinalAsync(Func<Task> write)
    {
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(write);
        Assert.Equal((StoreFailure.Locked, true), (refused.Reason, refused.IsFinal));
        Assert.Contains("Another program has written", refused.Message, StringComparison.Ordinal);
    }

    private Task<SqliteStore> OpenAtAsync(DateTimeOffset now) => _temp.OpenAsync(new StoreOptions { TimeProvider = new StandingClock(now) });

    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
