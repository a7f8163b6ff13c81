using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Reactor.Store.Sqlite.Migrations;

/// <summary>Brings a file to the form of this version, a copy of the file first.</summary>
internal static class Migrator
{
    /// <summary>Marks the file as Reactor's in its header: the letters RCTR.</summary>
    public const int ApplicationId = 0x52435452;

    public static void Run(Database database, string path, IReadOnlyList<Migration> migrations)
    {
        int version = CheckedVersion(database, path, migrations.Count);
        if (version == migrations.Count)
            return;
        if (version > 0)
            Copy(database, path, version);
        foreach (var migration in migrations.Skip(version))
        {
            Apply(database, path, migration);
            // The next begins the log anew: else it would hold what all of them rewrote. A new file has next to nothing in it.
            if (version > 0)
                database.Execute("PRAGMA wal_checkpoint(PASSIVE)");
        }
    }

    /// <summary>The file's form; 0 for a new file. Refuses files of other programs and of newer versions.</summary>
    public static int CheckedVersion(Database database, string path, int known)
    {
        int version = checked((int)(database.Scalar("PRAGMA user_version") ?? 0));
        long application = database.Scalar("PRAGMA application_id") ?? 0;
        bool isEmpty = version == 0 && database.Scalar("SELECT count(*) FROM sqlite_schema") == 0;
        if (application != ApplicationId && !isEmpty)
            throw Unsupported($"{path} is a database of another program. Name another file under store.sqlite.path.");
        if (version > known)
            throw Unsupported($"The store {path} has form {version}, this version of Reactor knows up to {known}. Run the newer version, or put the copy from before the update in its place.");
        return version;
    }

    private static void Apply(Database database, string path, Migration migration)
    {
        database.Execute("BEGIN IMMEDIATE");
        try
        {
            database.Execute(migration.Sql);
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {migration.Version}"));
            database.Execute("COMMIT");
        }
        catch (Exception e)
        {
            if (database.InTransaction)
                database.Execute("ROLLBACK");
            // The statements are known to be right: something is in the file that isn't Reactor's.
            if (e is SqliteException { SqliteErrorCode: raw.SQLITE_ERROR })
                throw Unsupported($"The store {path} can't be brought to form {migration.Version} ({e.Message}). Views, triggers and tables that were added to it by hand hinder that: remove them with sqlite3, and start again.", e);
            throw;
        }
    }

    // One name per form: an update that fails over and over must not fill the disk with copies of the same content.
    private static void Copy(Database database, string path, int version)
    {
        string copy = string.Create(CultureInfo.InvariantCulture, $"{path}.v{version}.bak");
        string unfinished = copy + ".tmp";
        File.Delete(unfinished);
        // Made by the database it would be readable by everybody.
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = File.GetUnixFileMode(path);
        new FileStream(unfinished, options).Dispose();
        using (var statement = new OneTime(database, "VACUUM INTO ?"))
            statement.Statement.Add(unfinished).Run();
        using (var file = new FileStream(unfinished, FileMode.Open, FileAccess.ReadWrite))
            file.Flush(flushToDisk: true);
        File.Move(unfinished, copy, overwrite: true);
    }

    private static StoreUnavailableException Unsupported(string message, Exception? inner = null) => new(StoreFailure.Unsupported, message, inner) { IsFinal = true };

    private readonly struct OneTime(Database database, string sql) : IDisposable
    {
        public Statement Statement { get; } = new(database, sql);

        public void Dispose() => Statement.Close();
    }
}
