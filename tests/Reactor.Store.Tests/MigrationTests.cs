using System.Text;
using Microsoft.Data.Sqlite;
using Reactor.Rules.Configuration;
using Reactor.Store.Reading;
using Reactor.Store.Sqlite.Migrations;

namespace Reactor.Store.Tests;

public sealed class MigrationTests : IDisposable
{
    private static readonly int Known = Migration.Embedded.Count;

    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Older_file_is_brought_up_to_date_and_a_copy_is_kept()
    {
        await using (var store = await _temp.OpenAsync())
            await store.AppendAsync([Some.Commit(1, 4)]);

        await using (var newer = await _temp.OpenAsync(With("CREATE TABLE extra (x INTEGER) STRICT; INSERT INTO extra VALUES (7);")))
            Assert.Equal(4, (await newer.RecoverAsync(1)).AppliedSequence);

        Assert.Equal(7L, _temp.Scalar("SELECT x FROM extra"));
        Assert.Equal((long)Known + 1, _temp.Scalar("PRAGMA user_version"));
        string copy = $"{_temp.Path}.v{Known}.bak";
        if (!OperatingSystem.IsWindows())
            Assert.Equal(File.GetUnixFileMode(_temp.Path), File.GetUnixFileMode(copy));
        using var old = new SqliteConnection($"Data Source={copy};Pooling=False;Mode=ReadOnly");
        old.Open();
        using var command = old.CreateCommand();
        command.CommandText = "SELECT applied_sequence FROM partitions WHERE partition = 1 AND NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'extra')";
        Assert.Equal(4L, command.ExecuteScalar());
        Assert.DoesNotContain(_temp.Files(), f => f.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Migration_that_fails_changes_nothing_and_the_old_version_goes_on()
    {
        await using (var store = await _temp.OpenAsync())
            await store.AppendAsync([Some.Commit(1, 4)]);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => _temp.OpenAsync(With("CREATE TABLE extra (x INTEGER) STRICT; CREATE TABLE extra (x INTEGER) STRICT;")));

        await using var again = await _temp.OpenAsync();
        Assert.Equal(4, (await again.RecoverAsync(1)).AppliedSequence);
        Assert.Equal(0L, _temp.Scalar("SELECT count(*) FROM sqlite_schema WHERE name = 'extra'"));
    }

    [Fact]
    public async Task Migration_sorts_in_a_file()
    {
        await using var store = await _temp.OpenAsync(With("CREATE TABLE seen (migrating INTEGER) STRICT; INSERT INTO seen SELECT temp_store FROM pragma_temp_store;"));

        Assert.Equal(1L, _temp.Scalar("SELECT migrating FROM seen"));
    }

    [Fact]
    public async Task Newer_file_is_refused_by_writer_and_reader_and_left_alone()
    {
        await using (await _temp.OpenAsync(With("CREATE TABLE extra (x INTEGER) STRICT")))
        {
        }
        byte[] before = File.ReadAllBytes(_temp.Path);

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => _temp.OpenAsync());

        Assert.Equal((StoreFailure.Unsupported, true), (refused.Reason, refused.IsFinal));
        Assert.Contains($"form {Known + 1}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(StoreFailure.Unsupported, Assert.Throws<StoreUnavailableException>(() => StoreReader.Open(_temp.Path)).Reason);
        Assert.Equal(before, File.ReadAllBytes(_temp.Path));
    }

    [Fact]
    public async Task File_of_another_program_is_refused_and_left_alone()
    {
        using (var other = _temp.Connect())
        using (var command = other.CreateCommand())
        {
            command.CommandText = "CREATE TABLE bookmarks (url TEXT)";
            command.ExecuteNonQuery();
        }

        Assert.Equal(StoreFailure.Unsupported, (await Assert.ThrowsAsync<StoreUnavailableException>(() => _temp.OpenAsync())).Reason);

        Assert.Equal("delete", _temp.Scalar("PRAGMA journal_mode"));
        Assert.Equal(1L, _temp.Scalar("SELECT count(*) FROM sqlite_schema"));
    }

    [Fact]
    public async Task File_of_the_first_form_keeps_its_deliveries_attempts_and_alerts()
    {
        _temp.MakeOfForm(1);
        _temp.Execute(
            """
            INSERT INTO deliveries (webhook_id, firing_id, rule, action_path, target, kind, vm_name, event_name, created_at, content_type, body, state, dead_reason,
                attempts, next_at, completed_at)
            VALUES ('msg_1', 'f', 'r', 'p', 'ops', 'firing', 'web1', 'STOP', 5, 'application/json', x'7b7d', 'pending', NULL, 1, 7, NULL),
                ('msg_2', 'f', 'r', 'p', 'ops', 'firing', 'web1', 'STOP', 6, 'application/json', x'7b7d', 'dead', 'gave_up', 1, 7, 8);
            INSERT INTO attempts VALUES ('msg_1', 1, 'retry', 6, 1, 503, ''), ('msg_2', 1, 'dead', 6, 1, 503, '');
            INSERT INTO alerts VALUES (1, 'a_1', 3, 'r', 'i', '{}', 'v', 'web1', 'firing', 'error', 's', '', '{}', 1, 1, NULL, NULL, 1, '[]', 'f');
            INSERT INTO firings VALUES (1, 'f', 'r', 'error', 'v', 'web1', 'e', 'STOP', 1, '{}', 0);
            """);

        await using var store = await _temp.OpenAsync();

        var claimed = Assert.Single(await store.ClaimAsync("ops", 10, Some.At(0)));
        Assert.Equal(("msg_1", 2), (claimed.Delivery.WebhookId, claimed.Attempt));
        Assert.Null(claimed.Delivery.OnGiveUp);
        Assert.Null(await store.CompleteAsync(Some.Ended(claimed, AttemptOutcome.Dead)));
        Assert.Equal(3L, _temp.Scalar("SELECT count(*) FROM attempts"));
        Assert.Equal("a_1", Assert.Single((await store.RecoverAsync(3)).OpenAlerts).Uid);
        Assert.Null(StoreReader.Open(_temp.Path).Firings(new FiringFilter())[0].Shadow);
        Assert.Contains("reactor.db.v1.bak", _temp.Files());
        Assert.Equal("ok", _temp.Scalar("PRAGMA integrity_check"));
        // Attempts still go with their delivery.
        await store.PruneAsync(Some.At(0) + TimeSpan.FromDays(1000), new RetentionConfiguration(), CancellationToken.None);
        Assert.Equal(0L, _temp.Scalar("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public async Task File_with_events_by_all_ids_keeps_its_events_and_what_a_state_may_be()
    {
        _temp.MakeOfForm(18);
        _temp.Execute(
            """
            INSERT INTO events (seq, id, vm_id, vm_name, name, at, qemu_us, origin, data, matched) VALUES
                (3, 'e1', 'v', 'web1', 'STOP', 1, NULL, 'live', '{}', 1), (900, 'e2', 'v', 'web1', 'RESUME', 2, 7, 'recovered', '{"a":1}', 0);
            CREATE VIEW mine AS SELECT id FROM events;
            """);

        await using (var store = await _temp.OpenAsync())
            await store.AppendAsync([Some.Empty(1, 1) with { Events = [Some.Event("e2"), Some.Event("e3", at: 9)], Alerts = [Some.Alert("a_1")], Deliveries = [Some.Delivery("msg_1")] }]);

        var reader = StoreReader.Open(_temp.Path);
        Assert.Equal(["e1", "e2", "e3"], reader.Events(new EventFilter()).Select(e => e.Id));
        Assert.Equal("recovered", reader.Event("e2")!.Origin);
        Assert.Equal(3L, _temp.Scalar("SELECT count(*) FROM mine"));
        Assert.Equal("ok", _temp.Scalar("PRAGMA integrity_check"));
        Assert.Equal(0L, _temp.Scalar("SELECT count(*) FROM sqlite_schema WHERE name IN ('deliveries', 'alerts', 'steps') AND sql LIKE '%state IN (%'"));
        foreach (string table in new[] { "deliveries", "alerts" })
        {
            var refused = Assert.Throws<SqliteException>(() => _temp.Execute($"UPDATE {table} SET state = 'other'"));
            Assert.Contains("CHECK constraint failed: state = ", refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task File_with_groups_that_wait_unmarked_tells_them_one_after_another()
    {
        _temp.MakeOfForm(21);
        _temp.Execute(
            """
            INSERT INTO deliveries (block, webhook_id, partition, firing_id, rule, action_path, target, kind, vm_name, line, event_name, created_at, state, next_at, content_type, body) VALUES
                (0, 'msg_1', 1, 'f_1', 'r', 'group', 'ops', 'firing', 'web1', 'g_1', 'STOP', 5, 'pending', 5, 'application/json', x'7b7d'),
                (0, 'msg_2', 1, 'f_2', 'r', 'group', 'ops', 'firing', 'web1', 'g_1', 'STOP', 6, 'pending', 6, 'application/json', x'7b7d'),
                (0, 'msg_3', 1, 'f_3', 'r', 'group', 'ops', 'firing', 'web1', 'g_1', 'STOP', 7, 'pending', 7, 'application/json', x'7b7d'),
                (0, 'msg_4', 1, 'f_4', 'r', 'group', 'ops', 'firing', 'web1', 'g_2', 'STOP', 8, 'pending', 8, 'application/json', x'7b7d');
            """);

        await using var store = await _temp.OpenAsync();

        Assert.Equal("0110", _temp.Scalar("SELECT group_concat(behind, '') FROM (SELECT behind FROM deliveries ORDER BY seq)"));
        foreach (string[] told in (string[][])[["msg_1", "msg_4"], ["msg_2"], ["msg_3"]])
        {
            var claimed = await store.ClaimAsync("ops", 10, Some.At(0));
            Assert.Equal(told, claimed.Select(one => one.Delivery.WebhookId));
            await store.CompleteAsync([.. claimed.Select(one => Some.Ended(one, AttemptOutcome.Delivered))]);
        }
    }

    [Fact]
    public async Task File_with_bodies_in_its_deliveries_keeps_them_and_tells_each_attempt_once()
    {
        _temp.MakeOfForm(22);
        _temp.Execute(
            """
            INSERT INTO deliveries (block, webhook_id, partition, firing_id, rule, action_path, target, kind, vm_name, line, event_name, created_at, state, attempts, next_at, completed_at, last_status, last_detail, content_type, body) VALUES
                (0, 'msg_1', 1, 'f_1', 'r', 'then[0].send', 'ops', 'firing', 'web1', 'web1', 'STOP', 5, 'delivered', 2, 5, 9, 200, '200 OK', 'application/json', x'7b317d'),
                (0, 'msg_2', 1, 'f_2', 'r', 'then[0].send', 'ops', 'firing', 'web1', 'web1', 'STOP', 6, 'pending', 1, 6, NULL, 503, '503', 'application/json', x'7b327d'),
                (0, 'msg_3', 1, 'f_3', 'r', 'then[0].send', 'ops', 'firing', 'web1', 'web1', 'STOP', 7, 'pending', 0, 7, NULL, NULL, NULL, 'application/json', x'');
            INSERT INTO attempt_rows VALUES (1, 1, 'retry', 6, 1, 503, '503'), (1, 2, 'delivered', 9, 2, 200, '200 OK'), (2, 1, 'retry', 6, 1, 503, '503');
            """);

        await using (var store = await _temp.OpenAsync())
        {
            var claimed = await store.ClaimAsync("ops", 10, Some.At(0));
            Assert.Equal([("msg_2", "{2}"), ("msg_3", "")], claimed.Select(one => (one.Delivery.WebhookId, Encoding.UTF8.GetString(one.Delivery.Body.Span))));
            await store.CompleteAsync([.. claimed.Select(one => Some.Ended(one, AttemptOutcome.Delivered))]);
        }

        var reader = StoreReader.Open(_temp.Path);
        Assert.Equal("{1}", Encoding.UTF8.GetString(reader.DeliveryBody("msg_1")!));
        Assert.Equal(3L, reader.Delivery("msg_1")!.BodyBytes);
        Assert.Equal([(1L, "retry", 503L), (2L, "delivered", 200L)], reader.Attempts("msg_1").Select(attempt => (attempt.Attempt, attempt.Outcome, attempt.Status ?? 0)));
        Assert.Equal([(1L, "retry"), (2L, "delivered")], reader.Attempts("msg_2").Select(attempt => (attempt.Attempt, attempt.Outcome)));
        Assert.Equal("delivered", Assert.Single(reader.Attempts("msg_3")).Outcome);
        Assert.Equal("ok", _temp.Scalar("PRAGMA integrity_check"));
        Assert.Null(_temp.Scalar("PRAGMA foreign_key_check"));
    }

    [Fact]
    public async Task File_with_an_index_of_all_ids_keeps_its_ids()
    {
        _temp.MakeOfForm(13);
        _temp.Execute(
            """
            INSERT INTO firings (seq, id, rule, severity, vm_id, vm_name, event_id, event_name, at, key, suppressed) VALUES (5000, 'f_1', 'r1', 'error', 'v', 'web1', 'e1', 'STOP', 1, '{}', 0);
            INSERT INTO deliveries (webhook_id, firing_id, rule, action_path, target, kind, vm_name, event_name, created_at, content_type, body, state, next_at, line)
            VALUES ('msg_1', 'f_1', 'r1', 'p', 'ops', 'firing', 'web1', 'STOP', 5, 'application/json', x'7b7d', 'pending', 7, 'web1'),
                ('msg_2', 'f_1', 'r1', 'p', 'ops', 'resolved', 'web1', 'STOP', 6, 'application/json', x'7b7d', 'pending', 7, 'web1'),
                ('msg_3', 'f_gone', 'r1', 'p', 'ops', 'firing', 'web1', 'STOP', 6, 'application/json', x'7b7d', 'pending', 7, 'g_1');
            INSERT INTO attempt_rows VALUES (1, 1, 'retry', 6, 1, 503, '');
            """);

        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 1) with
        {
            Firings = [Some.Firing("f_1")],
            Deliveries = [Some.Delivery("msg_1"), Some.Delivery("msg_2") with { Kind = "resolved" }, Some.Delivery("msg_3") with { FiringId = "f_gone", Group = "g_1" }],
        }]);

        Assert.Equal(4, store.Statistics.DuplicatesIgnored);
        var trace = Traces.Find(StoreReader.Open(_temp.Path), "msg_2");
        Assert.Equal(["msg_1", "msg_2"], trace.Deliveries.Select(d => d.WebhookId));
        Assert.Single(trace.Attempts);
        Assert.Equal(["msg_1", "msg_3"], (await store.ClaimAsync("ops", 9, Some.At(9))).Select(c => c.Delivery.WebhookId));
        Assert.Equal("ok", _temp.Scalar("PRAGMA integrity_check"));
    }

    [Fact]
    public async Task File_of_an_early_form_needs_no_more_than_four_times_its_size()
    {
        _temp.MakeOfForm(13);
        _temp.Execute(
            """
            PRAGMA journal_mode = WAL;
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
            INSERT INTO deliveries (webhook_id, partition, firing_id, rule, action_path, target, kind, vm_name, line, event_name, created_at, state, attempts, next_at, completed_at, last_status, last_detail, content_type, body)
                SELECT 'msg_' || i, 1, 'f_' || i, 'r', 'then[0].send', 'ops', 'firing', 'web1', 'web1', 'STOP', i, 'delivered', 1, i, i, 200, '200 OK', 'application/json', randomblob(800) FROM n;
            INSERT INTO attempt_rows SELECT seq, 1, 'delivered', completed_at, 1, 200, '200 OK' FROM deliveries;
            """);
        long size = Length();

        long log;
        await using (await _temp.OpenAsync())
            log = Length("-wal");

        Assert.InRange(log + Length(".v13.bak") + Length() - size, 3 * size, 4 * size);
    }

    [Fact]
    public async Task View_by_hand_that_hinders_is_named_and_the_file_stays_as_it_was()
    {
        _temp.MakeOfForm(22);
        _temp.Execute("CREATE VIEW sent AS SELECT webhook_id, body FROM deliveries;");

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => _temp.OpenAsync());

        Assert.Equal((StoreFailure.Unsupported, true), (refused.Reason, refused.IsFinal));
        Assert.Contains("form 24 (", refused.Message, StringComparison.Ordinal);
        Assert.Contains("view sent", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0L, _temp.Scalar("SELECT count(*) FROM sent"));
    }

    [Fact]
    public async Task New_file_needs_no_copy()
    {
        await using (await _temp.OpenAsync())
        {
        }

        Assert.DoesNotContain(_temp.Files(), f => f.Contains(".bak", StringComparison.Ordinal));
    }

    private long Length(string ending = "") => new FileInfo(_temp.Path + ending).Length;

    private static StoreOptions With(string sql) =>
        new() { Migrations = [.. Migration.Embedded, new Migration(Known + 1, "next.sql", sql)] };
}
