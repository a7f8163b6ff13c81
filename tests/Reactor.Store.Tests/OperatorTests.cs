using Reactor.Reactions.Commits;
using Reactor.Reactions.Holds;
using Reactor.Rules.Configuration;
using Reactor.Store.Reading;

namespace Reactor.Store.Tests;

/// <summary>What operators do to alerts, and the silences and maintenances that they ask for.</summary>
public sealed class OperatorTests : IDisposable
{
    private readonly TempStore _temp = new();

    private StoreReader Reader => StoreReader.Open(_temp.Path);

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Act_is_written_whole_and_read_after_a_crash()
    {
        await using var store = await _temp.OpenAsync();
        await store.ActAsync(Begin("sab", Some.At(100)));

        using var left = _temp.CopyAsAfterCrash();
        var reader = StoreReader.Open(left.Path);
        var hold = Assert.Single(reader.Holds("silence"));
        Assert.Equal(("sab", "vm=web1", 1000L, "active"), (hold.Hold.Id, MatcherText.Format(hold.Hold.Matchers[0]), hold.Uid, hold.StateAt(Some.At(5))));
        Assert.Equal("silence add", Assert.Single(reader.Audit(new AuditFilter())).Command);
        await using var next = await left.OpenAsync();
        Assert.Equal("hold/sab/3", Assert.Single(await next.InboxAsync(3, 10)).Id);
        Assert.Empty(reader.Holds("maintenance"));
    }

    [Fact]
    public async Task Act_of_an_id_that_is_there_is_refused_whole()
    {
        await using var store = await _temp.OpenAsync();
        await store.ActAsync(Begin("sab", Some.At(100)));

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.ActAsync(Begin("sab", Some.At(200)) with { Audit = [Audit("op_2")] }));

