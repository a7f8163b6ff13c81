using Reactor.Reactions.Commits;
using Reactor.Store.Reading;

namespace Reactor.Store.Tests;

public sealed class FaultTests : IDisposable
{
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Open_file_that_is_no_database_fails_as_corrupt_and_leaves_it()
    {
        string text = "These are somebody's notes. " + new string('x', 5000);
        File.WriteAllText(_temp.Path, text);

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => _temp.OpenAsync());

        Assert.Equal(StoreFailure.Corrupt, failure.Reason);
        Assert.Contains(_temp.Path, failure.Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(_temp.Path));
        Assert.Equal(StoreFailure.Corrupt, Assert.Throws<StoreUnavailableException>(() => StoreReader.Open(_temp.Path)).Reason);
    }

    [Fact]
    public async Task Damaged_pages_fail_as_corrupt_when_they_are_met()
    {
        await using (var store = await _temp.OpenAsync())
            await store.AppendAsync([.. Enumerable.Range(1, 500).Select(i => Some.Commit(1, i))]);
        using (var file = new FileStream(_temp.Path, FileMode.Open, FileAccess.ReadWrite))
        {
            byte[] junk = new byte[4096];
            Array.Fill(junk, (byte)0xA5);
            for (long at = 4096 * 5; at < file.Length; at += 4096)
            {
                file.Position = at;
                file.Write(junk);
            }
        }

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            await using var store = await _temp.OpenAsync();
            await store.RecoverAsync(1);
        });

        Assert.Equal(StoreFailure.Corrupt, failure.Reason);
    }

    [Fact]
    public async Task Delivery_that_lost_its_body_fails_as_corrupt_when_it_is_to_be_sent()
    {
        await using (var store = await _temp.OpenAsync())
            await store.AppendAsync([Some.Empty(1, 1) with { Deliveries = [Some.Delivery("msg_1")] }]);
        _temp.Execute("DELETE FROM delivery_bodies");

        await using var next = await _temp.OpenAsync();
        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => next.ClaimAsync("ops", 9, Some.At(9)));

        Assert.True(failure.IsDamage);
        Assert.Contains("row 1 has lost its body", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_of_deliveries_that_were_removed_by_hand_are_in_nobodys_way()
    {
        await using (var store = await _temp.OpenAsync())
            await store.AppendAsync([Some.Empty(1, 1) with { Deliveries = [Some.Delivery("msg_1")] }]);
        _temp.Execute("PRAGMA foreign_keys = OFF; DELETE FROM deliveries;");

        await using var next = await _temp.OpenAsync();
        await next.AppendAsync([Some.Empty(1, 2) with { Deliveries = [Some.Delivery("msg_2")] }]);

        Assert.Equal(Some.Delivery("msg_2").Body.ToArray(), Assert.Single(await next.ClaimAsync("ops", 9, Some.At(9))).Delivery.Body.ToArray());
    }

    [Fact]
    public async Task Folder_in_the_place_of_the_file_fails_with_its_path()
    {
        Directory.CreateDirectory(_temp.Path);

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => _temp.OpenAsync());

        Assert.Contains(_temp.Path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_makes_missing_folders()
    {
        await using var store = await SqliteStore.OpenAsync(Path.Combine(_temp.Folder, "a", "b", "store #1%.db"), new StoreOptions());

        await store.AppendAsync([Some.Commit(1, 1)]);

        Assert.True(File.Exists(store.Path));
        Assert.Empty(StoreReader.Open(store.Path).Vms());
    }

    [Fact]
    public async Task Another_program_that_writes_delays_and_then_fails_as_locked_until_it_ends()
    {
        await using var store = await _temp.OpenAsync(new StoreOptions { BusyTimeout = TimeSpan.FromMilliseconds(1) });
        using (var other = _temp.Connect())
        {
            using var transaction = other.BeginTransaction(deferred: false);

            var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.AppendAsync([Some.Commit(1, 1)]));

            Assert.Equal((StoreFailure.Locked, false), (failure.Reason, failure.IsFinal));
            transaction.Rollback();
        }

        await store.AppendAsync([Some.Commit(1, 1)]);

        Assert.Equal(1, store.Statistics.Failures);
        Assert.Equal(1, (await store.RecoverAsync(1)).AppliedSequence);
    }

    [Fact]
    public async Task Write_that_failed_is_told_until_one_succeeds_though_nobody_asks_for_it()
    {
        await using var store = await _temp.OpenAsync(new StoreOptions { BusyTimeout = TimeSpan.FromMilliseconds(1) });
        using (var other = _temp.Connect())
        {
            using var transaction = other.BeginTransaction(deferred: false);
            var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.AppendAsync([Some.Commit(1, 1)]));
            Assert.Same(failure, store.Trouble);
            await store.RecoverAsync(1);
            Assert.NotNull(store.Trouble);
            transaction.Rollback();
        }

        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (store.Trouble is not null)
            await Task.Delay(10, guard.Token);

        await store.AppendAsync([Some.Commit(1, 1)]);
        Assert.Null(store.Trouble);
    }

    [Fact]
    public async Task File_removed_under_a_running_daemon_fails_instead_of_writing_into_nothing()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Commit(1, 1)]);
        foreach (string file in _temp.Files().Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)))
            File.Delete(Path.Combine(_temp.Folder, file));

        for (int i = 2; i <= 3; i++)
        {
            var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.AppendAsync([Some.Commit(1, i)]));
            Assert.Equal(StoreFailure.Missing, failure.Reason);
        }

        Assert.Equal(["reactor.db.lock"], _temp.Files());
    }

    [Fact]
    public async Task File_moved_away_and_put_back_under_a_running_daemon_is_written_again()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Commit(1, 1)]);
        File.Move(_temp.Path, _temp.Path + ".away");
        Assert.False((await Assert.ThrowsAsync<StoreUnavailableException>(() => store.AppendAsync([Some.Commit(1, 2)]))).IsFinal);
        File.Move(_temp.Path + ".away", _temp.Path);

        await store.AppendAsync([Some.Commit(1, 2)]);

        Assert.Equal(2, (await store.RecoverAsync(1)).AppliedSequence);
    }

    [Fact]
    public async Task File_moved_away_and_back_at_any_instant_of_a_write_is_never_taken_for_another()
    {
        await using var store = await _temp.OpenAsync(new StoreOptions { Synchronous = StoreSynchronous.Normal });
        var written = 0;
        for (var i = 0; i < 2000; i++)
        {
            var append = store.AppendAsync([Some.Commit(1, written + 1)]);
            File.Move(_temp.Path, _temp.Path + ".away");
            File.Move(_temp.Path + ".away", _temp.Path);
            try
            {
                await append;
                written++;
            }
            catch (StoreUnavailableException e)
            {
                Assert.False(e.IsFinal, e.Message);
            }
        }

        Assert.Equal(written, (await store.RecoverAsync(1)).AppliedSequence);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task File_replaced_by_a_backup_under_a_running_daemon_refuses_every_further_write_for_good(bool isMissedBetween)
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Commit(1, 1)]);
        StoreBackup.Write(_temp.Path, _temp.Path + ".backup");
        await store.AppendAsync([Some.Commit(1, 2)]);
        File.Move(_temp.Path, _temp.Path + ".away");
        if (isMissedBetween)
            await Assert.ThrowsAsync<StoreUnavailableException>(() => store.AppendAsync([Some.Commit(1, 3)]));
        File.Move(_temp.Path + ".backup", _temp.Path);

        for (int i = 3; i <= 4; i++)
        {
            var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.AppendAsync([Some.Commit(1, i)]));
            Assert.Equal((StoreFailure.Locked, true), (failure.Reason, failure.IsFinal));
            Assert.Contains("Another file", failure.Message, StringComparison.Ordinal);
        }
    }

    [MountFact]
    public async Task Full_disk_fails_whole_and_goes_on_by_itself_when_there_is_space()
    {
        using var disk = new SmallDisk(mebibytes: 2);
        await using var store = await SqliteStore.OpenAsync(disk.Path, new StoreOptions());
        string ballast = Path.Combine(disk.Folder, "ballast");
        File.WriteAllBytes(ballast, new byte[300 * 1024]);
        long written = 0;
        StoreUnavailableException? failure = null;
        while (failure is null)
        {
            Assert.True(written < 1000, "The disk never got full.");
            try
            {
                await store.AppendAsync([Next(written + 1)]);
                written++;
            }
            catch (StoreUnavailableException e)
            {
                failure = e;
            }
        }
        Assert.Equal((StoreFailure.Full, false), (failure.Reason, failure.IsFinal));
        Assert.Contains("space", failure.Message, StringComparison.Ordinal);
        Assert.Equal(written, (await store.RecoverAsync(1)).AppliedSequence);

        File.Delete(ballast);
        await store.AppendAsync([Next(written + 1)]);

        var found = await store.RecoverAsync(1);
        Assert.Equal(written + 1, found.AppliedSequence);
        Assert.Equal(Enumerable.Range(1, (int)written + 1).Select(i => (long)i), found.Inputs.Select(i => i.Sequence));
        Assert.Equal(written + 1, StoreReader.Open(disk.Path).Deliveries(new DeliveryFilter { Limit = 1000 }).Count);

        static Commit Next(long sequence) =>
            Some.Commit(1, sequence) with { Deliveries = [Some.Delivery($"msg_{sequence}") with { Body = new byte[5000] }] };
    }

    [MountFact]
    public async Task Full_disk_and_what_another_wrote_meanwhile_ends_the_writing()
    {
        using var disk = new SmallDisk();
        await using var store = await SqliteStore.OpenAsync(disk.Path, new StoreOptions());
        string ballast = Path.Combine(disk.Folder, "ballast");
        await store.AppendAsync([Some.Commit(2, 1) with { Deliveries = [Some.Delivery("msg_claimed")] }]);
        Assert.Single(await store.ClaimAsync(Some.Delivery("x").Target, 1, Some.At(1000)));
        FillUp(disk);
        long written = 0;
        StoreUnavailableException? failure = null;
        while (failure is null)
        {
            try
            {
                await store.AppendAsync([Some.Commit(1, written + 1) with { Deliveries = [Some.Delivery($"msg_{written + 1}") with { Body = new byte[5000] }] }]);
                written++;
            }
            catch (StoreUnavailableException e)
            {
                failure = e;
            }
        }
        File.Delete(ballast);
        TempStore.Shell("sqlite3", disk.Path, "DELETE FROM deliveries; DELETE FROM events;");

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.AppendAsync([Some.Commit(1, written + 1)]));

        Assert.True(refused.IsFinal, refused.Message);
    }

    [MountFact]
    public async Task Full_disk_at_the_start_fails_as_full()
    {
        using var disk = new SmallDisk();
        FillUp(disk);

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => SqliteStore.OpenAsync(disk.Path, new StoreOptions()));

        Assert.Equal(StoreFailure.Full, failure.Reason);
    }

    [MountFact]
    public async Task Read_only_disk_fails_as_read_only_and_is_read_all_the_same()
    {
        using var disk = new SmallDisk();
        await using (var store = await SqliteStore.OpenAsync(disk.Path, new StoreOptions()))
            await store.AppendAsync([Some.Empty(1, 1) with { Vms = [Some.Vm("web1")] }]);
        disk.Remount("ro");

        var failure = await Assert.ThrowsAsync<StoreUnavailableException>(() => SqliteStore.OpenAsync(disk.Path, new StoreOptions()));

        Assert.Equal(StoreFailure.ReadOnly, failure.Reason);
        Assert.Equal("web1", Assert.Single(StoreReader.Open(disk.Path).Vms()).Name);
        disk.Remount("rw");
    }

    [MountFact]
    public async Task Read_only_disk_with_the_log_of_a_dead_daemon_is_read_whole()
    {
        using var disk = new SmallDisk();
        await using (var store = await _temp.OpenAsync())
        {
            await store.AppendAsync([Some.Empty(1, 1) with { Vms = [Some.Vm("web1")] }]);
            TempStore.Shell("cp", _temp.Path, _temp.Path + "-wal", disk.Folder + "/");
        }
        disk.Remount("ro");

        Assert.Equal("web1", Assert.Single(StoreReader.Open(disk.Path).Vms()).Name);

        disk.Remount("rw");
    }

    private static void FillUp(SmallDisk disk)
    {
        using var file = new FileStream(Path.Combine(disk.Folder, "ballast"), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        try
        {
            while (true)
                file.Write(new byte[4096]);
        }
        catch (IOException)
        {
            // Full: that is the point.
        }
    }
}
