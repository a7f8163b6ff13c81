using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Reactor.Store.Sqlite.Migrations;

namespace Reactor.Store.Tests;

/// <summary>A folder with a store's file in it; removed at the end.</summary>
internal sealed class TempStore : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("reactor-store-");

    public string Folder => _folder.FullName;

    public string Path => System.IO.Path.Combine(Folder, "reactor.db");

    public Task<SqliteStore> OpenAsync(StoreOptions? options = null) => SqliteStore.OpenAsync(Path, options ?? new StoreOptions());

    /// <summary>What a crash at this moment would leave: the file and its log as they lie.</summary>
    public TempStore CopyAsAfterCrash(bool withIndex = false)
    {
        var copy = new TempStore();
        // Not by this process: closing a file drops the process's locks on it, the store's among them.
        Shell("cp", Path, Path + "-wal", copy.Folder + "/");
        if (withIndex)
            Shell("cp", Path + "-shm", copy.Folder + "/");
        return copy;
    }

    /// <summary>Asks the file directly, beside whoever has it open.</summary>
    public object? Scalar(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        return connection;
    }

    /// <summary>Makes the file as an earlier version left it.</summary>
    public void MakeOfForm(int version) => Execute(
        string.Concat(Migration.Embedded.Take(version).Select(migration => migration.Sql)) + $"PRAGMA application_id = {Migrator.ApplicationId}; PRAGMA user_version = {version};");

    public void Execute(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public string[] Files() => [.. _folder.GetFiles().Select(f => f.Name).Order(StringComparer.Ordinal)];

    public void Dispose() => _folder.Delete(recursive: true);

    public static void Shell(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
