using Reactor.Reactions.Commits;
using Reactor.Rules.Configuration;
using Reactor.Store.Reading;

namespace Reactor.Store.Tests.Reading;

public sealed class StoreReaderTests : IDisposable
{
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Open_no_file_fails_as_missing_and_makes_none()
    {
        var failure = Assert.Throws<StoreUnavailableException>(() => StoreReader.Open(_temp.Path));

        Assert.Equal(StoreFailure.Missing, failure.Reason);
        Assert.Empty(_temp.Files());
    }

    [Fact]
    public async Task Reading_after_the_daemon_makes_no_file()
    {
        await using (var store = await _temp.OpenAsync())
            await store.AppendAsync([Some.Empty(1, 1) with { Vms = [Some.Vm("web1")] }]);
        var before = _temp.Files();

        Assert.Single(StoreReader.Open(_temp.Path).Vms());

        Assert.Equal(before, _temp.Files());
    }

    [Fact]
    public async Task Reading_the_copy_of_a_log_without_its_index_makes_no_file_and_sees_the_log()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 1) with { Vms = [Some.Vm("web1")] }]);
        using var copy = _temp.CopyAsAfterCrash();
        var before = copy.Files();

        Assert.Single(StoreReader.Open(copy.Path).Vms());

        Assert.Equal(before, copy.Files());
    }

    [Fact]
    public async Task Reader_opened_before_the_daemon_sees_what_it_writes_and_what_it_leaves()
    {
        await using (await _temp.OpenAsync())
        {
        }
        var reader = StoreReader.Open(_temp.Path);
        Assert.Empty(reader.Vms());

        await using (var store = await _temp.OpenAsync())
        {
            await store.AppendAsync([Some.Empty(1, 1) with { Vms = [Some.Vm("web1")] }]);
            Assert.Single(reader.Vms());
            await store.AppendAsync([Some.Empty(1, 2) with { Vms = [Some.Vm("web2")] }]);
            Assert.Equal(2, reader.Vms().Count);
        }

        Assert.Equal(["web1", "web2"], reader.Vms().Select(v => v.Name));
    }

    [Theory]
    [InlineData("r1", "STOP", "e4")]
    [InlineData("r1", "RESET", "e5")]
    [InlineData("r1", "STOP RESET", "e5")]
    [InlineData("r1", "R*", "e6")]
    [InlineData("r1", "ST?P NEVER", "e4")]
    [InlineData("r1", "NEVER", null)]
    [InlineData("r2", "STOP", "e4")]
    [InlineData("r2", "RESUME", null)]
    [InlineData("r2", "NEVER*19 RESET", "e5")]
    [InlineData("r2", "NEVER*20 RESET", null)]
    public async Task Last_event_of_some_names_on_which_a_rule_did_not_fire(string rule, string names, string? id)
    {
        await using var store = await _temp.OpenAsync();
        string[] stored = ["STOP", "RESET", "STOP", "STOP", "RESET", "RESUME"];
        await store.AppendAsync([Some.Empty(1, 1) with
        {
            // Those of one moment: the one written last is the newest.
            Events = [.. stored.Select((name, i) => Some.Event($"e{i + 1}", name, at: i / 2))],
            Firings = [Some.Firing("f_1") with { EventId = "e1" }, Some.Firing("f_2", "r2") with { EventId = "e6" }, Some.Firing("f_3", "r1") with { EventId = "e3" }],
        }]);

        var asked = names.StartsWith("NEVER*", StringComparison.Ordinal) ? Enumerable.Range(0, int.Parse(names[6..8], null)).Select(i => $"NEVER{i}*").Append("RESET") : names.Split(' ');

        Assert.Equal(id, StoreReader.Open(_temp.Path).LastUnfired(rule, asked)?.Id);
    }

    [Fact]
    public async Task Reading_while_writing_never_sees_half_a_commit()
    {
        await using var store = await _temp.OpenAsync();
        var reader = StoreReader.Open(_temp.Path);
        using var done = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            for (int i = 1; !done.IsCancellationRequested; i++)
                await store.AppendAsync([Some.Empty(1, i) with { Events = [Some.Event($"e{i}a"), Some.Event($"e{i}b")] }]);
        });

        for (int i = 0; i < 100; i++)
            Assert.Equal(0, reader.Events(new EventFilter { Limit = 10_000 }).Count % 2);

        await done.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task Events_are_filtered_by_name_vm_and_time_the_last_ones_in_order()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 1) with
        {
            Events =
            [
                Some.Event("1", "STOP", "web1", 1), Some.Event("2", "RESUME", "web1", 2), Some.Event("3", "STOP", "web2", 3), Some.Event("4", "STOP", "we[b]", 4),
            ],
        }]);
        var reader = StoreReader.Open(_temp.Path);

        Assert.Equal(["1", "2", "3", "4"], Ids(new EventFilter()));
        Assert.Equal(["3", "4"], Ids(new EventFilter { Limit = 2 }));
        Assert.Equal(["1", "3", "4"], Ids(new EventFilter { Name = "STOP" }));
        Assert.Equal(["1", "3", "4"], Ids(new EventFilter { Name = "ST*" }));
        Assert.Equal(["1", "2", "3"], Ids(new EventFilter { Vm = "web?" }));
        Assert.Equal(["1", "2"], Ids(new EventFilter { Vm = "id-web1" }));
        Assert.Equal(["4"], Ids(new EventFilter { Vm = "we[b]" }));
        Assert.Equal(["3", "4"], Ids(new EventFilter { Since = Some.At(3) }));
        Assert.Empty(Ids(new EventFilter { Name = "' OR 1=1 --" }));
        Assert.Equal("""{"x":18446744073709551615}""", reader.Events(new EventFilter { Limit = 1 })[0].Data);

        IEnumerable<string> Ids(EventFilter filter) => reader.Events(filter).Select(e => e.Id);
    }

    [Fact]
    public async Task Events_that_are_followed_come_once_in_the_order_of_writing()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 1) with { Events = [.. Enumerable.Range(1, 5).Select(i => Some.Event($"e{i}", i % 2 == 0 ? "STOP" : "RESUME", at: -i))] }]);
        var reader = StoreReader.Open(_temp.Path);
        var stops = new EventFilter { Name = "STOP", Limit = 2 };

        var (first, mark, hasMore) = reader.EventsSince(reader.EventsAfter("e1")!.Value, stops);
        Assert.Equal(["e2", "e4"], first.Select(e => e.Id));
        Assert.True(hasMore);
        (var second, mark, hasMore) = reader.EventsSince(mark, stops);
        Assert.Empty(second);
        Assert.False(hasMore);
        Assert.Equal((mark, "e5"), reader.EventsEnd());
        await store.AppendAsync([Some.Empty(1, 2) with { Events = [Some.Event("e6", "STOP")] }]);
        Assert.Equal(["e6"], reader.EventsSince(mark, stops).Events.Select(e => e.Id));
        Assert.Null(reader.EventsAfter("pruned"));
    }

    [Fact]
    public async Task Events_that_are_followed_are_told_where_retention_left_none_and_their_numbers_begin_anew()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 1) with { Events = [Some.Event("e1"), Some.Event("e2"), Some.Event("e3")] }]);
        var reader = StoreReader.Open(_temp.Path);
        var (mark, _) = reader.EventsEnd();
        await store.PruneAsync(Some.At(210), new RetentionConfiguration { Events = TimeSpan.FromSeconds(100) }, CancellationToken.None);
        Assert.Empty(reader.Events(new EventFilter()));
        await store.AppendAsync([Some.Empty(1, 2) with { Events = [Some.Event("e4", at: 200)] }]);

        Assert.Equal(["e4"], reader.EventsSince(mark, new EventFilter()).Events.Select(e => e.Id));
    }

    [Fact]
    public async Task Events_after_an_id_come_in_pages_to_the_end()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 1) with { Events = [.. Enumerable.Range(1, 7).Select(i => Some.Event($"e{i}", i % 2 == 0 ? "STOP" : "RESUME"))] }]);
        var reader = StoreReader.Open(_temp.Path);

        Assert.Equal(["e3", "e4"], reader.Events(new EventFilter { After = "e2", Limit = 2 }).Select(e => e.Id));
        Assert.Equal(["e4", "e6"], reader.Events(new EventFilter { After = "e2", Name = "STOP" }).Select(e => e.Id));
        Assert.Empty(reader.Events(new EventFilter { After = "e7" }));
        Assert.Throws<ArgumentException>(() => reader.Events(new EventFilter { After = "pruned" }));
    }

    [Fact]
    public async Task Events_written_out_of_order_are_told_in_order_of_time()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 1) with { Events = [Some.Event("d", "STOP", "web1", 4), Some.Event("e", "STOP", "web1", 5)] }]);
        await store.AppendAsync([Some.Empty(2, 1) with { IsJournal = true, Events = [Some.Event("a", "STOP", "web2", 1), Some.Event("b", "STOP", "web2", 4), Some.Event("c", "STOP", "web2", 9)] }]);
        var reader = StoreReader.Open(_temp.Path);

        Assert.Equal(["a", "d", "b", "e", "c"], reader.Events(new EventFilter()).Select(e => e.Id));
        Assert.Equal(["e", "c"], reader.Events(new EventFilter { Limit = 2 }).Select(e => e.Id));
        List<string> paged = [];
        var position = default(EventPosition);
        while (reader.EventPage(position, new EventFilter { Limit = 2 }) is { Events: { Count: > 0 } events } page)
        {
            paged.AddRange(events.Select(e => e.Id));
            position = page.Next;
        }

        Assert.Equal(["a", "d", "b", "e", "c"], paged);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public async Task Limit_out_of_bounds_is_refused(int limit)
    {
        await using var store = await _temp.OpenAsync();

        Assert.Throws<ArgumentOutOfRangeException>(() => StoreReader.Open(_temp.Path).Events(new EventFilter { Limit = limit }));
    }

    [Fact]
    public async Task Filter_text_beyond_its_bound_is_refused()
    {
        await using var store = await _temp.OpenAsync();

        Assert.Throws<ArgumentException>(() => StoreReader.Open(_temp.Path).Alerts(new AlertFilter { Rule = new string('*', 600) }));
    }

    [Fact]
    public async Task Rows_before_one_are_found_by_how_its_id_begins()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 1) with
        {
            Alerts = [Some.Alert("a_x1"), Some.Alert("a_x11")],
            Events = [Some.Event("e_x1"), Some.Event("e_x11", at: 1)],
            Deliveries = [Some.Delivery("msg_x1"), Some.Delivery("msg_x11"), Some.Delivery("msg_y1")],
        }]);
        var reader = StoreReader.Open(_temp.Path);

        Assert.Equal(["msg_x11", "msg_x1"], reader.Deliveries(new DeliveryFilter { Before = "msg_y" }).Select(d => d.WebhookId));
        Assert.Equal(["msg_x1"], reader.Deliveries(new DeliveryFilter { Before = "msg_x11" }).Select(d => d.WebhookId));
        Assert.Empty(reader.Deliveries(new DeliveryFilter { Before = "msg_x1" }));
        Assert.Equal(["a_x1"], reader.Alerts(new AlertFilter { Before = "a_x11" }).Select(a => a.Uid));
        Assert.Equal(["e_x1"], reader.Events(new EventFilter { Before = "e_x11" }).Select(e => e.Id));
        Assert.Equal(["e_x11"], reader.Events(new EventFilter { After = "e_x1" }).Select(e => e.Id));
        Assert.Equal("More than one delivery has an id that begins with msg_x: give more of it.", Assert.Throws<ArgumentException>(() => reader.Deliveries(new DeliveryFilter { Before = "msg_x" })).Message);
        Assert.Equal("An id is empty: that of a stored delivery is wanted, or how it begins.", Assert.Throws<ArgumentException>(() => reader.Deliveries(new DeliveryFilter { Before = "" })).Message);
        Assert.StartsWith("There is no delivery msg_z ", Assert.Throws<ArgumentException>(() => reader.Deliveries(new DeliveryFilter { Before = "msg_z" })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alerts_firings_and_deliveries_are_filtered_newest_first()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 1) with
        {
            Alerts = [Some.Alert("a_1"), Some.Alert("a_2", AlertState.Resolved, "r2"), Some.Alert("a_3", rule: "r2")],
            Firings = [Some.Firing("f_1"), Some.Firing("f_2", "r2", at: 5)],
            Deliveries = [Some.Delivery("msg_1"), Some.Delivery("msg_2", "pager"), Some.Delivery("msg_3")],
        }]);
        var claimed = await store.ClaimAsync("pager", 1, Some.At(0));
        await store.CompleteAsync(Some.Ended(claimed[0], AttemptOutcome.Delivered));
        var reader = StoreReader.Open(_temp.Path);

        Assert.Equal(["a_3", "a_1"], reader.Alerts(new AlertFilter { State = "firing" }).Select(a => a.Uid));
        Assert.Equal(["a_3", "a_2"], reader.Alerts(new AlertFilter { Rule = "r2", Vm = "web*" }).Select(a => a.Uid));
        Assert.Equal(Some.Alert("a_3").Summary, reader.Alerts(new AlertFilter { Limit = 1 })[0].Summary);
        Assert.Equal(["f_2"], reader.Firings(new FiringFilter { Since = Some.At(1) }).Select(f => f.Id));
        Assert.Equal(["msg_3", "msg_1"], reader.Deliveries(new DeliveryFilter { State = "pending", Target = "ops" }).Select(d => d.WebhookId));
        Assert.Null(Assert.Single(reader.Deliveries(new DeliveryFilter { State = "delivered" })).NextAt);
        Assert.Equal(Some.Delivery("msg_1").Body.ToArray(), reader.DeliveryBody("msg_1"));
        Assert.Null(reader.DeliveryBody("msg_none"));
        Assert.Equal([("ops", 2L, 0L)], reader.Targets().Select(t => (t.Name, t.Pending, t.Dead)));
    }

    [Fact]
    public async Task Records_are_filtered_by_vm_time_and_field()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 1) with
        {
            Records = [Some.Record("t", null, """{"n":1,"ok":true}""", 1), Some.Record("t", null, """{"n":2}""", 2, "web2"), Some.Record("t", null, """{"n":"2"}""", 3)],
        }]);
        var reader = StoreReader.Open(_temp.Path);

        Assert.Equal([Some.At(3), Some.At(2), Some.At(1)], Times(new RecordFilter()));
        Assert.Equal([Some.At(2)], Times(new RecordFilter { Vm = "web2" }));
        Assert.Equal([Some.At(3)], Times(new RecordFilter { Since = Some.At(3) }));
        Assert.Equal([Some.At(3), Some.At(2)], Times(new RecordFilter { Field = new("n", "2") }));
        Assert.Equal([Some.At(1)], Times(new RecordFilter { Field = new("ok", "1") }));
        Assert.Throws<ArgumentException>(() => Times(new RecordFilter { Field = new("a\"b", "1") }));
        Assert.Throws<ArgumentException>(() => reader.Records("none", new RecordFilter()));

        IEnumerable<DateTimeOffset> Times(RecordFilter filter) => reader.Records("t", filter).Select(r => r.At);
    }

    [Fact]
    public async Task Vms_are_as_last_written()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 1) with { Vms = [Some.Vm("web1")] }]);
        var paused = Some.Vm("web1", "paused", 7) with { Uuid = "u", Incarnation = null };

        await store.AppendAsync([Some.Empty(1, 2) with { Vms = [paused] }]);

        Assert.Equal(paused, Assert.Single(StoreReader.Open(_temp.Path).Vms()));
    }
}
