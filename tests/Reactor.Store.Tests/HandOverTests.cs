using Reactor.Reactions.Commits;
using Reactor.Store.Reading;

namespace Reactor.Store.Tests;

/// <summary>Deliveries that are claimed as they are written.</summary>
public sealed class HandOverTests : IDisposable
{
    private readonly TempStore _temp = new();
    private readonly ClaimRoom _room = new();
    private long _sequence;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Room_is_there_what_is_written_is_claimed_with_it_and_completed_as_any()
    {
        await using var store = await OpenedAsync(room: 2);

        var first = await AppendAsync(store, Some.Delivery("msg_1"));
        Assert.Equal(["msg_1"], Ids(first));
        Assert.Equal(1, first.Claimed[0].Attempt);
        Assert.Empty(first.Waiting);
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(9)));

        await store.CompleteAsync([new AttemptResult("msg_1", 1, AttemptOutcome.Delivered, Some.At(1), TimeSpan.Zero, 200, "200 OK")]);
        Assert.Equal("delivered", _temp.Scalar("SELECT state FROM deliveries"));
    }

    [Fact]
    public async Task Room_is_full_it_waits_and_what_follows_waits_behind_it()
    {
        await using var store = await OpenedAsync(room: 1);

        var appended = await AppendAsync(store, Some.Delivery("msg_1"), Some.Delivery("msg_2", at: 1));
        Assert.Equal(["msg_1"], Ids(appended));
        Assert.Equal(["ops"], appended.Waiting.AsEnumerable());
        Receive(5);
        Assert.Empty((await AppendAsync(store, Some.Delivery("msg_3", at: 2))).Claimed);

        Assert.Equal(["msg_2", "msg_3"], (await store.ClaimAsync("ops", 9, Some.At(9))).Select(c => c.Delivery.WebhookId));
    }

    [Fact]
    public async Task Body_is_large_it_waits()
    {
        await using var store = await OpenedAsync(room: 2);

        Assert.Empty((await AppendAsync(store, Some.Delivery("msg_1") with { Body = new byte[64 * 1024] })).Claimed);
    }

    [Fact]
    public async Task Commit_is_refused_its_claims_are_undone_and_their_places_are_free_again()
    {
        await using var store = await OpenedAsync(room: 1);

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.AppendAsync(
            [Some.Empty(1, ++_sequence) with { Deliveries = [Some.Delivery("msg_1")] }, Some.Empty(1, _sequence)]));
        _sequence--;
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(9), room: _room));

        Assert.Equal(["msg_1"], Ids(await AppendAsync(store, Some.Delivery("msg_1"))));
    }

    [Fact]
    public async Task Target_is_ordered_nothing_is_handed_over()
    {
        await using var store = await OpenedAsync(room: 2, isOrdered: true);

        Assert.Empty((await AppendAsync(store, Some.Delivery("msg_1"))).Claimed);
    }

    [Fact]
    public async Task Daemon_crashed_what_it_was_trying_waits_again()
    {
        await using var store = await OpenedAsync(room: 2);
        await AppendAsync(store, Some.Delivery("msg_1"));

        using var crashed = _temp.CopyAsAfterCrash();
        await using var after = await crashed.OpenAsync();

        Assert.Equal(["ops"], (await after.PendingTargetsAsync()).AsEnumerable());
        Assert.Equal(["msg_1"], (await after.ClaimAsync("ops", 9, Some.At(0))).Select(c => c.Delivery.WebhookId));
    }

    [Fact]
    public async Task Others_read_meanwhile_what_is_written_is_claimed_with_it_still()
    {
        await using var store = await OpenedAsync(room: 9);
        StoreReader.Open(_temp.Path).Counts();
        _temp.Scalar("SELECT count(*) FROM deliveries");

        Assert.Equal(["msg_1"], Ids(await AppendAsync(store, Some.Delivery("msg_1"))));
        StoreReader.Open(_temp.Path).Counts();
        Assert.Equal(["msg_2"], Ids(await AppendAsync(store, Some.Delivery("msg_2"))));
    }

    [Fact]
    public async Task Attempt_is_given_back_it_waits_again()
    {
        await using var store = await OpenedAsync(room: 2);
        var claimed = (await AppendAsync(store, Some.Delivery("msg_1"), Some.Delivery("msg_2", at: 1))).Claimed;

        await store.CompleteAsync([Some.Ended(claimed[0], AttemptOutcome.Released)]);
        Assert.Equal(["msg_1"], (await store.ClaimAsync("ops", 9, Some.At(9))).Select(c => c.Delivery.WebhookId));
    }

    [Fact]
    public async Task Attempt_is_to_be_made_again_it_waits_for_its_time()
    {
        await using var store = await OpenedAsync(room: 2);
        var claimed = (await AppendAsync(store, Some.Delivery("msg_1"))).Claimed;

        await store.CompleteAsync([Some.Ended(claimed[0], AttemptOutcome.Retry, next: 5)]);

        Assert.Equal(Some.At(5), await store.NextDueAsync("ops"));
        var again = Assert.Single(await store.ClaimAsync("ops", 9, Some.At(5)));
        Assert.Equal(2, again.Attempt);
        await store.CompleteAsync([Some.Ended(again, AttemptOutcome.Delivered, at: 6, detail: "200 OK")]);
        Assert.Equal(
            [(1, "retry", 12.0, ""), (2, "delivered", 12.0, "200 OK")],
            StoreReader.Open(_temp.Path).Attempts("msg_1").Select(a => ((int)a.Attempt, a.Outcome, a.Duration.TotalMilliseconds, a.Detail)));
        Assert.Equal(2L, _temp.Scalar("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public async Task Target_is_disabled_meanwhile_what_is_tried_is_left_and_ends_by_its_outcome()
    {
        await using var store = await OpenedAsync(room: 2);
        var claimed = (await AppendAsync(store, Some.Delivery("msg_1"), Some.Delivery("msg_2"))).Claimed;

        await store.SetTargetDisabledAsync("ops", "gone", Some.At(1));
        Assert.Equal(["pending", "pending"], States());
        await store.CompleteAsync([Some.Ended(claimed[0], AttemptOutcome.Delivered), Some.Ended(claimed[1], AttemptOutcome.Released)]);

        Assert.Equal(["dead", "delivered"], States());

        IEnumerable<string> States() => StoreReader.Open(_temp.Path).Deliveries(new DeliveryFilter()).Select(d => d.State);
    }

    [Fact]
    public async Task Reader_counts_it_as_pending()
    {
        await using var store = await OpenedAsync(room: 1);
        await AppendAsync(store, Some.Delivery("msg_1", at: 1), Some.Delivery("msg_2", at: 2));

        var counts = StoreReader.Open(_temp.Path).Counts();

        Assert.Equal(("ops", 2L), (counts.Targets[0].Name, counts.Targets[0].Pending));
        Assert.Equal(Some.At(1), counts.OldestPending["ops"]);
        Assert.Equal(["ops"], (await store.PendingTargetsAsync()).AsEnumerable());
        Assert.Equal(2, StoreReader.Open(_temp.Path).Deliveries(new DeliveryFilter { State = "pending" }).Count);
    }

    [Fact]
    public async Task Reader_oldest_is_counted_from_its_decision_whatever_was_tried_or_sent_again()
    {
        await using var store = await OpenedAsync(room: 9);
        var claimed = (await AppendAsync(store, Some.Delivery("msg_1", at: 1), Some.Delivery("msg_2", at: 2), Some.Delivery("msg_3", at: 3))).Claimed;

        await store.CompleteAsync([Some.Ended(claimed[1], AttemptOutcome.Retry, at: 4, next: 90)]);
        Assert.Equal(Some.At(1), Oldest());
        await store.CompleteAsync([Some.Ended(claimed[0], AttemptOutcome.Dead, at: 5)]);
        Assert.Equal(Some.At(2), Oldest());
        await store.ReviveAsync(new DeadLetterFilter { Target = "ops" }, 9, Some.At(60), Some.Audit("op_1"));
        Assert.Equal(Some.At(1), Oldest());
        var again = Assert.Single(await store.ClaimAsync("ops", 9, Some.At(60)));
        await store.CompleteAsync([Some.Ended(again, AttemptOutcome.Retry, at: 61, next: 99)]);
        Assert.Equal(Some.At(1), Oldest());

        DateTimeOffset Oldest() => StoreReader.Open(_temp.Path).Counts().OldestPending["ops"];
    }

    [Fact]
    public async Task Same_id_comes_again_nothing_is_claimed_and_its_place_stays_free()
    {
        await using var store = await OpenedAsync(room: 2);
        await AppendAsync(store, Some.Delivery("msg_1"));

        Assert.Empty((await AppendAsync(store, Some.Delivery("msg_1"))).Claimed);
        Assert.Equal(["msg_2"], Ids(await AppendAsync(store, Some.Delivery("msg_2"))));
    }

    private async Task<SqliteStore> OpenedAsync(int room, bool isOrdered = false)
    {
        var store = await _temp.OpenAsync();
        _room.Offer(room);
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(0), isOrdered, _room));
        return store;
    }

    private void Receive(int room)
    {
        _room.Receive();
        _room.Offer(room);
    }

    private Task<Appended> AppendAsync(SqliteStore store, params DeliveryRow[] deliveries) => store.AppendAsync([Some.Empty(1, ++_sequence) with { Deliveries = [.. deliveries] }]);

    private static string[] Ids(Appended appended) => [.. appended.Claimed.Select(c => c.Delivery.WebhookId)];
}
