using Reactor.Reactions.Commits;

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
