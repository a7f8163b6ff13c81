using Reactor.Reactions.Commits;
using Reactor.Reactions.Steps;
using Reactor.Rules.Configuration;
using Reactor.Store.Reading;

namespace Reactor.Store.Tests;

/// <summary>What partitions tell each other: neither lost nor taken twice.</summary>
public sealed class InboxTests : IDisposable
{
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Outgoing_row_waits_for_its_partition_until_the_commit_that_takes_it()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Commit(1, 1) with { Outgoing = [Row("a", 70), Row("b", 2)] }]);

        var waiting = Assert.Single((await store.RecoverAsync(70)).Inbox);
        Assert.Equal(("a", 70, "fleet-hit", """{"v":1}"""), (waiting.Id, waiting.Partition, waiting.Kind, System.Text.Encoding.UTF8.GetString(waiting.Payload.Span)));

        await store.AppendAsync([Some.Empty(70, 1) with { Taken = ["a"], Deliveries = [Some.Delivery("msg_1")] }]);
        Assert.Empty((await store.RecoverAsync(70)).Inbox);
        Assert.Equal("b", Assert.Single((await store.RecoverAsync(2)).Inbox).Id);
    }

    [Fact]
    public async Task Second_row_of_an_id_that_waits_is_not_added_and_the_first_stands()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Commit(1, 1) with { Outgoing = [Row("a", 70)] }]);
        await store.AppendAsync([Some.Commit(1, 2) with { Outgoing = [Row("a", 71, "other")] }]);
        await store.AddInboxAsync([Row("a", 72, "other")]);

        Assert.Equal("fleet-hit", Assert.Single((await store.RecoverAsync(70)).Inbox).Kind);
        Assert.Empty((await store.RecoverAsync(71)).Inbox);
        Assert.Empty((await store.RecoverAsync(72)).Inbox);
        Assert.Equal(2, store.Statistics.DuplicatesIgnored);
    }

    [Theory]
    [InlineData("b", 70)]
    [InlineData("a", 71)]
    public async Task Commit_that_takes_what_is_not_there_is_refused_whole(string id, int partition)
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Commit(1, 1) with { Outgoing = [Row("a", 70)] }]);

        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            store.AppendAsync([Some.Empty(partition, 1) with { Taken = [id], Deliveries = [Some.Delivery("msg_1")] }]));

        Assert.Equal(0, (await store.RecoverAsync(partition)).AppliedSequence);
        Assert.Equal("a", Assert.Single((await store.RecoverAsync(70)).Inbox).Id);
        Assert.Equal(0L, _temp.Scalar("SELECT count(*) FROM deliveries"));
    }

    [Fact]
    public async Task Rows_of_a_start_are_what_holds_before_the_rest_each_in_order()
    {
        await using var store = await _temp.OpenAsync();
        await store.AddInboxAsync([Row("a", 70), Row("b", 70, InboxKinds.Silence), Row("c", 70), Row("d", 70, InboxKinds.Inhibitor), Row("e", 70, InboxKinds.Maintenance)]);

        Assert.Equal(["b", "d", "e", "a", "c"], (await store.RecoverAsync(70)).Inbox.Select(row => row.Id));
        Assert.Equal(["a", "b", "c", "d", "e"], (await store.InboxAsync(70, 10)).Select(row => row.Id));
        Assert.All((await store.RecoverAsync(70)).Inbox.Take(3), row => Assert.True(InboxKinds.IsHold(row.Kind)));
    }

    [Fact]
    public async Task Rows_come_in_order_and_beyond_the_bound_they_stay()
    {
        await using var store = await _temp.OpenAsync();
        var rows = Enumerable.Range(0, PartitionRecovery.MostInbox + 5).Select(i => Row($"r{i}", 70)).ToArray();
        await store.AppendAsync([Some.Commit(1, 1) with { Outgoing = [.. rows] }]);

        var found = await store.RecoverAsync(70);

        Assert.True(found.MoreInbox);
        Assert.Equal(rows.Take(PartitionRecovery.MostInbox).Select(r => r.Id), found.Inbox.Select(r => r.Id));
        Assert.Equal(rows.Select(r => r.Id), (await store.InboxAsync(70, 10_000)).Select(r => r.Id));
        Assert.Equal(["r0", "r1"], (await store.InboxAsync(70, 2)).Select(r => r.Id));
    }

    [Fact]
    public async Task Crash_at_any_cut_of_the_log_leaves_a_row_or_what_follows_from_it_never_both_and_never_neither()
    {
        // The rows are in the file itself, so that no cut takes them.
        await using (var first = await _temp.OpenAsync())
            await first.AppendAsync([Some.Commit(1, 1) with { Outgoing = [.. Enumerable.Range(1, 20).Select(i => Row($"r{i}", 70))] }]);
        await using var store = await _temp.OpenAsync();
        for (int i = 1; i <= 20; i++)
            await store.AppendAsync([Some.Empty(70, i) with { Taken = [$"r{i}"], Deliveries = [Some.Delivery($"msg_{i}")] }]);
        long length = new FileInfo(_temp.Path + "-wal").Length;
        var seen = new HashSet<long>();

        for (long cut = length; cut >= 0; cut -= length / 9)
        {
            using var crashed = _temp.CopyAsAfterCrash();
            using (var log = new FileStream(crashed.Path + "-wal", FileMode.Open))
                log.SetLength(cut);
            await using var after = await crashed.OpenAsync();
            long taken = (long)crashed.Scalar("SELECT count(*) FROM deliveries")!;
            Assert.Equal(20 - taken, (await after.RecoverAsync(70)).Inbox.Length);
            seen.Add(taken);
        }

        Assert.True(seen.Count > 3, "The cuts all fell on one place.");
    }

    [Fact]
    public async Task Given_up_delivery_tells_its_partition_in_the_same_transaction()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Commit(5, 1) with { Deliveries = [Some.Delivery("msg_1") with { OnGiveUp = Some.Bytes("""{"v":1,"x":9007199254740993}""") }] }]);
        var claimed = Assert.Single(await store.ClaimAsync("ops", 1, Some.At(0)));
        Assert.Equal("""{"v":1,"x":9007199254740993}""", System.Text.Encoding.UTF8.GetString(claimed.Delivery.OnGiveUp!.Value.Span));

        var told = await store.CompleteAsync(Some.Ended(claimed, AttemptOutcome.Dead, detail: "no \"answer\""));

        using var crashed = _temp.CopyAsAfterCrash();
        await using var after = await crashed.OpenAsync();
        var row = Assert.Single((await after.RecoverAsync(5)).Inbox);
        Assert.Equal((told!.Id, 5, InboxKinds.GaveUp), (row.Id, row.Partition, row.Kind));
        var note = GaveUp.Read(row.Payload);
        Assert.Equal(("msg_1", "then[0].webhook", "ops", "no \"answer\""), (note.WebhookId, note.ActionPath, note.Target, note.Reason));
        Assert.Equal("""{"v":1,"x":9007199254740993}""", System.Text.Encoding.UTF8.GetString(note.Firing.Span));
        Assert.Equal("dead", crashed.Scalar("SELECT state FROM deliveries"));
    }

    [Theory]
    [InlineData(AttemptOutcome.Delivered, true, false)]
    [InlineData(AttemptOutcome.Dead, false, false)]
    [InlineData(AttemptOutcome.Dead, true, true)]
    [InlineData(AttemptOutcome.TargetRemoved, true, true)]
    public async Task Only_what_is_given_up_and_asked_for_is_told(AttemptOutcome outcome, bool asked, bool told)
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Commit(5, 1) with { Deliveries = [Some.Delivery("msg_1") with { OnGiveUp = asked ? Some.Bytes("{}") : default(ReadOnlyMemory<byte>?) }] }]);
        var claimed = Assert.Single(await store.ClaimAsync("ops", 1, Some.At(0)));

        Assert.Equal(told, await store.CompleteAsync(Some.Ended(claimed, outcome)) is not null);

        Assert.Equal(told ? 1 : 0, (await store.RecoverAsync(5)).Inbox.Length);
        if (outcome == AttemptOutcome.TargetRemoved)
            Assert.Equal("target_removed", _temp.Scalar("SELECT dead_reason FROM deliveries"));
    }

    [Fact]
    public async Task Muted_delivery_is_kept_and_never_claimed()
    {
        await using var store = await _temp.OpenAsync();
        await store.SetTargetDisabledAsync("gone", "410", Some.At(0));
        await store.AppendAsync([Some.Commit(5, 1) with { Deliveries = [Some.Delivery("msg_1") with { IsMuted = true, MutedBy = "s1" }, Some.Delivery("msg_2", "gone") with { IsMuted = true }] }]);

        Assert.Empty(await store.ClaimAsync("ops", 10, Some.At(100)));
        Assert.Empty(await store.PendingTargetsAsync());
        await store.SetTargetDisabledAsync("gone", null, Some.At(1));
        Assert.Equal([null, "s1"], StoreReader.Open(_temp.Path).Deliveries(new DeliveryFilter { State = "muted" }).Select(d => d.HeldBy));
        var pruned = await store.PruneAsync(Some.At(0) + TimeSpan.FromDays(1000), new RetentionConfiguration(), CancellationToken.None);
        Assert.Equal(2, pruned.Deliveries);
    }

    private static InboxRow Row(string id, int partition, string kind = InboxKinds.FleetHit) => new(id, partition, kind, Some.Bytes("""{"v":1}"""));
}
