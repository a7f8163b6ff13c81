using Reactor.Reactions.Commits;
using Reactor.Store.Reading;

namespace Reactor.Store.Tests;

/// <summary>What is told of an alert, or of a group, goes after what was told of it before, at targets that keep no other order too.</summary>
public sealed class DeliveryOrderTests : IDisposable
{
    private readonly TempStore _temp = new();
    private readonly ClaimRoom _room = new();
    private long _sequence;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Claim_end_waits_while_its_beginning_is_tried_or_waits_and_others_go()
    {
        await using var store = await OpenedAsync(Of("msg_firing", "f_1"), Of("msg_resolved", "f_1", "resolved"), Of("msg_other", "f_2", "resolved"), Of("msg_elsewhere", "f_1", "resolved", "team"));

        var claimed = await store.ClaimAsync("ops", 9, Some.At(0));
        Assert.Equal(["msg_firing", "msg_other"], Ids(claimed));
        Assert.Equal(["msg_elsewhere"], Ids(await store.ClaimAsync("team", 9, Some.At(0))));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(9)));
        Assert.Null(await store.NextDueAsync("ops"));

        Assert.False((await store.CompleteAsync([Some.Ended(claimed[0], AttemptOutcome.Retry, next: 8)])).MayFree);
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(7)));
        Assert.Equal(Some.At(8), await store.NextDueAsync("ops"));
        Assert.Equal(["msg_firing"], Ids(await store.ClaimAsync("ops", 9, Some.At(8))));
    }

    [Fact]
    public async Task Complete_beginning_is_tried_again_later_those_behind_it_are_due_with_it()
    {
        await using var store = await OpenedAsync(Of("msg_firing", "f_1"), Of("msg_resolved", "f_1", "resolved"), Of("msg_group", "f_2") with { Group = "g_1" }, Of("msg_group_2", "f_3") with { Group = "g_1" });
        var claimed = await store.ClaimAsync("ops", 9, Some.At(0));

        await store.CompleteAsync([.. claimed.Select(c => Some.Ended(c, AttemptOutcome.Retry, next: 50))]);
        await AppendAsync(store, Of("msg_late", "f_1", "repeat"), Of("msg_group_3", "f_4") with { Group = "g_1" }, Of("msg_other", "f_9"));

        var due = StoreReader.Open(_temp.Path).Deliveries(new DeliveryFilter()).ToLookup(d => d.NextAt, d => d.WebhookId);
        Assert.Equal(["msg_other"], due[Some.At(0)]);
        Assert.Equal(6, due[Some.At(50)].Count());
    }

    [Theory]
    [InlineData(AttemptOutcome.Delivered)]
    [InlineData(AttemptOutcome.Dead)]
    [InlineData(AttemptOutcome.TargetRemoved)]
    public async Task Complete_beginning_that_ended_lets_the_next_go_one_by_one(AttemptOutcome outcome)
    {
        await using var store = await OpenedAsync(Of("msg_firing", "f_1"), Of("msg_repeat", "f_1", "repeat"), Of("msg_resolved", "f_1", "resolved"));

        foreach (var (id, mayFree) in new[] { ("msg_firing", true), ("msg_repeat", true), ("msg_resolved", false) })
        {
            var claimed = Assert.Single(await store.ClaimAsync("ops", 9, Some.At(0)));
            Assert.Equal(id, claimed.Delivery.WebhookId);
            Assert.Equal(mayFree, (await store.CompleteAsync([Some.Ended(claimed, outcome)])).MayFree);
        }
    }

    [Fact]
    public async Task Complete_nothing_waits_behind_it_frees_nothing()
    {
        await using var store = await OpenedAsync(Of("msg_resolved", "f_1", "resolved"), Of("msg_later", "f_1"), Of("msg_other", "f_2", "resolved"));

        var claimed = await store.ClaimAsync("ops", 9, Some.At(0));

        Assert.Equal(["msg_resolved", "msg_later", "msg_other"], Ids(claimed));
        Assert.False((await store.CompleteAsync([Some.Ended(claimed[1], AttemptOutcome.Delivered), Some.Ended(claimed[0], AttemptOutcome.Delivered)])).MayFree);
    }

    [Fact]
    public async Task Claim_beginning_was_muted_its_end_goes()
    {
        await using var store = await OpenedAsync(Of("msg_firing", "f_1") with { IsMuted = true }, Of("msg_resolved", "f_1", "resolved"));

        Assert.Equal(["msg_resolved"], Ids(await store.ClaimAsync("ops", 9, Some.At(0))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Claim_one_off_send_of_the_same_firing_waits_the_end_of_the_alert_goes(bool isHandedOver)
    {
        await using var store = await OpenedAsync();
        _room.Offer(isHandedOver ? 1 : 0);
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(0), room: _room));
        var appended = await AppendAsync(store, Of("msg_send", "f_1") with { ActionPath = "then[0].send" });
        var sent = isHandedOver ? Assert.Single(appended.Claimed) : Assert.Single(await store.ClaimAsync("ops", 9, Some.At(0)));
        await AppendAsync(store, Of("msg_resolved", "f_1", "resolved") with { ActionPath = "then[1].alert" });

        var end = Assert.Single(await store.ClaimAsync("ops", 9, Some.At(0)));
        Assert.Equal("msg_resolved", end.Delivery.WebhookId);
        await store.CompleteAsync([Some.Ended(end, AttemptOutcome.Retry, next: 5)]);
        Assert.False((await store.CompleteAsync([Some.Ended(sent, AttemptOutcome.Retry, next: 50)])).MayFree);
        Assert.Equal(["msg_resolved"], Ids(await store.ClaimAsync("ops", 9, Some.At(5))));
    }

    [Fact]
    public async Task Claim_target_that_is_called_again_is_told_the_beginning_first()
    {
        await using var store = await OpenedAsync(Of("msg_firing", "f_1"));
        await store.SetTargetDisabledAsync("ops", "410 Gone", Some.At(1));
        await AppendAsync(store, Of("msg_resolved", "f_1", "resolved"));

        await store.SetTargetDisabledAsync("ops", null, Some.At(2));

        Assert.Equal(["msg_firing"], Ids(await store.ClaimAsync("ops", 9, Some.At(2))));
    }

    [Fact]
    public async Task Claim_notifications_of_a_group_go_one_by_one_whatever_they_tell()
    {
        await using var store = await OpenedAsync(
            Of("msg_1", "f_1") with { Group = "g_1" }, Of("msg_2", "f_2") with { Group = "g_1" }, Of("msg_3", "f_3") with { Group = "g_2" }, Of("msg_4", "f_2", "resolved") with { Group = "g_1" });

        var claimed = await store.ClaimAsync("ops", 9, Some.At(0));
        Assert.Equal(["msg_1", "msg_3"], Ids(claimed));

        Assert.True((await store.CompleteAsync([Some.Ended(claimed[0], AttemptOutcome.Delivered)])).MayFree);
        Assert.Equal(["msg_2"], Ids(await store.ClaimAsync("ops", 9, Some.At(0))));
    }

    [Fact]
    public async Task Claim_ordered_end_of_another_line_waits_too()
    {
        await using var store = await OpenedAsync(Of("msg_firing", "f_1"), Of("msg_resolved", "f_1", "resolved") with { VmName = "renamed" });

        Assert.Equal(["msg_firing"], Ids(await store.ClaimAsync("ops", 9, Some.At(0), isOrdered: true)));
        Assert.Null(await store.NextDueAsync("ops", isOrdered: true));
    }

    [Fact]
    public async Task Append_room_is_there_end_waits_behind_its_beginning_and_leaves_the_room_to_others()
    {
        await using var store = await OpenedAsync();
        _room.Offer(3);
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(0), room: _room));

        var appended = await AppendAsync(store, Of("msg_firing", "f_1"), Of("msg_resolved", "f_1", "resolved"), Of("msg_other", "f_2"));

        Assert.Equal(["msg_firing", "msg_other"], Ids(appended.Claimed));
        Assert.Equal(["ops"], appended.Waiting.AsEnumerable());
        await store.CompleteAsync([Some.Ended(appended.Claimed[0], AttemptOutcome.Delivered)]);
        Assert.Equal(["msg_resolved"], Ids(await store.ClaimAsync("ops", 9, Some.At(0), room: _room)));
        // Nothing is before it any more.
        Assert.Equal(["msg_again"], Ids((await AppendAsync(store, Of("msg_again", "f_3", "resolved"))).Claimed));
    }

    [Fact]
    public async Task Append_beginning_was_handed_over_its_end_waits_until_it_ended()
    {
        await using var store = await OpenedAsync();
        _room.Offer(9);
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(0), room: _room));
        var handed = Assert.Single((await AppendAsync(store, Of("msg_firing", "f_1"))).Claimed);

        var appended = await AppendAsync(store, Of("msg_resolved", "f_1", "resolved") with { VmName = "renamed" });

        Assert.Empty(appended.Claimed);
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(9)));
        Assert.Null(await store.NextDueAsync("ops"));
        await store.CompleteAsync([Some.Ended(handed, AttemptOutcome.Retry, next: 8)]);
        Assert.Equal(Some.At(8), await store.NextDueAsync("ops"));
        handed = Assert.Single(await store.ClaimAsync("ops", 9, Some.At(8)));
        Assert.True((await store.CompleteAsync([Some.Ended(handed, AttemptOutcome.Delivered)])).MayFree);
        Assert.Equal(["msg_resolved"], Ids(await store.ClaimAsync("ops", 9, Some.At(8))));
    }

    [Fact]
    public async Task Claim_target_keeps_the_order_by_now_what_follows_one_that_was_handed_over_waits()
    {
        await using var store = await OpenedAsync();
        _room.Offer(1);
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(0), room: _room));
        var handed = await AppendAsync(store, Of("msg_1", "f_1"), Of("msg_2", "f_2"), Of("msg_3", "f_3") with { VmName = "web2" });

        Assert.Equal(["msg_3"], Ids(await store.ClaimAsync("ops", 9, Some.At(0), isOrdered: true)));
        Assert.Null(await store.NextDueAsync("ops", isOrdered: true));

        await store.CompleteAsync([Some.Ended(Assert.Single(handed.Claimed), AttemptOutcome.Delivered)]);
        Assert.Equal(["msg_2"], Ids(await store.ClaimAsync("ops", 9, Some.At(0), isOrdered: true)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Claim_alert_opened_again_is_told_after_what_waits_of_its_opening_before(bool isOrdered)
    {
        await using var store = await OpenedAsync(Opening("msg_firing", "f_1"), Opening("msg_resolved", "f_1", "resolved"));
        var beginning = Assert.Single(await store.ClaimAsync("ops", 9, Some.At(0), isOrdered));
        await store.CompleteAsync([Some.Ended(beginning, AttemptOutcome.Retry, next: 5)]);

        await AppendAsync(store, Opening("msg_again", "f_2"), Opening("msg_again_resolved", "f_2", "resolved"), Opening("msg_other", "f_3") with { Series = "s_other", VmName = "web2" });

        var order = new List<string>();
        while (await store.ClaimAsync("ops", 9, Some.At(9), isOrdered) is { IsEmpty: false } claimed)
        {
            order.AddRange(Ids(claimed));
            await store.CompleteAsync([.. claimed.Select(c => Some.Ended(c, AttemptOutcome.Delivered))]);
        }
        Assert.Equal(["msg_firing", "msg_resolved", "msg_again", "msg_again_resolved"], order.Where(id => id != "msg_other"));
        Assert.Contains("msg_other", order);
    }

    [Fact]
    public async Task Append_alert_opened_again_its_end_is_on_its_way_it_is_not_handed_over_until_that_ended()
    {
        await using var store = await OpenedAsync();
        _room.Offer(9);
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(0), room: _room));
        var end = Assert.Single((await AppendAsync(store, Opening("msg_resolved", "f_1", "resolved"))).Claimed);

        var appended = await AppendAsync(store, Opening("msg_again", "f_2"), Opening("msg_other", "f_3") with { Series = "s_other" }, Opening("msg_there", "f_2") with { Target = "team" });

        Assert.Equal(["msg_other"], Ids(appended.Claimed));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(9)));
        Assert.True((await store.CompleteAsync([Some.Ended(end, AttemptOutcome.Delivered)])).MayFree);
        Assert.Equal(["msg_again"], Ids(await store.ClaimAsync("ops", 9, Some.At(9))));
    }

    [Fact]
    public async Task Append_alert_opened_again_its_beginning_before_was_handed_over_it_waits()
    {
        await using var store = await OpenedAsync();
        _room.Offer(9);
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(0), room: _room));
        var before = Assert.Single((await AppendAsync(store, Opening("msg_firing", "f_1"))).Claimed);

        Assert.Empty((await AppendAsync(store, Opening("msg_again", "f_2"))).Claimed);

        Assert.Null(await store.NextDueAsync("ops"));
        await store.CompleteAsync([Some.Ended(before, AttemptOutcome.Dead)]);
        Assert.Equal(["msg_again"], Ids(await store.ClaimAsync("ops", 9, Some.At(0))));
        // Nothing is before it any more: it is handed over as others are.
        await store.ClaimAsync("ops", 9, Some.At(0), room: _room);
        Assert.Equal(["msg_new"], Ids((await AppendAsync(store, Opening("msg_new", "f_4") with { Series = "s_new" })).Claimed));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Append_drops_the_resend_that_its_alert_waits_behind_the_next_goes(bool isOrdered)
    {
        await using var store = await OpenedAsync(Opening("msg_resend", "f_1", "resend"), Opening("msg_repeat", "f_1", "repeat"), Opening("msg_again", "f_2"));

        await AppendAsync(store, Opening("msg_newer", "f_1", "resend") with { ReplacesResends = true });

        Assert.Equal(["msg_repeat"], Ids(await store.ClaimAsync("ops", 9, Some.At(0), isOrdered)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Claim_target_that_is_called_again_is_told_all_of_an_alert_one_by_one(bool isOrdered)
    {
        await using var store = await OpenedAsync(Opening("msg_firing", "f_1"), Opening("msg_resolved", "f_1", "resolved"));
        await store.SetTargetDisabledAsync("ops", "410 Gone", Some.At(1));
        await AppendAsync(store, Opening("msg_again", "f_2"));
        await store.SetTargetDisabledAsync("ops", null, Some.At(2));
        await AppendAsync(store, Opening("msg_last", "f_3"));

        foreach (string id in (string[])["msg_firing", "msg_resolved", "msg_again", "msg_last"])
        {
            var claimed = Assert.Single(await store.ClaimAsync("ops", 9, Some.At(2), isOrdered));
            Assert.Equal(id, claimed.Delivery.WebhookId);
            await store.CompleteAsync(Some.Ended(claimed, AttemptOutcome.Delivered));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Revive_beginning_of_an_alert_goes_before_what_waits_of_its_next_opening(bool isOrdered)
    {
        await using var store = await OpenedAsync(Opening("msg_firing", "f_1"));
        await store.CompleteAsync(Some.Ended(Assert.Single(await store.ClaimAsync("ops", 9, Some.At(0), isOrdered)), AttemptOutcome.Dead));
        await AppendAsync(store, Opening("msg_again", "f_2"), Opening("msg_again_resolved", "f_2", "resolved"));

        await store.ReviveAsync(new DeadLetterFilter { Target = "ops" }, 9, Some.At(1), Some.Audit("op_1"));

        foreach (string id in (string[])["msg_firing", "msg_again", "msg_again_resolved"])
        {
            var claimed = Assert.Single(await store.ClaimAsync("ops", 9, Some.At(1), isOrdered));
            Assert.Equal(id, claimed.Delivery.WebhookId);
            await store.CompleteAsync(Some.Ended(claimed, AttemptOutcome.Delivered));
        }
    }

    [Fact]
    public async Task Claim_after_a_crash_end_still_waits()
    {
        await using var store = await OpenedAsync(Of("msg_firing", "f_1"), Of("msg_resolved", "f_1", "resolved"));
        await store.ClaimAsync("ops", 9, Some.At(0));

        using var crashed = _temp.CopyAsAfterCrash();
        await using var after = await crashed.OpenAsync();

        Assert.Equal(["msg_firing"], Ids(await after.ClaimAsync("ops", 9, Some.At(0))));
    }

    private static DeliveryRow Opening(string id, string firing, string kind = "firing") => Of(id, firing, kind) with { Alert = "a_" + firing, Series = "s_1", ActionPath = "then[0].alert" };

    private static DeliveryRow Of(string id, string firing, string kind = "firing", string target = "ops") => Some.Delivery(id, target) with { FiringId = firing, Kind = kind };

    private async Task<SqliteStore> OpenedAsync(params DeliveryRow[] deliveries)
    {
        var store = await _temp.OpenAsync();
        await AppendAsync(store, deliveries);
        return store;
    }

    private Task<Appended> AppendAsync(SqliteStore store, params DeliveryRow[] deliveries) => store.AppendAsync([Some.Empty(1, ++_sequence) with { Deliveries = [.. deliveries] }]);

    private static string[] Ids(IEnumerable<ClaimedDelivery> claimed) => [.. claimed.Select(c => c.Delivery.WebhookId)];
}
