using Reactor.Reactions.Commits;
using Reactor.Store.Reading;

namespace Reactor.Store.Tests;

/// <summary>Of the re-sends of an alert to a target only the latest is kept, whatever became of the others.</summary>
public sealed class ResendTests : IDisposable
{
    private readonly TempStore _temp = new();
    private int _sequence;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Append_next_re_send_takes_the_place_of_the_one_that_waits()
    {
        await using var store = await _temp.OpenAsync();
        await AppendAsync(store, Some.Delivery("msg_firing", "am"), Resend("msg_1"), Resend("msg_other", "am2"), Resend("msg_another", "am", firing: "f_2"));
        var beginning = Assert.Single(await store.ClaimAsync("am", 1, Some.At(0)));
        await store.CompleteAsync(Some.Ended(beginning, AttemptOutcome.Delivered));

        await AppendAsync(store, Resend("msg_2", at: 60));

        Assert.Equal(["msg_another", "msg_2"], Ids(await store.ClaimAsync("am", 10, Some.At(100))));
        Assert.Equal(["msg_other"], Ids(await store.ClaimAsync("am2", 10, Some.At(100))));
    }

    [Fact]
    public async Task Append_re_send_that_arrived_or_died_goes_and_one_that_is_being_tried_stays_till_the_next()
    {
        await using var store = await _temp.OpenAsync();
        await AppendAsync(store, Resend("msg_1"), Resend("msg_dead", firing: "f_2"));
        var claimed = await store.ClaimAsync("am", 2, Some.At(1));
        await store.CompleteAsync(Some.Ended(claimed.Single(c => c.Delivery.WebhookId == "msg_dead"), AttemptOutcome.Dead));

        await AppendAsync(store, Resend("msg_2", at: 60), Resend("msg_alive", firing: "f_2", at: 60));
        // Its outcome is taken as any other's.
        await store.CompleteAsync(Some.Ended(claimed.Single(c => c.Delivery.WebhookId == "msg_1"), AttemptOutcome.Retry, next: 70));
        Assert.Equal(["msg_1", "msg_2", "msg_alive"], Kept());

        await AppendAsync(store, Resend("msg_3", at: 120));
        Assert.Equal(["msg_3", "msg_alive"], Kept());
    }

    [Fact]
    public async Task Append_end_of_the_alert_drops_the_re_send_that_waits()
    {
        await using var store = await _temp.OpenAsync();
        await AppendAsync(store, Resend("msg_1"));

        await AppendAsync(store, Some.Delivery("msg_end", "am", at: 30) with { Kind = "resolved", ReplacesResends = true });

        Assert.Equal(["msg_end"], Ids(await store.ClaimAsync("am", 10, Some.At(100))));
    }

    [Fact]
    public async Task Append_end_drops_the_re_send_that_waits_what_its_group_told_behind_it_goes()
    {
        await using var store = await _temp.OpenAsync();
        await AppendAsync(store, Resend("msg_1") with { Group = "g_1" }, Some.Delivery("msg_2", "am", at: 10) with { FiringId = "f_2", Group = "g_1" });

        await AppendAsync(store, Some.Delivery("msg_end", "am", at: 30) with { Kind = "resolved", ReplacesResends = true });

        Assert.Equal(["msg_2", "msg_end"], Ids(await store.ClaimAsync("am", 10, Some.At(100))));
    }

    private static DeliveryRow Resend(string id, string target = "am", string firing = "f_1", double at = 0) =>
        Some.Delivery(id, target, at) with { Kind = "resend", FiringId = firing, ReplacesResends = true };

    private static IEnumerable<string> Ids(IEnumerable<ClaimedDelivery> claimed) => claimed.OrderBy(c => c.Delivery.CreatedAt).ThenBy(c => c.Delivery.WebhookId, StringComparer.Ordinal).Select(c => c.Delivery.WebhookId);

    private Task<Appended> AppendAsync(SqliteStore store, params DeliveryRow[] deliveries) => store.AppendAsync([Some.Empty(0, ++_sequence) with { Deliveries = [.. deliveries] }]);

    private string[] Kept() => [.. StoreReader.Open(_temp.Path).Deliveries(new DeliveryFilter()).Select(d => d.WebhookId).Order(StringComparer.Ordinal)];
}
