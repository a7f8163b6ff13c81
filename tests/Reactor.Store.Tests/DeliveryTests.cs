using System.Collections.Immutable;
using System.Text;
using Reactor.Reactions.Commits;
using Reactor.Rules.Configuration;
using Reactor.Store.Reading;

namespace Reactor.Store.Tests;

public sealed class DeliveryTests : IDisposable
{
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Claim_gives_what_is_due_longest_first_once()
    {
        await using var store = await Opened(Some.Delivery("msg_c", at: 3), Some.Delivery("msg_a", at: 1), Some.Delivery("msg_b", at: 1), Some.Delivery("msg_x", "other"));

        Assert.Equal(["msg_a", "msg_b"], Ids(await store.ClaimAsync("ops", 2, Some.At(2))));
        Assert.Empty(await store.ClaimAsync("ops", 2, Some.At(2)));
        Assert.Equal(["msg_c"], Ids(await store.ClaimAsync("ops", 2, Some.At(3))));
        Assert.Equal(["ops", "other"], (await store.PendingTargetsAsync()).Order());
    }

    [Fact]
    public async Task Claim_gives_back_all_that_was_given()
    {
        var inline = new InlineRequest(
            "PUT", "https://example.org/a?b=%20", ImmutableSortedDictionary<string, string>.Empty.Add("X-Token", "{secret:t}"), "key", TimeSpan.FromSeconds(7),
            new RetryOptions { Attempts = 3, BackoffMin = TimeSpan.FromSeconds(1), BackoffMax = TimeSpan.FromMinutes(2) });
        var given = Some.Delivery("msg_1", "rule/r1/then[0].webhook", inline: inline) with { ContentType = "text/plain", Body = new byte[] { 0, 255, 1 } };
        await using var store = await Opened(given);

        var claimed = Assert.Single(await store.ClaimAsync(given.Target, 1, Some.At(0)));

        Assert.Equal(1, claimed.Attempt);
        Assert.Equal(given.Body.ToArray(), claimed.Delivery.Body.ToArray());
        Assert.Equal(inline.Headers.ToArray(), claimed.Delivery.Inline!.Headers.ToArray());
        Assert.Equal(inline with { Headers = claimed.Delivery.Inline.Headers }, claimed.Delivery.Inline);
        Assert.Equal(given with { Body = claimed.Delivery.Body, Inline = claimed.Delivery.Inline }, claimed.Delivery);
    }

    [Fact]
    public async Task Claim_empty_body_stays_empty()
    {
        await using var store = await Opened(Some.Delivery("msg_1") with { Body = ReadOnlyMemory<byte>.Empty, VmName = "" });

        var claimed = Assert.Single(await store.ClaimAsync("ops", 1, Some.At(0)));

        Assert.Equal(0, claimed.Delivery.Body.Length);
        Assert.Equal("", claimed.Delivery.VmName);
    }