        Assert.Single(Reader.Audit(new AuditFilter()));
        Assert.Equal(Some.At(100), Assert.Single(Reader.Holds("silence")).Hold.EndsAt);
    }

    [Fact]
    public async Task Hold_is_pending_active_and_expired_by_time_by_hand_or_with_its_alerts()
    {
        await using var store = await _temp.OpenAsync();
        await store.ActAsync(Begin("s1", Some.At(100), Some.At(50)));
        await store.ActAsync(Begin("s2", null) with { Audit = [] });
        Assert.Equal(["active", "pending"], States(10));
        Assert.Equal(["active", "active"], States(60));
        Assert.Equal(2, Reader.HoldsInForce("silence", Some.At(60)));
        Assert.Equal((1, 2, 0), (Reader.HoldsOfState("silence", "active", Some.At(10)).Count, Reader.HoldsOfState("silence", "active", Some.At(60)).Count, Reader.HoldsOfState("maintenance", "active", Some.At(60)).Count));
        Assert.Equal(["active", "expired"], States(101));

        // The partition took it, and it means open alerts there; then they have ended.
        await store.AppendAsync([Some.Empty(3, 1) with { Taken = ["hold/s2/3"], State = [new StateRow("silence", "s2", Some.Bytes("{}"))] }]);
        Assert.Equal(["active", "expired"], States(101));
        await store.AppendAsync([Some.Empty(3, 2) with { State = [new StateRow("silence", "s2", null)] }]);
        Assert.Equal(["expired", "expired"], States(101));
        Assert.Equal(0, Reader.HoldsInForce("silence", Some.At(101)));

        await store.ActAsync(Begin("s3", Some.At(1000)) with { Audit = [] });
        await store.ActAsync(new OperatorAct { Audit = [], Ends = new HoldEnd("s3", Some.At(70), "ann") });
        var ended = Reader.Holds("silence", "s3")[0];
        Assert.Equal(("expired", "ann", Some.At(70)), (ended.StateAt(Some.At(71)), ended.EndedBy, ended.EndedAt!.Value));
    }

    [Fact]
    public async Task Holds_of_a_state_are_found_and_paged_however_many_newer_ones_are_in_another()
    {
        await using var store = await _temp.OpenAsync();
        await store.ActAsync(Begin("old", Some.At(100_000)));
        await store.ActAsync(Begin("later", Some.At(100_000), Some.At(50_000)) with { Audit = [] });
        await store.ActAsync(Begin("kept", null) with { Audit = [] });
        await store.ActAsync(Begin("left", null) with { Audit = [], Inbox = [] });
        await store.ActAsync(Begin("byhand", Some.At(100_000)) with { Audit = [] });
        await store.ActAsync(new OperatorAct { Audit = [], Ends = new HoldEnd("byhand", Some.At(5), "ann") });
        // More than one answer holds.
        _temp.Execute($"""
            WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < {StoreReader.MostRows})
            INSERT INTO holds (id, kind, created_at, ends_at, payload) SELECT printf('x%05d', i), 'silence', created_at, created_at + 1, CAST(json_set(CAST(payload AS TEXT), '$.id', printf('x%05d', i)) AS BLOB) FROM n, holds WHERE id = 'old'
            """);

        Assert.Equal(["kept", "old"], Ids("active"));
        Assert.Equal(["later"], Ids("pending"));
        Assert.Equal(["old"], Ids("active", 1, "kept"));
        Assert.Equal(["kept"], Ids("active", 1));
        Assert.Equal(["x10000", "x09999"], Ids("expired", 2));
        Assert.Equal(["x00001", "byhand", "left"], Ids("expired", 3, "x00002"));
        Assert.Empty(Ids("expired", 3, "left"));
        Assert.Equal("There is no silence none in the store (any more): start again from a time.", Assert.Throws<ArgumentException>(() => Ids("active", 1, "none")).Message);

        string[] Ids(string state, int limit = 100, string? before = null) =>
            [.. Reader.HoldsOfState("silence", state, Some.At(1000), limit, before).Select(hold => hold.Hold.Id)];
    }

    [Fact]
    public async Task Prune_removes_holds_that_ended_long_ago_and_no_others()
    {
        await using var store = await _temp.OpenAsync();
        await store.ActAsync(Begin("s1", Some.At(10)));
        await store.ActAsync(Begin("s2", Some.At(10_000)) with { Audit = [] });
        await store.ActAsync(Begin("s3", null) with { Audit = [] });
        await store.ActAsync(Begin("s4", null) with { Audit = [], Inbox = [] });
        await store.ActAsync(Begin("s5", Some.At(10_000)) with { Audit = [] });
        await store.ActAsync(new OperatorAct { Audit = [], Ends = new HoldEnd("s5", Some.At(20), "ann") });

        await store.PruneAsync(Some.At(1000), new RetentionConfiguration { Deliveries = TimeSpan.FromSeconds(500) }, CancellationToken.None);

        Assert.Equal(["s3", "s2"], Reader.Holds("silence").Select(hold => hold.Hold.Id));
    }

    [Fact]
    public async Task Alerts_are_found_by_how_their_names_begin_and_open_ones_are_firing_or_acknowledged()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 1) with { Alerts = [Some.Alert("a_xy1"), Some.Alert("a_xz2", AlertState.Acknowledged), Some.Alert("a_q", AlertState.Resolved)] }]);

        Assert.Equal(["a_xz2", "a_xy1"], Reader.Alerts(new AlertFilter { Uid = "a_x" }).Select(a => a.Uid));
        Assert.Equal(["a_xy1"], Reader.Alerts(new AlertFilter { Uid = "a_xy" }).Select(a => a.Uid));
        Assert.Equal(["a_xz2", "a_xy1"], Reader.Alerts(new AlertFilter { State = "open" }).Select(a => a.Uid));
        Assert.Equal([AlertState.Acknowledged], Reader.Alerts(new AlertFilter { State = "acknowledged" }).Select(a => a.State));
        Assert.Equal(["a_xy1", "a_xz2"], (await store.RecoverAsync(1)).OpenAlerts.Select(a => a.Uid));
    }

    [Fact]
    public async Task Alerts_of_an_older_file_are_kept_as_they_were()
    {
        _temp.MakeOfForm(5);
        _temp.Execute(
            """
            INSERT INTO alerts VALUES (1, 'a_1', 1, 'r', 'i', '{}', 'v', 'web1', 'firing', 'error', 's', '', '{}', 1, 1, NULL, NULL, 1, '[]', 'f', 'wait', CAST('{"v":1}' AS BLOB)),
                (2, 'a_2', 1, 'r', 'i', '{}', 'v', 'web1', 'resolved', 'error', 's', '', '{}', 1, 1, 2, 'event', 1, '[]', 'f', NULL, NULL);
            """);

        await using var newer = await _temp.OpenAsync();
        var open = Assert.Single((await newer.RecoverAsync(1)).OpenAlerts);

        Assert.Equal(("a_1", "wait", AlertState.Firing), (open.Uid, open.Held, open.State));
        Assert.Equal("""{"v":1}""", System.Text.Encoding.UTF8.GetString(open.Extra!.Value.Span));
        Assert.Equal(2, Reader.Alerts(new AlertFilter()).Count);
    }

    private string[] States(double at) => [.. Reader.Holds("silence").Select(hold => hold.StateAt(Some.At(at)))];

    private static OperatorAct Begin(string id, DateTimeOffset? until, DateTimeOffset? from = null)
    {
        var silence = new Silence { Id = id, Matchers = [new Matcher("vm", "web1")], StartsAt = from ?? Some.At(0), EndsAt = until, UntilResolved = until is null, Reason = "disk" };
        return new OperatorAct
        {
            Audit = [Audit("op_1")],
            Begins = new HoldRow(silence, Some.At(0), 1000, 42),
            Inbox = [new InboxRow($"hold/{id}/3", 3, InboxKinds.Silence, silence.Write())],
        };
    }

    private static AuditRow Audit(string id) => new()
    {
        Id = id, At = Some.At(0), VmId = "", Vm = "", Command = "silence add", Risk = "reversible", Outcome = AuditOutcomes.Ok, EndedAt = Some.At(0),
    };
}
