namespace Reactor.Store.Tests;

public sealed class BackupTests : IDisposable
{
    private readonly TempStore _temp = new();
    private readonly TempStore _copy = new();

    public void Dispose()
    {
        _temp.Dispose();
        _copy.Dispose();
    }

    [Fact]
    public async Task Copies_made_while_it_is_written_hold_all_that_was_durable_before_and_nothing_by_halves()
    {
        await using var store = await _temp.OpenAsync();
        using var ending = new CancellationTokenSource();
        long written = 0;
        var writing = Task.Run(async () =>
        {
            while (!ending.IsCancellationRequested)
            {
                var next = written + 1;
                await store.AppendAsync([Some.Commit(1, next) with { Events = [Some.Event($"e{next}")] }, Some.Commit(2, next) with { Firings = [Some.Firing($"f{next}")] }]);
                Volatile.Write(ref written, next);
            }
        });
        for (var i = 0; i < 10; i++)
        {
            // Something is written from one copy to the next, so that they differ.
            var last = Volatile.Read(ref written);
            while (Volatile.Read(ref written) == last)
                await Task.Yield();
            var before = Volatile.Read(ref written);
            File.Delete(_copy.Path);

            var length = StoreBackup.Write(_temp.Path, _copy.Path);

            Assert.Equal(new FileInfo(_copy.Path).Length, length);
            Assert.Equal(["reactor.db"], _copy.Files());
            var events = (long)_copy.Scalar("SELECT count(*) FROM events")!;
            Assert.InRange(events, before, Volatile.Read(ref written) + 1);
            Assert.Equal(events, _copy.Scalar("SELECT count(*) FROM firings"));
            Assert.Equal(2 * events, _copy.Scalar("SELECT count(*) FROM inputs"));
        }
        await ending.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task Copy_into_a_folder_that_is_not_there_is_told_by_the_folder()
    {
        await using var store = await _temp.OpenAsync();
        var file = Path.Combine(Path.GetDirectoryName(_copy.Path)!, "none", "x.db");

        var refused = Assert.Throws<IOException>(() => StoreBackup.Write(_temp.Path, file));

        Assert.Equal($"{file} can't be written: there is no folder {Path.GetDirectoryName(file)}", refused.Message);
    }

    [Fact]
    public async Task Copy_is_of_one_moment_and_comes_to_an_end_whatever_is_written_between_its_steps()
    {
        await using var store = await _temp.OpenAsync();
        var large = System.Text.Encoding.UTF8.GetBytes($$"""{"text": "{{new string('x', 64 * 1024)}}"}""");
        for (var i = 1; i <= 80; i++)
            await store.AppendAsync([Some.Commit(1, i) with { Events = [Some.Event($"e{i}") with { Data = large }] }]);
        var told = new List<(long Done, long All)>();
        long more = 0;

        StoreBackup.Write(_temp.Path, _copy.Path, (done, all) =>
        {
            told.Add((done, all));
            more++;
            store.AppendAsync([Some.Commit(1, 80 + more) with { Events = [Some.Event($"e{80 + more}") with { Data = large }] }]).GetAwaiter().GetResult();
        });

        Assert.Equal(80L, _copy.Scalar("SELECT count(*) FROM events"));
        Assert.Equal(80 + more, _temp.Scalar("SELECT count(*) FROM events"));
        Assert.InRange(told.Count, 5, 1_000);
        Assert.Equal(told.Order(), told);
        Assert.Single(told.Select(copied => copied.All).Distinct());
    }

    [Fact]
    public async Task Copy_is_a_store_that_goes_on_from_there()
    {
        long epoch;
        await using (var store = await _temp.OpenAsync())
        {
            epoch = store.Epoch;
            await store.AppendAsync([Some.Commit(1, 1) with { Events = [Some.Event("e1")] }]);
            StoreBackup.Write(_temp.Path, _copy.Path);
        }

        await using var copy = await _copy.OpenAsync();

        Assert.Single((await copy.RecoverAsync(1)).Inputs);
        await copy.AppendAsync([Some.Commit(1, 2)]);
        Assert.True(copy.Epoch > epoch, "ids of the original must not come again");
    }

    [Fact]
    public async Task Store_that_nobody_writes_is_copied_and_left_as_it_is()
    {
        await using (var store = await _temp.OpenAsync())
            await store.AppendAsync([Some.Commit(1, 1) with { Events = [Some.Event("e1")] }]);
        var files = _temp.Files();

        StoreBackup.Write(_temp.Path, _copy.Path);

        Assert.Equal(files, _temp.Files());
        Assert.Equal(1L, _copy.Scalar("SELECT count(*) FROM events"));
    }

    [Fact]
    public async Task Store_of_a_daemon_that_crashed_is_copied_with_its_log()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Commit(1, 1) with { Events = [Some.Event("e1")] }]);
        using var crashed = _temp.CopyAsAfterCrash();

        StoreBackup.Write(crashed.Path, _copy.Path);

        Assert.Equal(1L, _copy.Scalar("SELECT count(*) FROM events"));
    }

    [Fact]
    public async Task Copy_is_for_its_owner_alone_and_overwrites_nothing()
    {
        await (await _temp.OpenAsync()).DisposeAsync();
        StoreBackup.Write(_temp.Path, _copy.Path);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_copy.Path));
        File.WriteAllText(_copy.Path, "mine");

        var refused = Assert.Throws<IOException>(() => StoreBackup.Write(_temp.Path, _copy.Path));

        Assert.Contains(_copy.Path, refused.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(_copy.Path));
        Assert.Equal(["reactor.db"], _copy.Files());
    }

    [Fact]
    public async Task Damaged_store_gives_no_copy()
    {
        await using (var store = await _temp.OpenAsync())
        {
            for (var i = 1; i <= 200; i++)
                await store.AppendAsync([Some.Commit(1, i) with { Events = [Some.Event($"e{i}")] }]);
        }
        using (var file = new FileStream(_temp.Path, FileMode.Open, FileAccess.Write))
        {
            file.Position = file.Length / 2;
            file.Write(new byte[4096]);
        }

        var refused = Assert.Throws<StoreUnavailableException>(() => StoreBackup.Write(_temp.Path, _copy.Path));

        Assert.Equal(StoreFailure.Corrupt, refused.Reason);
        Assert.Empty(_copy.Files());
    }

    [Fact]
    public void Store_that_is_missing_gives_no_copy()
    {
        Assert.Equal(StoreFailure.Missing, Assert.Throws<StoreUnavailableException>(() => StoreBackup.Write(_temp.Path, _copy.Path)).Reason);
        Assert.Empty(_copy.Files());
    }

    [MountFact]
    public async Task Full_disk_is_told_of_and_nothing_is_left_on_it()
    {
        await using (var store = await _temp.OpenAsync())
        {
            for (var i = 1; i <= 200; i++)
                await store.AppendAsync([Some.Commit(1, i) with { Events = [.. Enumerable.Range(0, 50).Select(n => Some.Event($"e{i}.{n}"))] }]);
        }
        using var disk = new SmallDisk();

        var refused = Assert.Throws<IOException>(() => StoreBackup.Write(_temp.Path, disk.Path));

        Assert.Contains(disk.Path, refused.Message, StringComparison.Ordinal);
        Assert.Contains("full", refused.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(disk.Folder));
    }
}