    [Fact]
    public async Task Claim_of_none_is_refused()
    {
        await using var store = await _temp.OpenAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => store.ClaimAsync("ops", 0, Some.At(0)));
    }

    [Fact]
    public async Task NextDue_leaves_out_claimed_and_ended()
    {
        await using var store = await Opened(Some.Delivery("msg_1", at: 1), Some.Delivery("msg_2", at: 5));
        Assert.Equal(Some.At(1), await store.NextDueAsync("ops"));

        var first = Assert.Single(await store.ClaimAsync("ops", 1, Some.At(1)));
        Assert.Equal(Some.At(5), await store.NextDueAsync("ops"));
        await store.CompleteAsync(Some.Ended(first, AttemptOutcome.Retry, next: 3));
        Assert.Equal(Some.At(3), await store.NextDueAsync("ops"));

        foreach (var claimed in await store.ClaimAsync("ops", 5, Some.At(9)))
            await store.CompleteAsync(Some.Ended(claimed, AttemptOutcome.Delivered));
        Assert.Null(await store.NextDueAsync("ops"));
        Assert.Empty(await store.PendingTargetsAsync());
    }

    [Fact]
    public async Task Retry_waits_until_its_time_and_counts_the_attempt()
    {
        await using var store = await Opened(Some.Delivery("msg_1"));
        var first = Assert.Single(await store.ClaimAsync("ops", 1, Some.At(0)));
        await store.CompleteAsync(Some.Ended(first, AttemptOutcome.Retry, at: 1, next: 6, status: 503, detail: "busy"));

        Assert.Empty(await store.ClaimAsync("ops", 1, Some.At(5.9)));
        var second = Assert.Single(await store.ClaimAsync("ops", 1, Some.At(6)));

        Assert.Equal(2, second.Attempt);
        await store.CompleteAsync(Some.Ended(second, AttemptOutcome.Dead, at: 7, status: null, detail: "no answer"));
        var reader = StoreReader.Open(_temp.Path);
        Assert.Equal(
            [("retry", 1L, (long?)503, "busy"), ("dead", 2L, null, "no answer")],
            reader.Attempts("msg_1").Select(a => (a.Outcome, a.Attempt, a.Status, a.Detail)));
        var delivery = Assert.Single(reader.Deliveries(new DeliveryFilter { State = "dead" }));
        Assert.Equal(("gave_up", 2L, Some.At(7)), (delivery.DeadReason, delivery.Attempts, delivery.CompletedAt!.Value));
        Assert.Equal(TimeSpan.FromMilliseconds(12), reader.Attempts("msg_1")[0].Duration);
    }

    [Fact]
    public async Task Released_counts_no_attempt_and_is_due_at_once()
    {
        await using var store = await Opened(Some.Delivery("msg_1"));
        var first = Assert.Single(await store.ClaimAsync("ops", 1, Some.At(0)));

        await store.CompleteAsync(Some.Ended(first, AttemptOutcome.Released));

        Assert.Equal(1, Assert.Single(await store.ClaimAsync("ops", 1, Some.At(0))).Attempt);
        Assert.Empty(StoreReader.Open(_temp.Path).Attempts("msg_1"));
    }

    [Fact]
    public async Task Complete_without_claim_twice_or_of_another_attempt_is_refused()
    {
        await using var store = await Opened(Some.Delivery("msg_1"));
        var unclaimed = new ClaimedDelivery(Some.Delivery("msg_1"), 1);
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.CompleteAsync(Some.Ended(unclaimed, AttemptOutcome.Delivered)));
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => store.CompleteAsync(Some.Ended(new ClaimedDelivery(Some.Delivery("msg_unknown"), 1), AttemptOutcome.Delivered)));

        var claimed = Assert.Single(await store.ClaimAsync("ops", 1, Some.At(0)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.CompleteAsync(Some.Ended(claimed with { Attempt = 2 }, AttemptOutcome.Delivered)));
        await Assert.ThrowsAsync<ArgumentException>(() => store.CompleteAsync(Some.Ended(claimed, AttemptOutcome.Retry)));
        await store.CompleteAsync(Some.Ended(claimed, AttemptOutcome.Delivered));
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.CompleteAsync(Some.Ended(claimed, AttemptOutcome.Delivered)));
        Assert.Single(StoreReader.Open(_temp.Path).Attempts("msg_1"));
    }

    [Fact]
    public async Task Complete_long_answer_is_cut_between_characters()
    {
        await using var store = await Opened(Some.Delivery("msg_1"));
        var claimed = Assert.Single(await store.ClaimAsync("ops", 1, Some.At(0)));

        await store.CompleteAsync(Some.Ended(claimed, AttemptOutcome.Delivered, detail: "x" + string.Concat(Enumerable.Repeat("\U0001F4A5", 10_000))));

        string detail = StoreReader.Open(_temp.Path).Attempts("msg_1")[0].Detail;
        Assert.Equal("x" + string.Concat(Enumerable.Repeat("\U0001F4A5", 255)), detail);
        Assert.InRange(Encoding.UTF8.GetByteCount(detail), 1000, 1024);
    }

    [Fact]
    public async Task Disabled_target_buries_pending_and_new_ones_and_enabled_revives_them()
    {
        await using var store = await Opened(Some.Delivery("msg_410"), Some.Delivery("msg_waits", at: 50), Some.Delivery("msg_x", "other"));
        var gone = Assert.Single(await store.ClaimAsync("ops", 1, Some.At(0)));
        await store.CompleteAsync(Some.Ended(gone, AttemptOutcome.Dead, status: 410));

        await store.SetTargetDisabledAsync("ops", "410 Gone", Some.At(1));
        await store.AppendAsync([Some.Empty(1, 2) with { Deliveries = [Some.Delivery("msg_new", at: 2)] }]);

        Assert.Equal(["other"], (await store.PendingTargetsAsync()).ToArray());
        Assert.Null(await store.NextDueAsync("ops"));
        Assert.Empty(await store.ClaimAsync("ops", 10, Some.At(99)));
        var reader = StoreReader.Open(_temp.Path);
        var target = Assert.Single(reader.Targets(), t => t.Name == "ops");
        Assert.Equal((3L, 0L, Some.At(1), "410 Gone"), (target.Dead, target.Pending, target.DisabledAt!.Value, target.Reason));

        await store.SetTargetDisabledAsync("ops", null, Some.At(10));

        Assert.Equal(Some.At(10), await store.NextDueAsync("ops"));
        Assert.Equal(["msg_new", "msg_waits"], Ids(await store.ClaimAsync("ops", 10, Some.At(10))).Order());
        Assert.Null(Assert.Single(reader.Targets(), t => t.Name == "ops").DisabledAt);
    }

    [Fact]
    public async Task Disabled_target_attempts_under_way_end_as_they_ended()
    {
        await using var store = await Opened(Some.Delivery("msg_ok"), Some.Delivery("msg_retry"), Some.Delivery("msg_back"));
        var claimed = await store.ClaimAsync("ops", 3, Some.At(0));
        await store.SetTargetDisabledAsync("ops", "410 Gone", Some.At(1));

        await store.CompleteAsync(Some.Ended(claimed[0], AttemptOutcome.Delivered, at: 2));
        await store.CompleteAsync(Some.Ended(claimed[1], AttemptOutcome.Retry, at: 2, next: 3));
        await store.CompleteAsync(Some.Ended(claimed[2], AttemptOutcome.Released, at: 2));

        var states = StoreReader.Open(_temp.Path).Deliveries(new DeliveryFilter()).ToDictionary(d => d.WebhookId, d => (d.State, d.DeadReason));
        Assert.Equal(("delivered", null), states["msg_ok"]);
        Assert.Equal(("dead", "disabled"), states["msg_retry"]);
        Assert.Equal(("dead", "disabled"), states["msg_back"]);
    }

    [Fact]
    public async Task Disabled_target_claims_of_a_dead_daemon_are_buried_at_the_next_start()
    {
        await using var store = await Opened(Some.Delivery("msg_1"));
        await store.ClaimAsync("ops", 1, Some.At(0));
        await store.SetTargetDisabledAsync("ops", "410 Gone", Some.At(1));

        using var crashed = _temp.CopyAsAfterCrash();
        await using var after = await crashed.OpenAsync();

        Assert.Empty(await after.PendingTargetsAsync());
    }

    [Fact]
    public async Task Claim_ordered_gives_of_each_vm_the_one_decided_first()
    {
        await using var store = await Opened(Of("msg_a1", "a", 0), Of("msg_a2", "a", 0), Of("msg_b1", "b", 1), Of("msg_b2", "b", 0), Of("msg_none", "", 0));

        var claimed = await store.ClaimAsync("ops", 9, Some.At(9), isOrdered: true);

        Assert.Equal(["msg_a1", "msg_none", "msg_b1"], Ids(claimed));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(9), isOrdered: true));
        Assert.Null(await store.NextDueAsync("ops", isOrdered: true));
        // One that waits holds its VM alone; one that is given up holds nothing.
        await store.CompleteAsync(Some.Ended(claimed[0], AttemptOutcome.Retry, next: 50));
        await store.CompleteAsync(Some.Ended(claimed[2], AttemptOutcome.Dead));
        Assert.Equal(["msg_b2"], Ids(await store.ClaimAsync("ops", 9, Some.At(9), isOrdered: true)));
        Assert.Equal(Some.At(50), await store.NextDueAsync("ops", isOrdered: true));
    }

    [Fact]
    public async Task Claim_ordered_gives_of_each_line_the_one_decided_first_whichever_vms_it_is_about()
    {
        await using var store = await Opened(Of("msg_g1", "a, b", 1) with { Group = "g_1" }, Of("msg_a", "a", 2), Of("msg_g2", "b", 0) with { Group = "g_1" });

        var claimed = await store.ClaimAsync("ops", 9, Some.At(9), isOrdered: true);

        Assert.Equal(["msg_g1", "msg_a"], Ids(claimed));
        Assert.Equal(("a, b", "g_1"), (claimed[0].Delivery.VmName, claimed[0].Delivery.Line));
        await store.CompleteAsync(Some.Ended(claimed[0], AttemptOutcome.Delivered));
        Assert.Equal(["msg_g2"], Ids(await store.ClaimAsync("ops", 9, Some.At(9), isOrdered: true)));
    }

    [Fact]
    public async Task Claim_large_bodies_come_a_few_at_a_time()
    {
        await using var store = await Opened([.. Enumerable.Range(0, 8).Select(i => Some.Delivery($"msg_{i}") with { Body = new byte[1024 * 1024] })]);

        Assert.Equal(4, (await store.ClaimAsync("ops", 8, Some.At(0))).Length);
        Assert.Equal(Some.At(0), await store.NextDueAsync("ops"));
        Assert.Equal(4, (await store.ClaimAsync("ops", 8, Some.At(0))).Length);
    }

    [Fact]
    public async Task Complete_one_of_several_is_wrong_none_is_taken_and_the_claims_stand()
    {
        await using var store = await Opened(Some.Delivery("msg_1"), Some.Delivery("msg_2"));
        var claimed = await store.ClaimAsync("ops", 2, Some.At(0));
        var (first, second) = (Some.Ended(claimed[0], AttemptOutcome.Delivered), Some.Ended(claimed[1], AttemptOutcome.Delivered));

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.CompleteAsync([first, second with { Attempt = 7 }]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.CompleteAsync([first, first]));
        Assert.Empty(StoreReader.Open(_temp.Path).Attempts("msg_1"));

        await store.CompleteAsync([first, second]);
        Assert.All(StoreReader.Open(_temp.Path).Deliveries(new DeliveryFilter()), d => Assert.Equal("delivered", d.State));
    }

    [Fact]
    public async Task Revived_keeps_id_bytes_and_history_and_begins_its_schedule_anew()
    {
        await using var store = await Opened(Some.Delivery("msg_1"), Some.Delivery("msg_muted") with { IsMuted = true }, Some.Delivery("msg_ok"));
        var claimed = await store.ClaimAsync("ops", 2, Some.At(0));
        await store.CompleteAsync([Some.Ended(claimed[0], AttemptOutcome.Dead, at: 5, status: 500, detail: "no"), Some.Ended(claimed[1], AttemptOutcome.Delivered)]);

        Assert.Equal(0, (await store.ReviveAsync(new DeadLetterFilter { Since = Some.At(6) }, 9, Some.At(8), Some.Audit("op_1"))).Count);
        Assert.Equal(0, (await store.ReviveAsync(new DeadLetterFilter { WebhookIds = ["msg_ok", "msg_muted", "msg_x"] }, 9, Some.At(8), Some.Audit("op_2"))).Count);
        var revived = await store.ReviveAsync(new DeadLetterFilter { WebhookIds = ["msg_1"], Target = "ops", Since = Some.At(5) }, 9, Some.At(8), Some.Audit("op_3"));

        Assert.Equal((1, 0, 0, "ops"), (revived.Count, revived.Left, revived.Disabled, Assert.Single(revived.Targets)));
        Assert.Equal(("pending", "sent once more; before: no"), (StoreReader.Open(_temp.Path).Delivery("msg_1")!.State, StoreReader.Open(_temp.Path).Delivery("msg_1")!.LastDetail));
        var again = Assert.Single(await store.ClaimAsync("ops", 9, Some.At(8)));
        Assert.Equal((2, 1), (again.Attempt, again.Try));
        Assert.Equal(claimed[0].Delivery.Body.ToArray(), again.Delivery.Body.ToArray());
        await store.CompleteAsync(Some.Ended(again, AttemptOutcome.Delivered, at: 9));
        var reader = StoreReader.Open(_temp.Path);
        Assert.Equal([("dead", 1L), ("delivered", 2L)], reader.Attempts("msg_1").Select(a => (a.Outcome, a.Attempt)));
        var audit = reader.Audit(new AuditFilter());
        Assert.Equal(["op_3", "op_2", "op_1"], audit.Select(a => a.Id));
        Assert.Equal((AuditOutcomes.Ok, "1 wait again, 0 do not"), (audit[0].Outcome, audit[0].Detail));
    }

    [Theory]
    [InlineData(AttemptOutcome.Delivered, 0, 1)]
    [InlineData(AttemptOutcome.Dead, 2, 0)]
    public async Task Revived_beginning_of_an_alert_whose_end_has_arrived_is_left_out(AttemptOutcome end, int count, int overtaken)
    {
        await using var store = await Opened(Some.Delivery("msg_1"), Some.Delivery("msg_2", at: 1) with { Kind = "resolved" });
        await store.CompleteAsync(Some.Ended(Assert.Single(await store.ClaimAsync("ops", 9, Some.At(2))), AttemptOutcome.Dead));
        await store.CompleteAsync(Some.Ended(Assert.Single(await store.ClaimAsync("ops", 9, Some.At(2))), end));

        var revived = await store.ReviveAsync(new DeadLetterFilter { Target = "ops" }, 9, Some.At(3), Some.Audit("op_1"));

        Assert.Equal((count, 0, 0, overtaken), (revived.Count, revived.Left, revived.Disabled, revived.Overtaken));
    }

    [Fact]
    public async Task Revived_beginning_of_an_alert_whose_end_is_on_its_way_is_left_out()
    {
        await using var store = await Opened(Some.Delivery("msg_1"), Some.Delivery("msg_2", at: 1) with { Kind = "resolved" });
        await store.CompleteAsync(Some.Ended(Assert.Single(await store.ClaimAsync("ops", 9, Some.At(2))), AttemptOutcome.Dead));
        Assert.Single(await store.ClaimAsync("ops", 9, Some.At(2)));

        Assert.Equal(1, (await store.ReviveAsync(new DeadLetterFilter { Target = "ops" }, 9, Some.At(3), Some.Audit("op_1"))).Overtaken);
    }

    [Theory]
    [InlineData("firing", AttemptOutcome.Delivered, true, 1)]
    [InlineData("firing", AttemptOutcome.Delivered, false, 1)]
    [InlineData("resolved", AttemptOutcome.Delivered, true, 1)]
    [InlineData("resolved", AttemptOutcome.Delivered, false, 1)]
    [InlineData("resolved", AttemptOutcome.Released, true, 0)]
    [InlineData("resolved", null, true, 1)]
    [InlineData("resolved", AttemptOutcome.Dead, true, 0)]
    public async Task Revived_of_an_earlier_opening_of_an_alert_that_told_more_since_is_left_out(string kind, AttemptOutcome? outcome, bool hasFiring, int overtaken)
    {
        await using var store = await _temp.OpenAsync();
        // Another block of ids than that of the first opening.
        var firings = Enumerable.Range(0, 1100).Select(i => Some.Firing($"f_{i}") with { EventId = $"e_{i}", At = Some.At(i == 1099 ? 5 : 0) });
        await store.AppendAsync([Some.Empty(1, 1) with { Firings = [.. firings.Take(hasFiring ? 1100 : 1)], Alerts = [Opening(0, at: 0)], Deliveries = [Of("msg_1", 0)] }]);
        await store.CompleteAsync(Some.Ended(Assert.Single(await store.ClaimAsync("ops", 9, Some.At(2))), AttemptOutcome.Dead));
        await store.AppendAsync([Some.Empty(1, 2) with { Firings = [.. firings.Skip(hasFiring ? 1099 : 1100)], Alerts = [Opening(1099, at: 5)], Deliveries = [Of("msg_2", 1099) with { Kind = kind }] }]);
        var later = Assert.Single(await store.ClaimAsync("ops", 9, Some.At(2)));
        if (outcome is { } ended)
            await store.CompleteAsync(Some.Ended(later, ended));

        var revived = await store.ReviveAsync(new DeadLetterFilter { WebhookIds = ["msg_1"] }, 9, Some.At(6), Some.Audit("op_1"));

        Assert.Equal((1 - overtaken, overtaken), (revived.Count, revived.Overtaken));

        static AlertRow Opening(int firing, double at) => Some.Alert($"a_{firing}", at: at) with { FiringId = $"f_{firing}" };

        static DeliveryRow Of(string id, int firing) => Some.Delivery(id) with { FiringId = $"f_{firing}", Alert = $"a_{firing}", Series = "s_1", ActionPath = "then[0].alert" };
    }

    [Theory]
    [InlineData("firing", AttemptOutcome.Delivered, 0, 1)]
    [InlineData("repeat", AttemptOutcome.Delivered, 0, 1)]
    [InlineData("resolved", AttemptOutcome.Delivered, 0, 1)]
    [InlineData("acknowledged", AttemptOutcome.Delivered, 1, 0)]
    [InlineData("resolved", AttemptOutcome.Dead, 2, 0)]
    public async Task Revived_notification_of_a_group_that_told_more_since_is_left_out(string kind, AttemptOutcome outcome, int count, int overtaken)
    {
        await using var store = await Opened(OfGroup("msg_1", "g_1"), OfGroup("msg_2", "g_1") with { Kind = kind, FiringId = "f_2" });
        await store.CompleteAsync(Some.Ended(Assert.Single(await store.ClaimAsync("ops", 9, Some.At(2))), AttemptOutcome.Dead));
        await store.CompleteAsync(Some.Ended(Assert.Single(await store.ClaimAsync("ops", 9, Some.At(2))), outcome));

        var revived = await store.ReviveAsync(new DeadLetterFilter { Target = "ops" }, 9, Some.At(3), Some.Audit("op_1"));

        Assert.Equal((count, 0, 0, overtaken), (revived.Count, revived.Left, revived.Disabled, revived.Overtaken));
    }

    [Fact]
    public async Task Revived_notification_of_a_group_whose_next_is_on_its_way_is_left_out()
    {
        await using var store = await Opened(OfGroup("msg_1", "g_1"), OfGroup("msg_2", "g_1"));
        await store.CompleteAsync(Some.Ended(Assert.Single(await store.ClaimAsync("ops", 9, Some.At(2))), AttemptOutcome.Dead));
        Assert.Single(await store.ClaimAsync("ops", 9, Some.At(2)));

        Assert.Equal(1, (await store.ReviveAsync(new DeadLetterFilter { Target = "ops" }, 9, Some.At(3), Some.Audit("op_1"))).Overtaken);
    }

    [Fact]
    public async Task Revived_notification_of_a_group_while_others_told_more_is_sent_again()
    {
        var before = OfGroup("msg_0", "g_1");
        var elsewhere = OfGroup("msg_3", "g_1") with { Target = "team" };
        await using var store = await Opened(before, OfGroup("msg_1", "g_1"), OfGroup("msg_2", "g_2"), elsewhere, Some.Delivery("msg_4", at: 1) with { Kind = "resolved", FiringId = "f_9" });
        await CompleteAsync("ops", ("msg_0", AttemptOutcome.Delivered), ("msg_2", AttemptOutcome.Delivered), ("msg_4", AttemptOutcome.Delivered));
        await CompleteAsync("ops", ("msg_1", AttemptOutcome.Dead));
        await CompleteAsync("team", ("msg_3", AttemptOutcome.Delivered));

        var revived = await store.ReviveAsync(new DeadLetterFilter { Target = "ops" }, 9, Some.At(3), Some.Audit("op_1"));

        Assert.Equal((1, 0), (revived.Count, revived.Overtaken));

        async Task CompleteAsync(string target, params (string Id, AttemptOutcome Outcome)[] outcomes)
        {
            var claimed = await store.ClaimAsync(target, 9, Some.At(2));
            Assert.Equal(outcomes.Select(outcome => outcome.Id), Ids(claimed).Order(StringComparer.Ordinal));
            await store.CompleteAsync([.. claimed.Select(one => Some.Ended(one, outcomes.Single(outcome => outcome.Id == one.Delivery.WebhookId).Outcome))]);
        }
    }

    [Fact]
    public async Task Revived_one_off_send_of_a_firing_whose_alert_has_ended_is_sent_again()
    {
        await using var store = await Opened(Some.Delivery("msg_1") with { ActionPath = "then[0].send" }, Some.Delivery("msg_2", at: 1) with { Kind = "resolved", ActionPath = "then[1].alert" });
        var claimed = await store.ClaimAsync("ops", 9, Some.At(2));
        await store.CompleteAsync([Some.Ended(claimed[0], AttemptOutcome.Dead), Some.Ended(claimed[1], AttemptOutcome.Delivered)]);

        var revived = await store.ReviveAsync(new DeadLetterFilter { Target = "ops" }, 9, Some.At(3), Some.Audit("op_1"));

        Assert.Equal((1, 0), (revived.Count, revived.Overtaken));
    }

    [Fact]
    public async Task Revived_nothing_named_is_refused()
    {
        await using var store = await _temp.OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => store.ReviveAsync(new DeadLetterFilter(), 1, Some.At(0), Some.Audit("op_1")));
    }

    [Fact]
    public async Task Disabled_target_what_is_told_of_it_waits_in_the_inbox()
    {
        await using var store = await Opened(Some.Delivery("msg_1"));
        var row = new InboxRow("target/ops/1", 3, InboxKinds.Target, Some.Bytes("{}"));

        await store.SetTargetDisabledAsync("ops", "410 Gone", Some.At(1), row);
        await store.SetTargetDisabledAsync("ops", "410 Gone", Some.At(1), row);

        Assert.Equal("target/ops/1", Assert.Single(await store.InboxAsync(3, 9)).Id);
    }

    private static DeliveryRow OfGroup(string id, string group) => Some.Delivery(id) with { Group = group, ActionPath = "group" };

    private static DeliveryRow Of(string id, string vm, double at) => Some.Delivery(id, at: at) with { VmName = vm };

    private async Task<SqliteStore> Opened(params DeliveryRow[] deliveries)
    {
        var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 1) with { Deliveries = [.. deliveries] }]);
        return store;
    }

    private static IEnumerable<string> Ids(IEnumerable<ClaimedDelivery> claimed) => claimed.Select(c => c.Delivery.WebhookId);
}
