using System.Collections.Immutable;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Store.Reading;

namespace Reactor.Store.Tests;

/// <summary>Silences and maintenances hold what is to be sent, whenever it was decided.</summary>
public sealed class HeldDeliveryTests : IDisposable
{
    private readonly TempStore _temp = new();
    private readonly ClaimRoom _room = new();
    private long _sequence;

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task Claim_alert_fires_still_is_told_once_when_the_hold_is_over(bool isSilence, bool isOrdered)
    {
        await using var store = await FailedOnceAsync();

        await store.ActAsync(Begin("h1", isSilence, Some.At(100)));

        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10), isOrdered));
        Assert.Equal(("pending", "h1", Some.At(100).AddMicroseconds(1)), Row("msg_firing"));
        Assert.Equal(Some.At(100).AddMicroseconds(1), await store.NextDueAsync("ops", isOrdered));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(100), isOrdered));
        var told = Assert.Single(await store.ClaimAsync("ops", 9, Some.At(101), isOrdered));
        Assert.Equal(("msg_firing", 2), (told.Delivery.WebhookId, told.Attempt));
        await store.CompleteAsync(Some.Ended(told, AttemptOutcome.Delivered));
        Assert.Equal(("delivered", null, null), Row("msg_firing"));
        Assert.Null(await store.NextDueAsync("ops", isOrdered));
    }

    [Fact]
    public async Task Act_ends_a_hold_what_it_held_goes_and_its_target_is_named()
    {
        await using var store = await FailedOnceAsync();
        await store.ActAsync(Begin("h1", true, Some.At(100_000_000)));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10)));
        Assert.True((await store.NextDueAsync("ops"))!.Value <= Some.At(10).AddDays(1));

        var released = await store.ActAsync(new OperatorAct { Audit = [], Ends = new HoldEnd("h1", Some.At(20), "ann") });

        Assert.Equal(["ops"], released.AsEnumerable());
        Assert.Equal(["msg_firing"], Ids(await store.ClaimAsync("ops", 9, Some.At(20))));
    }

    [Fact]
    public async Task Act_ends_one_of_two_the_other_holds_on()
    {
        await using var store = await FailedOnceAsync();
        await store.ActAsync(Begin("h1", true, Some.At(100)));
        await store.ActAsync(Begin("h2", true, Some.At(200)) with { Audit = [] });
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10)));

        await store.ActAsync(new OperatorAct { Audit = [], Ends = new HoldEnd("h1", Some.At(20), "ann") });

        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(20)));
        Assert.Equal("h2", Row("msg_firing").HeldBy);
    }

    [Fact]
    public async Task Claim_hold_that_means_others_or_has_not_begun_lets_it_go()
    {
        await using var store = await FailedOnceAsync();
        await store.ActAsync(Begin("h1", true, Some.At(100), value: "web2"));
        await store.ActAsync(Begin("h2", true, Some.At(100), starts: Some.At(50)) with { Audit = [] });
        var before = store.HoldsAt(Some.At(10));

        var claimed = Assert.Single(await store.ClaimAsync("ops", 9, Some.At(10)));

        Assert.Equal(before, claimed.HoldsSeen);
        Assert.NotEqual(before, store.HoldsAt(Some.At(50)));
    }

    [Theory]
    [InlineData(503, "muted")]
    [InlineData(429, "muted")]
    [InlineData(null, "pending")]
    [InlineData(500, "pending")]
    [InlineData(504, "pending")]
    [InlineData(200, "pending")]
    public async Task Claim_alert_ended_meanwhile_is_not_told_nor_its_end_unless_the_beginning_may_have_arrived(int? answer, string end)
    {
        await using var store = await FailedOnceAsync(answer);
        await store.ActAsync(Begin("h1", true, Some.At(100)));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10)));

        var appended = await AppendAsync(store, AlertState.Resolved, Of("msg_resolved", "resolved"));

        Assert.Equal(["ops"], appended.Waiting.AsEnumerable());
        Assert.Equal(end == "muted" ? [] : ["msg_resolved"], Ids(await store.ClaimAsync("ops", 9, Some.At(11))));
        Assert.Equal(("muted", "h1", null), Row("msg_firing"));
        Assert.Equal(end, Row("msg_resolved").State);
        Assert.Equal(end == "muted" ? 2 : 1, store.Statistics.DeliveriesMuted);
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(101)));
    }

    [Fact]
    public async Task Claim_alert_opened_again_is_told_once_what_is_held_of_its_opening_before_is_muted()
    {
        await using var store = await FailedOnceAsync();
        await store.ActAsync(Begin("h1", true, Some.At(100), "severity", "error"));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10)));
        await AppendAsync(store, AlertState.Resolved, Of("msg_resolved", "resolved"));

        await store.AppendAsync([Some.Empty(3, ++_sequence) with { Alerts = [Some.Alert("a_2") with { Severity = "warning" }], Deliveries = [Of("msg_again") with { Alert = "a_2", FiringId = "f_2" }] }]);

        Assert.Equal(["msg_again"], Ids(await store.ClaimAsync("ops", 9, Some.At(11))));
        Assert.Equal(("muted", "muted"), (Row("msg_firing").State, Row("msg_resolved").State));
    }

    [Theory]
    [InlineData(11, false)]
    [InlineData(11, true)]
    [InlineData(150, false)]
    [InlineData(150, true)]
    public async Task Claim_alert_opened_again_and_ended_behind_what_is_held_of_its_opening_before_is_told_as_nothing_held_it(int at, bool isOrdered)
    {
        await using var store = await FailedOnceAsync();
        await store.ActAsync(Begin("h1", true, Some.At(100), "severity", "error"));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10), isOrdered));
        await AppendAsync(store, AlertState.Resolved, Of("msg_resolved", "resolved"));
        await AppendOfAsync(store, "a_2", AlertState.Firing, Of("msg_again"));
        await AppendOfAsync(store, "a_2", AlertState.Resolved, Of("msg_again_resolved", "resolved"));

        foreach (string id in (string[])["msg_again", "msg_again_resolved"])
        {
            var claimed = Assert.Single(await store.ClaimAsync("ops", 9, Some.At(at), isOrdered));
            Assert.Equal(id, claimed.Delivery.WebhookId);
            await store.CompleteAsync(Some.Ended(claimed, AttemptOutcome.Delivered));
        }
        Assert.Equal(("muted", "muted"), (Row("msg_firing").State, Row("msg_resolved").State));
    }

    [Fact]
    public async Task Append_opening_that_waits_behind_what_is_held_ended_its_line_is_left_to_others()
    {
        await using var store = await FailedOnceAsync();
        await store.ActAsync(Begin("h1", true, Some.At(100), "severity", "error"));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10), isOrdered: true));
        await AppendOfAsync(store, "a_2", AlertState.Firing, Of("msg_again"));
        await AppendOfAsync(store, "a_2", AlertState.Resolved, Of("msg_again_resolved", "resolved"));
        await AppendOfAsync(store, "a_3", AlertState.Firing, Of("msg_other") with { Series = "s_other" });

        Assert.Equal(Some.At(0), await store.NextDueAsync("ops", isOrdered: true));
        Assert.Equal(["msg_other"], Ids(await store.ClaimAsync("ops", 9, Some.At(11), isOrdered: true)));
        Assert.Equal(Some.At(100).AddMicroseconds(1), await store.NextDueAsync("ops", isOrdered: true));
    }

    [Fact]
    public async Task Append_opening_that_was_written_behind_one_on_its_way_ended_its_line_is_left_to_others()
    {
        await using var store = await _temp.OpenAsync();
        _room.Offer(1);
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(0), room: _room));
        var handed = Assert.Single((await AppendAsync(store, AlertState.Firing, Of("msg_firing"))).Claimed);
        await AppendOfAsync(store, "a_2", AlertState.Firing, Of("msg_again"));
        await store.CompleteAsync(Some.Ended(handed, AttemptOutcome.Released));
        await store.ActAsync(Begin("h1", true, Some.At(100), "severity", "error"));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10), isOrdered: true));

        await AppendOfAsync(store, "a_2", AlertState.Resolved, Of("msg_again_resolved", "resolved"));

        Assert.Equal(Some.At(100).AddMicroseconds(1), await store.NextDueAsync("ops", isOrdered: true));
    }

    [Fact]
    public async Task Append_alert_ended_what_waits_behind_its_beginning_of_its_next_opening_is_asked_again()
    {
        await using var store = await FailedOnceAsync();
        await store.ActAsync(Begin("h1", true, Some.At(100), "severity", "error"));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10)));
        await store.AppendAsync([Some.Empty(3, ++_sequence) with { Alerts = [Some.Alert("a_2") with { Severity = "warning" }], Deliveries = [Of("msg_again") with { Alert = "a_2", FiringId = "f_2" }] }]);
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10)));
        Assert.Equal("h1", Row("msg_again").HeldBy);

        await AppendAsync(store, AlertState.Resolved);

        Assert.Equal(["msg_again"], Ids(await store.ClaimAsync("ops", 9, Some.At(11))));
        Assert.Equal("muted", Row("msg_firing").State);
    }

    [Fact]
    public async Task Claim_beginning_has_arrived_its_end_goes_inside_the_hold()
    {
        await using var store = await _temp.OpenAsync();
        await AppendAsync(store, AlertState.Firing, Of("msg_firing"));
        await store.CompleteAsync(Some.Ended(Assert.Single(await store.ClaimAsync("ops", 9, Some.At(0))), AttemptOutcome.Delivered));
        await store.ActAsync(Begin("h1", false, Some.At(100)));

        await AppendAsync(store, AlertState.Resolved, Of("msg_resolved", "resolved"));

        Assert.Equal(["msg_resolved"], Ids(await store.ClaimAsync("ops", 9, Some.At(10))));
    }

    [Fact]
    public async Task Claim_said_again_and_one_off_sends_are_muted_for_good()
    {
        await using var store = await _temp.OpenAsync();
        await AppendAsync(store, AlertState.Firing, Of("msg_repeat", "repeat"), Of("msg_resend", "resend") with { Target = "ops", FiringId = "f_2", Series = "s_2" },
            Some.Delivery("msg_send", at: 0) with { ActionPath = "then[0].send" },
            Some.Delivery("msg_labelled", at: 0) with { ActionPath = "then[1].send", Labels = ImmutableSortedDictionary<string, string>.Empty.Add("team", "db") });
        await store.ActAsync(Begin("h1", true, Some.At(100), "team", "db") with { Inbox = [] });
        Assert.Equal(["msg_repeat", "msg_resend", "msg_send"], Ids(await store.ClaimAsync("ops", 9, Some.At(1))).Order(StringComparer.Ordinal));

        await using var again = await ReopenedAsync(store);
        await again.ActAsync(Begin("h2", false, Some.At(100)) with { Audit = [] });

        Assert.Empty(await again.ClaimAsync("ops", 9, Some.At(1)));
        Assert.Empty(await again.ClaimAsync("ops", 9, Some.At(101)));
        Assert.Equal(["h1", "h2", "h2", "h2"], StoreReader.Open(_temp.Path).Deliveries(new DeliveryFilter { State = "muted" }).Select(row => row.HeldBy!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Claim_ordered_what_is_held_leaves_its_line_to_others_and_keeps_its_own()
    {
        await using var store = await FailedOnceAsync();
        await store.ActAsync(Begin("h1", true, Some.At(100), "rule", "r1"));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10), isOrdered: true));

        await AppendAsync(store, AlertState.Firing, Of("msg_acknowledged", "acknowledged"), Some.Delivery("msg_other") with { Rule = "r2", FiringId = "f_2", ActionPath = "then[0].send" });

        var other = Assert.Single(await store.ClaimAsync("ops", 9, Some.At(11), isOrdered: true));
        Assert.Equal("msg_other", other.Delivery.WebhookId);
        await store.CompleteAsync(Some.Ended(other, AttemptOutcome.Retry, 11, 30));
        Assert.Equal(Some.At(30), await store.NextDueAsync("ops", isOrdered: true));
        Assert.Equal("h1", Row("msg_acknowledged").HeldBy);
        await store.CompleteAsync(Some.Ended(Assert.Single(await store.ClaimAsync("ops", 9, Some.At(31), isOrdered: true)), AttemptOutcome.Delivered));
        var firing = Assert.Single(await store.ClaimAsync("ops", 9, Some.At(101), isOrdered: true));
        Assert.Equal("msg_firing", firing.Delivery.WebhookId);
        await store.CompleteAsync(Some.Ended(firing, AttemptOutcome.Delivered));
        Assert.Equal(["msg_acknowledged"], Ids(await store.ClaimAsync("ops", 9, Some.At(101), isOrdered: true)));
    }

    [Fact]
    public async Task Open_after_a_crash_holds_on_and_releases_once()
    {
        using var left = await CrashedAsync();
        await using var store = await left.OpenAsync();

        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(50)));
        Assert.Equal(["msg_firing"], Ids(await store.ClaimAsync("ops", 9, Some.At(101))));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(102)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Open_an_attempt_was_under_way_when_the_daemon_before_ended_its_end_is_told_though_its_beginning_is_held(bool isHandedOver)
    {
        await using var crashed = await _temp.OpenAsync();
        _room.Offer(isHandedOver ? 1 : 0);
        Assert.Empty(await crashed.ClaimAsync("ops", 9, Some.At(0), room: _room));
        var handed = await AppendAsync(crashed, AlertState.Firing, Of("msg_firing"));
        Assert.Single(isHandedOver ? handed.Claimed : await crashed.ClaimAsync("ops", 9, Some.At(0)));
        using var left = _temp.CopyAsAfterCrash();
        await using var store = await left.OpenAsync();
        await store.ActAsync(Begin("h1", true, Some.At(100)));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10)));
        using var leftOnceMore = left.CopyAsAfterCrash();
        await using var again = await leftOnceMore.OpenAsync();

        await AppendAsync(again, AlertState.Resolved, Of("msg_resolved", "resolved"));

        Assert.Equal(["msg_resolved"], Ids(await again.ClaimAsync("ops", 9, Some.At(11))));
        Assert.Empty(await again.ClaimAsync("ops", 9, Some.At(101)));
    }

    [Fact]
    public async Task Open_what_was_held_was_not_under_way_its_end_is_not_told()
    {
        using var left = await CrashedAsync();
        await using var store = await left.OpenAsync();

        await AppendAsync(store, AlertState.Resolved, Of("msg_resolved", "resolved"));

        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(11)));
        Assert.Equal(2, store.Statistics.DeliveriesMuted);
    }

    [Fact]
    public async Task Open_an_attempt_may_have_been_under_way_it_is_told_after_the_hold_as_the_next()
    {
        await using var crashed = await _temp.OpenAsync();
        await AppendAsync(crashed, AlertState.Firing, Of("msg_firing"));
        Assert.Single(await crashed.ClaimAsync("ops", 9, Some.At(0)));
        using var left = _temp.CopyAsAfterCrash();
        await using var store = await left.OpenAsync();
        await store.ActAsync(Begin("h1", true, Some.At(100)));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10)));

        var told = Assert.Single(await store.ClaimAsync("ops", 9, Some.At(101)));

        Assert.Equal(("msg_firing", 2), (told.Delivery.WebhookId, told.Attempt));
        await store.CompleteAsync(Some.Ended(told, AttemptOutcome.Delivered, detail: "ok"));
        Assert.Equal(["may have been under way when Reactor ended", "ok"], StoreReader.Open(left.Path).Attempts("msg_firing").Select(attempt => attempt.Detail));
    }

    [Fact]
    public async Task Append_partition_has_not_taken_the_hold_in_nothing_is_handed_over()
    {
        await using var store = await _temp.OpenAsync();
        _room.Offer(9);
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(0), room: _room));
        await store.ActAsync(Begin("h1", true, Some.At(100)));

        var appended = await AppendAsync(store, AlertState.Firing, Of("msg_firing"));

        Assert.Empty(appended.Claimed);
        Assert.Equal(["ops"], appended.Waiting.AsEnumerable());
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(1)));
        Assert.Equal("h1", Row("msg_firing").HeldBy);
    }

    [Fact]
    public async Task Claim_silence_until_resolved_holds_as_long_as_its_partition_has_it()
    {
        await using var store = await FailedOnceAsync();
        var silence = new Silence { Id = "h1", Matchers = [new Matcher("vm", "web1")], UntilResolved = true, StartsAt = Some.At(0) };
        await store.ActAsync(new OperatorAct { Audit = [], Begins = new HoldRow(silence, Some.At(0), null, null), Inbox = [new InboxRow("hold/h1/3", 3, "silence", silence.Write())] });
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10)));
        await store.AppendAsync([Some.Empty(3, ++_sequence) with { Taken = ["hold/h1/3"], State = [new StateRow("silence", "h1", silence.Write())] }]);
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(11)));

        var appended = await store.AppendAsync([Some.Empty(3, ++_sequence) with { State = [new StateRow("silence", "h1", null)] }]);

        Assert.Equal(["ops"], appended.Waiting.AsEnumerable());
        Assert.Equal(["msg_firing"], Ids(await store.ClaimAsync("ops", 9, Some.At(12))));
    }

    [Fact]
    public async Task Revive_inside_a_hold_leaves_what_it_holds_and_says_by_what()
    {
        await using var store = await _temp.OpenAsync();
        await AppendAsync(store, AlertState.Firing, Of("msg_firing"), Some.Delivery("msg_send") with { ActionPath = "then[0].send" }, Some.Delivery("msg_other") with { VmName = "web2", FiringId = "f_9", ActionPath = "then[0].send" });
        await store.CompleteAsync([.. (await store.ClaimAsync("ops", 9, Some.At(0))).Select(claim => Some.Ended(claim, AttemptOutcome.Dead))]);
        await store.ActAsync(Begin("h1", false, Some.At(100)));

        var revived = await store.ReviveAsync(new DeadLetterFilter { Target = "ops" }, 9, Some.At(10), Some.Audit("op_1"));

        Assert.Equal((1, 0, 2, "h1"), (revived.Count, revived.Left, revived.Held, Assert.Single(revived.HeldBy)));
        Assert.Equal(["msg_other"], Ids(await store.ClaimAsync("ops", 9, Some.At(10))));
        Assert.Equal(2, (await store.ReviveAsync(new DeadLetterFilter { Target = "ops" }, 9, Some.At(101), Some.Audit("op_2"))).Count);
    }

    [Fact]
    public async Task Revive_behind_what_is_held_meanwhile_is_held_with_it_and_leaves_its_line_to_others()
    {
        await using var store = await _temp.OpenAsync();
        await AppendAsync(store, [Some.Alert("a_1")], Of("msg_firing"), Of("msg_acknowledged", "acknowledged"));
        for (int i = 0; i < 2; i++)
            await store.CompleteAsync(Some.Ended(Assert.Single(await store.ClaimAsync("ops", 9, Some.At(0), isOrdered: true)), AttemptOutcome.Dead));
        await store.ReviveAsync(new DeadLetterFilter { WebhookIds = ["msg_firing"] }, 9, Some.At(1), Some.Audit("op_1"));
        await store.ActAsync(Begin("h1", true, Some.At(100), name: "rule", value: "r1"));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10), isOrdered: true));

        await store.ReviveAsync(new DeadLetterFilter { WebhookIds = ["msg_acknowledged"] }, 9, Some.At(11), Some.Audit("op_2"));
        await AppendAsync(store, [], Some.Delivery("msg_other") with { Rule = "r2", FiringId = "f_2" });

        Assert.Equal("h1", Row("msg_acknowledged").HeldBy);
        Assert.Equal(["msg_other"], Ids(await store.ClaimAsync("ops", 9, Some.At(12), isOrdered: true)));
    }

    [Fact]
    public async Task Next_due_ordered_news_of_one_alert_wait_behind_another_of_the_same_firing_that_is_held_is_when_that_is_asked_again()
    {
        await using var store = await _temp.OpenAsync();
        await AppendAsync(store, [Some.Alert("a_1"), Some.Alert("a_2")], Of("msg_firing"), Of("msg_told") with { Alert = "a_2", Series = "s_2", VmName = "web2" });
        foreach (var claimed in await store.ClaimAsync("ops", 9, Some.At(0), isOrdered: true))
            await store.CompleteAsync(Some.Ended(claimed, claimed.Delivery.WebhookId == "msg_told" ? AttemptOutcome.Delivered : AttemptOutcome.Retry, 0, 5, status: 503));
        await store.ActAsync(Begin("h1", true, Some.At(100)));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10), isOrdered: true));
        await AppendAsync(store, [], Of("msg_acknowledged", "acknowledged") with { Alert = "a_2", Series = "s_2", VmName = "web2" });

        await AppendAsync(store, [Some.Alert("a_2", AlertState.Resolved)], Of("msg_end", "resolved") with { Alert = "a_2", Series = "s_2", VmName = "web2" });

        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(11), isOrdered: true));
        Assert.Equal(Some.At(100).AddMicroseconds(1), await store.NextDueAsync("ops", isOrdered: true));
    }

    private static IEnumerable<string> Ids(IEnumerable<ClaimedDelivery> claimed) => claimed.Select(c => c.Delivery.WebhookId);

    private static DeliveryRow Of(string id, string kind = "firing") => Some.Delivery(id) with { Kind = kind, Alert = "a_1", Series = "s_1", ActionPath = "then[0].alert" };

    private static OperatorAct Begin(string id, bool isSilence, DateTimeOffset ends, string name = "vm", string value = "web1", DateTimeOffset? starts = null)
    {
        ImmutableArray<Matcher> matchers = [new Matcher(name, value)];
        Hold hold = isSilence
            ? new Silence { Id = id, Matchers = matchers, StartsAt = starts ?? Some.At(0), EndsAt = ends }
            : new Maintenance { Id = id, Matchers = matchers, StartsAt = starts ?? Some.At(0), EndsAt = ends };
        return new OperatorAct
        {
            Audit = [], Begins = new HoldRow(hold, Some.At(0), 1000, 1), Inbox = [new InboxRow($"hold/{id}/3", 3, isSilence ? "silence" : "maintenance", hold.Write())],
        };
    }

    private Task<Appended> AppendAsync(SqliteStore store, AlertState state, params DeliveryRow[] rows) => AppendAsync(store, [Some.Alert("a_1", state)], rows);

    private Task<Appended> AppendAsync(SqliteStore store, AlertRow[] alerts, params DeliveryRow[] rows) =>
        store.AppendAsync([Some.Empty(3, ++_sequence) with { Firings = _sequence == 1 ? [Some.Firing("f_1")] : [], Alerts = [.. alerts], Deliveries = [.. rows] }]);

    // Of another alert, or of another opening, that isn't as severe.
    private Task<Appended> AppendOfAsync(SqliteStore store, string alert, AlertState state, DeliveryRow row) => store.AppendAsync([Some.Empty(3, ++_sequence) with
    {
        Alerts = [Some.Alert(alert, state) with { Severity = "warning" }],
        Deliveries = [row with { Alert = alert, FiringId = "f_" + alert }],
    }]);

    private async Task<SqliteStore> FailedOnceAsync(int? answer = 503)
    {
        var store = await _temp.OpenAsync();
        await AppendAsync(store, AlertState.Firing, Of("msg_firing"));
        await store.CompleteAsync(Some.Ended(Assert.Single(await store.ClaimAsync("ops", 9, Some.At(0))), AttemptOutcome.Retry, 0, 5, status: answer));
        return store;
    }

    private async Task<SqliteStore> ReopenedAsync(SqliteStore store)
    {
        await store.DisposeAsync();
        return await _temp.OpenAsync();
    }

    private async Task<TempStore> CrashedAsync()
    {
        await using var store = await FailedOnceAsync();
        await store.ActAsync(Begin("h1", true, Some.At(100)));
        Assert.Empty(await store.ClaimAsync("ops", 9, Some.At(10)));
        return _temp.CopyAsAfterCrash();
    }

    private (string State, string? HeldBy, DateTimeOffset? Next) Row(string id)
    {
        var row = StoreReader.Open(_temp.Path).Deliveries(new DeliveryFilter()).Single(delivery => delivery.WebhookId == id);
        return (row.State, row.HeldBy, row.NextAt);
    }
}
