using System.Globalization;

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
            Apply(database, migration);
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

    private static void Apply(Database database, Migration migration)
    {
        database.Execute("BEGIN IMMEDIATE");
        try
        {
            database.Execute(migration.Sql);
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
            database.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {migration.Version}"));
            database.Execute("COMMIT");
        }
        catch
        {
            if (database.InTransaction)
                database.Execute("ROLLBACK");
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

    private static StoreUnavailableException Unsupported(string message) => new(StoreFailure.Unsupported, message) { IsFinal = true };

    private readonly struct OneTime(Database database, string sql) : IDisposable
    {
        public Statement Statement { get; } = new(database, sql);

        public void Dispose() => Statement.Close();
    }
}
