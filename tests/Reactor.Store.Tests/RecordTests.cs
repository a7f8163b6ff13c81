using Reactor.Store.Reading;

namespace Reactor.Store.Tests;

public sealed class RecordTests : IDisposable
{
    private readonly TempStore _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task Keyed_row_is_updated_field_by_field_and_null_is_a_value()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 1) with
        {
            Records =
            [
                Some.Record("slots", "[1]", """{"a":1,"kept":18446744073709551615,"o":{"x":1,"y":2}}""", at: 1),
                Some.Record("slots", "[1]", """{"a":null,"o":{"x":9},"new":0.10}""", at: 2, vm: "web2"),
                Some.Record("slots", "[2]", "{}", at: 3),
            ],
        }]);

        var rows = StoreReader.Open(_temp.Path).Records("slots", new RecordFilter());

        Assert.Equal(["[2]", "[1]"], rows.Select(r => r.Key));
        Assert.Equal("""{"kept":18446744073709551615,"a":null,"o":{"x":9},"new":0.10}""", rows[1].Fields);
        Assert.Equal((Some.At(1), Some.At(2), "web2"), (rows[1].CreatedAt, rows[1].At, rows[1].Vm));
    }

    [Fact]
    public async Task Plain_rows_are_appended_even_if_alike()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 1) with { Records = [Some.Record("ost", null, """{"s":1}"""), Some.Record("ost", null, """{"s":1}""")] }]);

        Assert.Equal(2, StoreReader.Open(_temp.Path).Records("ost", new RecordFilter()).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(100)]
    public async Task Pages_have_every_row_once_and_do_not_part_those_of_one_firing(int limit)
    {
        await using var store = await _temp.OpenAsync();
        // Of one moment there are several firings, and rows that are older than others which a firing wrote with them.
        await store.AppendAsync([Some.Empty(1, 1) with
        {
            Records =
            [
                .. Enumerable.Range(0, 6).Select(i => Some.Record("t", $"[{i}]", $$"""{"n":{{i}}}""") with { FiringId = "f_0" }),
                .. Enumerable.Range(0, 6).Select(i => Some.Record("t", $"[{i}]", $$"""{"n":{{i}}}""", at: 1) with { FiringId = $"f_{i % 2}" }),
                .. Enumerable.Range(6, 12).Select(i => Some.Record("t", null, $$"""{"n":{{i}}}""", at: i % 3) with { FiringId = $"f_{i % 4}" }),
            ],
        }]);
        var reader = StoreReader.Open(_temp.Path);

        var seen = new List<StoredRecord>();
        for (var page = reader.Records("t", new RecordFilter { Limit = limit }); page.Count > 0; page = reader.Records("t", new RecordFilter { Limit = limit, Before = RecordCursor.Parse(RecordCursor.Of(seen[^1]).ToString()) }))
        {
            Assert.True(page.Count <= limit || page.Skip(limit - 1).Select(RecordCursor.Of).Distinct().Count() == 1);
            seen.AddRange(page);
        }

        Assert.Equal(Enumerable.Range(0, 18).Select(i => $$"""{"n":{{i}}}"""), seen.Select(row => row.Fields).OrderBy(fields => fields.Length).ThenBy(fields => fields, StringComparer.Ordinal));
        Assert.Equal(seen.Select(row => row.At).OrderDescending(), seen.Select(row => row.At));
    }

    [Fact]
    public async Task Row_at_the_end_of_a_page_is_written_anew_the_next_page_has_what_was_behind_it()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 1) with { Records = [.. Enumerable.Range(1, 3).Select(i => Some.Record("t", $"[{i}]", "{}", at: i) with { FiringId = $"f_{i}" })] }]);
        var reader = StoreReader.Open(_temp.Path);
        var last = reader.Records("t", new RecordFilter { Limit = 2 })[^1];

        await store.AppendAsync([Some.Empty(1, 2) with { Records = [Some.Record("t", last.Key, "{}", at: 9)] }]);

        Assert.Equal("[1]", Assert.Single(reader.Records("t", new RecordFilter { Limit = 2, Before = RecordCursor.Of(last) })).Key);
    }

    [Theory]
    [InlineData("")]
    [InlineData("f_1")]
    [InlineData("/f_1")]
    [InlineData("-1/f_1")]
    [InlineData("99999999999999999999/f_1")]
    [InlineData("9223372036854775807/f_1")]
    public void Text_that_is_no_cursor_is_none(string text) => Assert.Null(RecordCursor.Parse(text));

    [Fact]
    public async Task Same_key_in_two_tables_is_two_rows()
    {
        await using var store = await _temp.OpenAsync();
        await store.AppendAsync([Some.Empty(1, 1) with { Records = [Some.Record("a", "[1]", """{"x":1}"""), Some.Record("b", "[1]", """{"x":2}""")] }]);

        Assert.Equal([("a", 1L), ("b", 1L)], StoreReader.Open(_temp.Path).RecordTables().Select(t => (t.Name, t.Rows)));
    }

    [Fact]
    public async Task View_has_a_column_per_field_seen_also_after_restart()
    {
        await using (var store = await _temp.OpenAsync())
            await store.AppendAsync([Some.Empty(1, 1) with { Records = [Some.Record("acpi-ost", null, """{"source":3,"text":"a"}""")] }]);
        await using var again = await _temp.OpenAsync();
        await again.AppendAsync([Some.Empty(1, 2) with { Records = [Some.Record("acpi-ost", null, """{"status":"ok","Source":7}""", at: 5)] }]);

        Assert.Equal("3a", _temp.Scalar("SELECT source || text FROM \"record_acpi-ost\" ORDER BY _at LIMIT 1"));
        Assert.Equal("ok", _temp.Scalar("SELECT status FROM \"record_acpi-ost\" WHERE status IS NOT NULL"));
        Assert.Equal("2026-03-01T12:00:05.123Z", _temp.Scalar("SELECT max(_at) FROM \"record_acpi-ost\""));
        Assert.Equal(["source", "text", "status"], Assert.Single(StoreReader.Open(_temp.Path).RecordTables()).Columns.ToArray());
    }

    [Fact]
    public async Task View_leaves_out_fields_whose_names_are_no_identifiers()
    {
        await using var store = await _temp.OpenAsync();
        const string fields = """{"ok":1,"_at":2,"a\"b":3,"x'); DROP TABLE events; --":4,"":5}""";

        await store.AppendAsync([Some.Empty(1, 1) with { Records = [Some.Record("t", null, fields)] }]);

        var reader = StoreReader.Open(_temp.Path);
        Assert.Equal(["ok"], Assert.Single(reader.RecordTables()).Columns.ToArray());
        Assert.Equal(fields, Assert.Single(reader.Records("t", new RecordFilter())).Fields);
        Assert.Empty(reader.Events(new EventFilter()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("a b")]
    [InlineData("a\"; DROP TABLE records; --")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Table_name_that_is_no_identifier_is_refused(string table)
    {
        await using var store = await _temp.OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => store.AppendAsync([Some.Empty(1, 1) with { Records = [Some.Record(table, null, "{}")] }]));

        Assert.Equal(0, (await store.RecoverAsync(1)).AppliedSequence);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{")]
    public async Task Fields_that_are_no_object_are_refused(string fields)
    {
        await using var store = await _temp.OpenAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => store.AppendAsync([Some.Empty(1, 1) with { Records = [Some.Record("t", null, fields)] }]));
    }
}
