using System.Collections.Immutable;
using System.Text.Json;

namespace Reactor.Store.Sqlite.Writing;

/// <summary>The last configuration that was found good.</summary>
internal static class SavedConfigurations
{
    public static void Write(Database database, SavedConfiguration saved)
    {
        database.Run("DELETE FROM rule_set_files");
        using (var set = database.Get(
            """
            INSERT INTO rule_sets (id, fingerprint, at, main, patterns) VALUES (1, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET fingerprint = excluded.fingerprint, at = excluded.at, main = excluded.main, patterns = excluded.patterns
            """))
        {
            set.Add(saved.Fingerprint).Add(saved.At).Add(saved.Main).Add(Patterns(saved)).Run();
        }
        foreach (var (path, text) in saved.Files)
        {
            using var file = database.Get("INSERT INTO rule_set_files (path, text) VALUES (?, ?)");
            file.Add(path).Add(text).Run();
        }
    }

    public static SavedConfiguration? Read(Database database)
    {
        using var set = database.Get("SELECT fingerprint, at, main, patterns FROM rule_sets");
        return set.Step() ? new SavedConfiguration(set.Text(0), set.Time(1), set.Text(2), Files(database), Patterns(set.Text(3))) : null;
    }

    private static ImmutableSortedDictionary<string, string> Files(Database database)
    {
        using var statement = database.Get("SELECT path, text FROM rule_set_files");
        var files = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        while (statement.Step())
            files.Add(statement.Text(0), statement.Text(1));
        return files.ToImmutable();
    }

    private static string Patterns(SavedConfiguration saved) => JsonText.Write(writer =>
    {
        writer.WriteStartObject();
        foreach (var (pattern, paths) in saved.Patterns)
        {
            writer.WriteStartArray(pattern);
            foreach (string path in paths)
                writer.WriteStringValue(path);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
    });

    private static ImmutableSortedDictionary<string, ImmutableArray<string>> Patterns(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateObject().ToImmutableSortedDictionary(
            p => p.Name, p => p.Value.EnumerateArray().Select(path => path.GetString()!).ToImmutableArray(), StringComparer.Ordinal);
    }
}
