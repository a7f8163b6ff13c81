using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;

namespace Reactor.Store.Tests;

/// <summary>When what was held may go, of a target that keeps the order or was disabled meanwhile: what the store says is due can be claimed, and what waits is due at some time.</summary>
public sealed class HeldDueTests : IDisposable
{
    private readonly TempStore _temp = new();
    private long _sequence;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Next_due_ordered_target_is_enabled_after_a_hold_is_over_what_that_held_is_due_and_so_is_its_next_attempt()
    {
        await using var store = await HeldAsync(Of("msg_firing"));
        await store.SetTargetDisabledAsync("ops", "410", Some.At(11));
        await EndAsync(store, "h1");

        await store.SetTargetDisabledAsync("ops", null, Some.At(30));

        Assert.Equal(Some.At(30), await store.NextDueAsync("ops", isOrdered: true));
        var claimed = Assert.Single(await store.ClaimAsync("ops", 9, Some.At(30), isOrdered: true));
        await store.CompleteAsync(Some.Ended(claimed, AttemptOutcome.Retry, 30, 40, status: 503));
        Assert.Equal(Some.At(40), await store.NextDueAsync("ops", isOrdered: true));
    }

    [Fact]
    public async Task Revive_ordered_what_was_held_when_its_target_was_removed_is_due()
    {
        await using var store = await HeldAsync(Of("msg_firing"));
        await store.RemoveTargetAsync("ops", Some.At(11));
        await EndAsync(store, "h1");

        Assert.Equal(1, (await store.ReviveAsync(new DeadLetterFilter { Target = "ops" }, 9, Some.At(30), Some.Audit("op_1"))).Count);

        Assert.Equal(Some.At(30), await store.NextDueAsync("ops", isOrdered: true));
    }

    [Fact]
    public async Task Next_due_ordered_first_of_the_line_is_tried_later_what_was_held_behind_it_waits_for_that()
    {
        await using var store = await HeldAsync(Of("msg_first"), Of("msg_second") with { Alert = "a_2", Series = "s_2", FiringId = "f_2" });
        await EndAsync(store, "h1");
        var first = Assert.Single(await store.ClaimAsync("ops", 1, Some.At(21), isOrdered: true));
        await store.CompleteAsync(Some.Ended(first, AttemptOutcome.Retry, 21, 1000, status: 503));

        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(22), isOrdered: true));
        Assert.Equal(Some.At(1000), await store.NextDueAsync("ops", isOrdered: true));
    }

    [Fact]
    public async Task Claim_ordered_news_of_an_alert_that_ended_wait_behind_another_of_the_same_firing_that_is_held_their_line_is_left_to_others()
    {
        var other = Of("msg_told") with { Alert = "a_2", Series = "s_2" };
        await using var store = await _temp.OpenAsync();
        await AppendAsync(store, [Some.Alert("a_1"), Some.Alert("a_2") with { Severity = "warning" }], other, Of("msg_firing"));
        await store.CompleteAsync(Some.Ended(Assert.Single(await store.ClaimAsync("ops", 9, Some.At(0), isOrdered: true)), AttemptOutcome.Delivered));
        await store.ActAsync(Begin("severity", "error"));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10), isOrdered: true));
        await AppendAsync(store, [], other with { WebhookId = "msg_acknowledged", Kind = "acknowledged" });
        await AppendAsync(store, [Some.Alert("a_2", AlertState.Resolved)], other with { WebhookId = "msg_end", Kind = "resolved" });

        await AppendAsync(store, [Some.Alert("a_3") with { Severity = "warning" }], Of("msg_third") with { Alert = "a_3", Series = "s_3", FiringId = "f_3" });

        Assert.Equal(Some.At(0), await store.NextDueAsync("ops", isOrdered: true));
        Assert.Equal("msg_third", Assert.Single(await store.ClaimAsync("ops", 9, Some.At(11), isOrdered: true)).Delivery.WebhookId);
    }

    [Fact]
    public async Task Open_an_attempt_to_a_disabled_target_was_under_way_when_an_earlier_daemon_ended_its_end_is_told_though_its_beginning_is_held()
    {
        await using var crashed = await _temp.OpenAsync();
        await AppendAsync(crashed, [Some.Alert("a_1")], Of("msg_firing"));
        Assert.Single(await crashed.ClaimAsync("ops", 9, Some.At(0)));
        await crashed.SetTargetDisabledAsync("ops", "410", Some.At(1));
        using var left = _temp.CopyAsAfterCrash();
        await (await left.OpenAsync()).DisposeAsync();
        await using var store = await left.OpenAsync();
        await store.ActAsync(Begin("vm", "web1"));
        await store.SetTargetDisabledAsync("ops", null, Some.At(2));

        await AppendAsync(store, [Some.Alert("a_1", AlertState.Resolved)], Of("msg_end") with { Kind = "resolved" });

        Assert.Equal("msg_end", Assert.Single(await store.ClaimAsync("ops", 9, Some.At(3))).Delivery.WebhookId);
    }

    private static DeliveryRow Of(string id) => Some.Delivery(id) with { Alert = "a_1", Series = "s_1", ActionPath = "then[0].alert" };

    private static OperatorAct Begin(string name, string value)
    {
        var silence = new Silence { Id = "h1", Matchers = [new Matcher(name, value)], StartsAt = Some.At(0), EndsAt = Some.At(100) };
        return new OperatorAct { Audit = [], Begins = new HoldRow(silence, Some.At(0), null, null) };
    }

    private static Task<ImmutableArray<string>> EndAsync(SqliteStore store, string hold) => store.ActAsync(new OperatorAct { Audit = [], Ends = new HoldEnd(hold, Some.At(20), "ann") });

    private async Task<SqliteStore> HeldAsync(params DeliveryRow[] rows)
    {
        var store = await _temp.OpenAsync();
        await AppendAsync(store, [.. rows.Select(row => Some.Alert(row.Alert!))], rows);
        await store.ActAsync(Begin("vm", "web1"));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10), isOrdered: true));
        return store;
    }

    private Task<Appended> AppendAsync(SqliteStore store, AlertRow[] alerts, params DeliveryRow[] rows) =>
        store.AppendAsync([Some.Empty(3, ++_sequence) with { Alerts = [.. alerts], Deliveries = [.. rows] }]);
}
