using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Reactor.Store.Sqlite;

/// <summary>Who holds the store, noted in the file itself: the lock file cannot be read while it is locked.</summary>
internal static class Holder
{
    private const string Unknown = "another process";

    public static void Write(Database database, DateTimeOffset now)
    {
        using var statement = database.Get("INSERT INTO meta (key, value) VALUES ('holder_pid', ?), ('holder_since', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value");
        statement.Add(Environment.ProcessId).Add(now).Run();
    }

    public static string Read(Database database)
    {
        long? pid = database.Scalar("SELECT value FROM meta WHERE key = 'holder_pid'");
        long? since = database.Scalar("SELECT value FROM meta WHERE key = 'holder_since'");
        return pid is null || since is null
            ? Unknown
            : string.Create(CultureInfo.InvariantCulture, $"process {pid} (since {Times.FromMicroseconds(since.Value):yyyy-MM-dd HH:mm:ss}Z)");
    }

    /// <summary>As well as can be found out: the file may be about to be made.</summary>
    public static string Read(string path)
    {
        try
        {
            using var database = Database.OpenForReading(path);
            return Read(database);
        }
        catch (SqliteException)
        {
            return Unknown;
        }
    }
}
