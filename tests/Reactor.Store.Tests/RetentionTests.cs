using Reactor.Reactions.Commits;
using Reactor.Store.Reading;

namespace Reactor.Store.Tests;

public sealed class RetentionTests : IDisposable
{
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Prune_removes_what_is_old_and_never_pending_or_open_or_recorded()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Commit(1, 1) with
        {
            Events = [Some.Event("old", at: 0), Some.Event("new", at: 200)],
            Firings = [Some.Firing("f_old", at: 0), Some.Firing("f_new", at: 200)],
            Alerts = [Some.Alert("a_open"), Some.Alert("a_old", AlertState.Resolved), Some.Alert("a_new", AlertState.Resolved, at: 200)],
            Deliveries = [Some.Delivery("msg_pending", "other"), Some.Delivery("msg_old"), Some.Delivery("msg_new", at: 1)],
            Records = [Some.Record("t", null, "{}")],
        }]);
        var claimed = await store.ClaimAsync("ops", 2, Some.At(1));
        await store.CompleteAsync(Some.Ended(claimed[0], AttemptOutcome.Delivered, at: 2));
        await store.CompleteAsync(Some.Ended(claimed[1], AttemptOutcome.Delivered, at: 200));

        var pruned = await store.PruneAsync(
            Some.At(210), new RetentionOptions { Events = TimeSpan.FromSeconds(100), Deliveries = TimeSpan.FromSeconds(100) }, CancellationToken.None);

        Assert.Equal(new PruneResult(1, 1, 1, 1, 0), pruned);
        var reader = StoreReader.Open(_temp.Path);
        Assert.Equal(["new"], reader.Events(new EventFilter()).Select(e => e.Id));
        Assert.Equal(["f_new"], reader.Firings(new FiringFilter()).Select(f => f.Id));
        Assert.Equal(["a_new", "a_open"], reader.Alerts(new AlertFilter()).Select(a => a.Uid));
        Assert.Equal(["msg_new", "msg_pending"], reader.Deliveries(new DeliveryFilter()).Select(d => d.WebhookId));
        Assert.Empty(reader.Attempts("msg_old"));
        Assert.Single(reader.Attempts("msg_new"));
        Assert.Single(reader.Records("t", new RecordFilter()));
        Assert.Single((await store.RecoverAsync(1)).Inputs);
    }

    [Fact]
    public async Task Prune_more_than_a_chunk_goes_on_to_the_end_and_the_newest_events_stay()
    {
        await using var store = await _temp.OpenAsync();
        for (int i = 0; i < 5; i++)
            await store.AppendAsync([Some.Empty(1, i + 1) with { Events = [.. Enumerable.Range(i * 1000, 1000).Select(n => Some.Event($"e{n}", at: n))] }]);

        var pruned = await store.PruneAsync(Some.At(0), new RetentionOptions { EventRows = 10 }, CancellationToken.None);

        Assert.Equal(4990, pruned.Events);
        Assert.Equal(Enumerable.Range(4990, 10).Select(n => $"e{n}"), StoreReader.Open(_temp.Path).Events(new EventFilter()).Select(e => e.Id));
    }

    [Fact]
    public async Task Prune_cuts_inputs_that_a_snapshot_left_over()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 9000) with { Inputs = [.. Enumerable.Range(1, 9000).Select(i => Some.Input(i))] }]);
        await store.AppendAsync([Some.Empty(1, 9001) with { Snapshot = new SnapshotRow(8990, 1, Some.Bytes("{}")) }]);

        var pruned = await store.PruneAsync(Some.At(0), new RetentionOptions(), CancellationToken.None);

        Assert.Equal(3990, pruned.Inputs);
        Assert.Equal(10, (await store.RecoverAsync(1)).Inputs.Length);
    }

    [Fact]
    public async Task Prune_cancelled_stops()
    {
        await using var store = await _temp.OpenAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.PruneAsync(Some.At(0), new RetentionOptions(), new CancellationToken(canceled: true)));
    }
}
