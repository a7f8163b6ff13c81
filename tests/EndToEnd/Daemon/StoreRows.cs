using Microsoft.Data.Sqlite;

namespace EndToEnd.Daemon;

/// <summary>Rows of a store, read beside the daemon or after it.</summary>
internal static class StoreRows
{
    public static List<T> Read<T>(string store, string sql, Func<SqliteDataReader, T> read, bool readOnly = false)
    {
        using var connection = new SqliteConnection($"Data Source={store};Mode={(readOnly ? "ReadOnly" : "ReadWrite")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }
}
