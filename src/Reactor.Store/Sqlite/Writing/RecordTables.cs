using System.Text;
using System.Text.Json;
using Reactor.Reactions.Commits;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>
/// Record rows, and for each of their tables a view <c>record_NAME</c> with a column per field seen, for people with an SQL shell.
/// </summary>
internal sealed class RecordTables(Database database)
{
    private const int MostColumns = 200;

    private readonly Dictionary<string, List<string>> _columns = [];

    /// <summary>Forgets which tables there are: a transaction was undone.</summary>
    public void Forget() => _columns.Clear();

    public void Write(RecordRow row)
    {
        RecordNames.CheckTable(row.Table);
        using var fields = RecordFields.Parse(row.Fields);
        NoteColumns(row.Table, fields.RootElement);
        string text = row.Fields;
        if (row.Key is not null && Existing(row.Table, row.Key) is { } existing)
            text = RecordFields.Merge(existing, fields.RootElement);
        using var statement = database.Get(
            """
            INSERT INTO records (table_name, key, vm_id, vm_name, created_at, at, event_id, firing_id, fields) VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, ?8)
            ON CONFLICT (table_name, key) WHERE key IS NOT NULL DO UPDATE SET
                vm_id = excluded.vm_id, vm_name = excluded.vm_name, at = excluded.at,
                event_id = excluded.event_id, firing_id = excluded.firing_id, fields = excluded.fields
            """);
        statement.Add(row.Table).Add(row.Key).Add(row.VmId).Add(row.VmName).Add(row.At).Add(row.EventId).Add(row.FiringId).Add(text).Run();
    }

    private string? Existing(string table, string key)
    {
        using var statement = database.Get("SELECT fields FROM records WHERE table_name = ? AND key = ?");
        return statement.Add(table).Add(key).Step() ? statement.Text(0) : null;
    }

    private void NoteColumns(string table, JsonElement fields)
    {
        bool isNew = false;
        if (!_columns.TryGetValue(table, out var columns))
        {
            columns = Load(table);
            isNew = columns is null;
            _columns[table] = columns ??= [];
        }
        int before = columns.Count;
        foreach (var field in fields.EnumerateObject())
        {
            if (columns.Count < MostColumns && RecordNames.CanBeColumn(field.Name) && !columns.Contains(field.Name, StringComparer.OrdinalIgnoreCase))
                columns.Add(field.Name);
        }
        if (!isNew && columns.Count == before)
            return;
        using (var statement = database.Get("INSERT INTO record_tables (name, columns) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET columns = excluded.columns"))
            statement.Add(table).Add(JsonText.Array([.. columns])).Run();
        CreateView(table, columns);
    }

    private List<string>? Load(string table)
    {
        using var statement = database.Get("SELECT columns FROM record_tables WHERE name = ?");
        return statement.Add(table).Step() ? [.. JsonText.ReadArray(statement.Text(0))] : null;
    }

    // Names in this text have passed RecordNames: letters, digits, _ and - alone, in double quotes.
    private void CreateView(string table, List<string> columns)
    {
        var sql = new StringBuilder();
        sql.Append("DROP VIEW IF EXISTS \"record_").Append(table).Append("\";\n");
        sql.Append("CREATE VIEW \"record_").Append(table).Append("\" AS SELECT strftime('%Y-%m-%dT%H:%M:%fZ', at / 1000000.0, 'unixepoch') AS _at, vm_name AS _vm");
        foreach (string column in columns)
            sql.Append(", fields ->> '$.\"").Append(column).Append("\"' AS \"").Append(column).Append('"');
        sql.Append(", key AS _key, vm_id AS _vm_id, event_id AS _event_id, firing_id AS _firing_id FROM records WHERE table_name = '").Append(table).Append("' ORDER BY at, seq");
        database.Execute(sql.ToString());
    }
}
