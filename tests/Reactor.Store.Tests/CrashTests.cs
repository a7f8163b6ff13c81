using Reactor.Reactions.Commits;

namespace Reactor.Store.Tests;

/// <summary>What lies on the disk at some moment, opened as after a crash at that moment.</summary>
public sealed class CrashTests : IDisposable
{
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Everything_acknowledged_is_there_and_nothing_is_half_there(bool withIndex)
    {
        await using var store = await _temp.OpenAsync();
        for (int i = 1; i <= 300; i++)
        {
            await store.AppendAsync([Some.Commit(1, i) with { Events = [Some.Event($"e{i}")], Deliveries = [Some.Delivery($"msg_{i}", at: i)] }]);
            if (i % 50 != 0)
                continue;
            using var crashed = _temp.CopyAsAfterCrash(withIndex);
            await using var after = await crashed.OpenAsync();
            Assert.Equal(i, (await after.RecoverAsync(1)).AppliedSequence);
            Assert.Equal((long)i, crashed.Scalar("SELECT count(*) FROM deliveries"));
            Assert.Equal("ok", crashed.Scalar("PRAGMA integrity_check"));
        }
    }

    [Fact]
    public async Task Log_cut_anywhere_leaves_whole_commits_only()
    {
        await using var store = await _temp.OpenAsync();
        for (int i = 1; i <= 40; i++)
            await store.AppendAsync([Some.Commit(1, i) with { Events = [Some.Event($"e{i}")], Deliveries = [Some.Delivery($"msg_{i}")] }]);
        long whole = new FileInfo(_temp.Path + "-wal").Length;
        var seen = new HashSet<long>();

        for (long length = whole; length > 0; length -= whole / 13)
        {
            using var crashed = _temp.CopyAsAfterCrash();
            using (var log = new FileStream(crashed.Path + "-wal", FileMode.Open))
                log.SetLength(length);
            await using var after = await crashed.OpenAsync();
            var found = await after.RecoverAsync(1);
            Assert.Equal(found.AppliedSequence, found.Inputs.Length);
            Assert.Equal(found.AppliedSequence, crashed.Scalar("SELECT count(*) FROM events"));
            Assert.Equal(found.AppliedSequence, crashed.Scalar("SELECT count(*) FROM deliveries"));
            seen.Add(found.AppliedSequence);
        }

        Assert.True(seen.Count > 3, "The cuts all fell on one place.");
    }

    [Fact]
    public async Task Claims_of_the_dead_daemon_are_void_and_its_attempts_remain()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 1) with { Deliveries = [Some.Delivery("msg_1"), Some.Delivery("msg_2")] }]);
        var claimed = await store.ClaimAsync("ops", 2, Some.At(0));
        await store.CompleteAsync(Some.Ended(claimed[0], AttemptOutcome.Retry, next: 5));

        using var crashed = _temp.CopyAsAfterCrash();
        await using var after = await crashed.OpenAsync();

        Assert.True(after.Epoch > store.Epoch);
        var again = await after.ClaimAsync("ops", 10, Some.At(10));
        Assert.Equal([("msg_2", 1), ("msg_1", 2)], again.Select(c => (c.Delivery.WebhookId, c.Attempt)));
    }
}
