using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Store.Reading;

namespace Reactor.Store.Tests;

public sealed class AppendTests : IDisposable
{
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Recover_after_append_gives_inputs_alerts_sequence_and_latest_time()
    {
        await using (var store = await _temp.OpenAsync())
        {
            await store.AppendAsync([Some.Commit(3, 1), Some.Commit(3, 5) with { Alerts = [Some.Alert("a_1", at: 100), Some.Alert("a_2", AlertState.Resolved)] }]);
            await store.AppendAsync([Some.Commit(4, 9)]);
        }
        await using var again = await _temp.OpenAsync();

        var found = await again.RecoverAsync(3);

        Assert.Equal(5, found.AppliedSequence);
        Assert.Equal(Some.At(101), found.LastAt);
        Assert.Null(found.Snapshot);
        Assert.Equal([1L, 5L], found.Inputs.Select(i => i.Sequence));
        var input = found.Inputs[1];
        Assert.Equal(Some.Input(5).Payload.ToArray(), input.Payload.ToArray());
        Assert.Equal(["fp1", "fp2"], input.Rules.ToArray());
        Assert.Equal(Some.At(5), input.At);
        var alert = Assert.Single(found.OpenAlerts);
        var expected = Some.Alert("a_1", at: 100);
        Assert.Equal(expected with { Labels = alert.Labels, Targets = alert.Targets }, alert);
        Assert.Equal(expected.Labels.ToArray(), alert.Labels.ToArray());
        Assert.Equal(expected.Targets.AsEnumerable(), alert.Targets);
    }

    [Fact]
    public async Task Recover_empty_store_gives_nothing()
    {
        await using var store = await _temp.OpenAsync();

        var found = await store.RecoverAsync(0);

        Assert.Equal(0, found.AppliedSequence);
        Assert.Null(found.LastAt);
        Assert.Empty(found.Inputs);
        Assert.Empty(found.OpenAlerts);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(6)]
    public async Task Append_at_or_below_the_stored_sequence_is_refused_whole(long sequence)
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Commit(1, 7)]);

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.AppendAsync([Some.Commit(2, 1), Some.Commit(1, sequence)]));

        Assert.Equal(0, (await store.RecoverAsync(2)).AppliedSequence);
        Assert.Single((await store.RecoverAsync(1)).Inputs);
        await store.AppendAsync([Some.Commit(1, 8)]);
    }

    [Fact]
    public async Task Append_inputs_out_of_order_or_beyond_the_commit_are_refused()
    {
        await using var store = await _temp.OpenAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.AppendAsync([Some.Empty(1, 5) with { Inputs = [Some.Input(2), Some.Input(2)] }]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.AppendAsync([Some.Empty(1, 5) with { Inputs = [Some.Input(6)] }]));

        Assert.Equal(0, (await store.RecoverAsync(1)).AppliedSequence);
    }

    [Fact]
    public async Task Append_snapshot_cuts_what_it_contains_and_recovery_starts_there()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([.. Enumerable.Range(1, 20).Select(i => Some.Commit(1, i))]);
        await store.AppendAsync([Some.Commit(2, 1)]);

        await store.AppendAsync([Some.Commit(1, 21) with { Snapshot = new SnapshotRow(18, 2, Some.Bytes("{}")) }]);

        var found = await store.RecoverAsync(1);
        Assert.Equal(18, found.Snapshot!.Sequence);
        Assert.Equal(2, found.Snapshot.Version);
        Assert.Equal([19L, 20L, 21L], found.Inputs.Select(i => i.Sequence));
        Assert.Single((await store.RecoverAsync(2)).Inputs);
        Assert.Equal(4L, _temp.Scalar("SELECT count(*) FROM inputs"));
    }

    [Fact]
    public async Task Append_same_ids_again_keeps_the_first_and_counts()
    {
        await using var store = await _temp.OpenAsync();
        var commit = Some.Empty(1, 1) with { Events = [Some.Event("e1")], Firings = [Some.Firing("f_1")], Deliveries = [Some.Delivery("msg_1")] };
        await store.AppendAsync([commit]);

        await store.AppendAsync([commit with { AppliedSequence = 2, Deliveries = [Some.Delivery("msg_1") with { Body = Some.Bytes("other") }] }]);

        Assert.Equal(3, store.Statistics.DuplicatesIgnored);
        var claimed = Assert.Single(await store.ClaimAsync("ops", 10, Some.At(0)));
        Assert.Equal(Some.Delivery("msg_1").Body.ToArray(), claimed.Delivery.Body.ToArray());
    }

    [Fact]
    public async Task Append_alert_again_updates_its_row()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 1) with { Alerts = [Some.Alert("a_1")] }]);

        await store.AppendAsync([Some.Empty(1, 2) with { Alerts = [Some.Alert("a_1", AlertState.Resolved) with { Count = 9 }] }]);

        Assert.Empty((await store.RecoverAsync(1)).OpenAlerts);
        var alert = Assert.Single(StoreReader.Open(_temp.Path).Alerts(new AlertFilter()));
        Assert.Equal((AlertState.Resolved, 9L, "event", Some.At(2)), (alert.State, alert.Count, alert.ResolvedBy, alert.EndsAt!.Value));
    }

    [Fact]
    public async Task Append_empty_group_is_nothing()
    {
        await using var store = await _temp.OpenAsync();

        await store.AppendAsync(ImmutableArray<Commit>.Empty);

        Assert.Equal(0, (await store.RecoverAsync(0)).AppliedSequence);
    }

    [Fact]
    public async Task Append_after_close_fails_as_disposed()
    {
        var store = await _temp.OpenAsync();
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.AppendAsync([Some.Commit(1, 1)]));
    }

    [Fact]
    public async Task Close_carries_the_log_over_and_leaves_no_log()
    {
        await using (var store = await _temp.OpenAsync())
            await store.AppendAsync([Some.Commit(1, 1)]);

        Assert.Equal(["reactor.db", "reactor.db.lock"], _temp.Files());
    }
}
