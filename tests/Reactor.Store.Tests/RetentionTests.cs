using Reactor.Reactions.Commits;
using Reactor.Rules.Configuration;
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
            Some.At(210), new RetentionConfiguration { Events = TimeSpan.FromSeconds(100), Deliveries = TimeSpan.FromSeconds(100) }, CancellationToken.None);

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
    public async Task Prune_firing_stays_with_what_of_it_is_not_over()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Commit(1, 1) with
        {
            Firings = [.. ((string[])["f_pending", "f_dead", "f_alert", "f_acknowledged", "f_step", "f_over"]).Select(id => Some.Firing(id))],
            Deliveries = [Of("msg_pending", "f_pending", "other"), Of("msg_dead", "f_dead"), Of("msg_over", "f_over")],
            Alerts =
            [
                Some.Alert("a_open") with { FiringId = "f_alert" }, Some.Alert("a_seen", AlertState.Acknowledged) with { FiringId = "f_acknowledged" },
                Some.Alert("a_over", AlertState.Resolved) with { FiringId = "f_over" },
            ],
            Steps = [new StepRow { Id = "s_1", FiringId = "f_step", Rule = "r1", ActionPath = "then[0].qmp", Kind = "qmp", VmId = "id-web1", VmName = "web1", IntendedAt = Some.At(0), Request = Some.Bytes("{}") }],
        }]);
        foreach (var claim in await store.ClaimAsync("ops", 9, Some.At(1)))
            await store.CompleteAsync(Some.Ended(claim, claim.Delivery.WebhookId == "msg_dead" ? AttemptOutcome.Dead : AttemptOutcome.Delivered, at: 2));

        var pruned = await store.PruneAsync(Some.At(1000), Short with { DeadLetters = TimeSpan.FromDays(1) }, CancellationToken.None);

        Assert.Equal(new PruneResult(0, 1, 1, 1, 0), pruned);
        var reader = StoreReader.Open(_temp.Path);
        Assert.Equal(["f_acknowledged", "f_alert", "f_dead", "f_pending", "f_step"], reader.Firings(new FiringFilter()).Select(f => f.Id).Order(StringComparer.Ordinal));
        Assert.Equal(["msg_dead", "msg_pending"], reader.Deliveries(new DeliveryFilter()).Select(d => d.WebhookId).Order(StringComparer.Ordinal));
        Assert.Equal("msg_pending", Assert.Single(await store.ClaimAsync("other", 9, Some.At(1001))).Delivery.WebhookId);
    }

    [Fact]
    public async Task Prune_dead_letters_go_by_their_own_period()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Commit(1, 1) with { Deliveries = [Of("msg_dead", "f_1"), Of("msg_ok", "f_1")] }]);
        foreach (var claim in await store.ClaimAsync("ops", 9, Some.At(1)))
            await store.CompleteAsync(Some.Ended(claim, claim.Delivery.WebhookId == "msg_dead" ? AttemptOutcome.Dead : AttemptOutcome.Delivered, at: 2));

        var first = await store.PruneAsync(Some.At(1000), new RetentionConfiguration { DeadLetters = TimeSpan.FromSeconds(100) }, CancellationToken.None);
        Assert.Equal(PruneResult.None with { DeadLetters = 1 }, first);

        Assert.Equal(["msg_ok"], StoreReader.Open(_temp.Path).Deliveries(new DeliveryFilter()).Select(d => d.WebhookId));
    }

    [Fact]
    public async Task Prune_records_go_where_a_period_is_given_from_when_they_were_last_written()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Commit(1, 1) with { Records = [Some.Record("t", null, "{}"), Some.Record("t", "k", "{}"), Some.Record("u", null, "{}")] }]);
        await store.AppendAsync([Some.Commit(1, 2) with { Records = [Some.Record("t", "k", "{}", at: 950)] }]);

        Assert.Equal(0, (await store.PruneAsync(Some.At(1000), Short, CancellationToken.None)).Records);
        Assert.Equal(2, (await store.PruneAsync(Some.At(1000), Short with { Records = TimeSpan.FromSeconds(100) }, CancellationToken.None)).Records);

        Assert.Equal("k", Assert.Single(StoreReader.Open(_temp.Path).Records("t", new RecordFilter())).Key);
    }

    [Fact]
    public async Task Prune_rows_that_stay_hide_none_behind_them()
    {
        const int Kept = global::Reactor.Store.Sqlite.Writing.Retention.Chunk + 500;
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Commit(1, 1) with
        {
            Firings = [.. Enumerable.Range(0, Kept + 100).Select(n => Some.Firing($"f_{n}", at: n / 100.0))],
            Deliveries = [.. Enumerable.Range(0, Kept).Select(n => Of($"msg_{n}", $"f_{n}"))],
        }]);

        var pruned = await store.PruneAsync(Some.At(1000), Short, CancellationToken.None);

        Assert.Equal((100, 0), (pruned.Firings, pruned.Deliveries));
    }

    private static RetentionConfiguration Short { get; } = new()
    {
        Events = TimeSpan.FromSeconds(100), Deliveries = TimeSpan.FromSeconds(100), DeadLetters = TimeSpan.FromSeconds(100), Audit = TimeSpan.FromSeconds(100),
    };

    private static DeliveryRow Of(string id, string firing, string target = "ops") => Some.Delivery(id, target) with { FiringId = firing };

    [Fact]
    public async Task Prune_more_than_a_chunk_goes_on_to_the_end_and_the_newest_events_stay()
    {
        await using var store = await _temp.OpenAsync();
        for (int i = 0; i < 5; i++)
            await store.AppendAsync([Some.Empty(1, i + 1) with { Events = [.. Enumerable.Range(i * 1000, 1000).Select(n => Some.Event($"e{n}", at: n))] }]);

        var pruned = await store.PruneAsync(Some.At(0), new RetentionConfiguration { EventRows = 10 }, CancellationToken.None);

        Assert.Equal(4990, pruned.Events);
        Assert.Equal(Enumerable.Range(4990, 10).Select(n => $"e{n}"), StoreReader.Open(_temp.Path).Events(new EventFilter()).Select(e => e.Id));
    }

    [Fact]
    public async Task Prune_cuts_inputs_that_a_snapshot_left_over()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 9000) with { Inputs = [.. Enumerable.Range(1, 9000).Select(i => Some.Input(i))] }]);
        await store.AppendAsync([Some.Empty(1, 9001) with { Snapshot = new SnapshotRow(8990, 1, Some.Bytes("{}")) }]);

        var pruned = await store.PruneAsync(Some.At(0), new RetentionConfiguration(), CancellationToken.None);

        Assert.Equal(3990, pruned.Inputs);
        Assert.Equal(10, (await store.RecoverAsync(1)).Inputs.Length);
    }

    [Fact]
    public async Task Prune_cancelled_stops()
    {
        await using var store = await _temp.OpenAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.PruneAsync(Some.At(0), new RetentionConfiguration(), new CancellationToken(canceled: true)));
    }
}
