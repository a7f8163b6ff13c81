using System.Text.RegularExpressions;

namespace Architecture.Tests;

/// <summary>What docs/architecture.md names is there.</summary>
public sealed partial class ArchitectureDocumentTests
{
    private static readonly string s_root = Root();
    private static readonly string s_text = File.ReadAllText(Path.Combine(s_root, "docs", "architecture.md"));
    private static readonly string[] s_named = [.. Named().Matches(s_text).Select(m => m.Groups[1].Value).Distinct()];

    [Fact]
    public void Types_are_those_of_the_sources()
    {
        var files = Directory.EnumerateFiles(Path.Combine(s_root, "src"), "*.cs", SearchOption.AllDirectories).Select(f => Path.GetFileNameWithoutExtension(f)).ToHashSet();
        var types = s_named.Where(n => TypeName().IsMatch(n) && n != "Reactor").Concat(Actor().Matches(s_text).Select(m => m.Value)).ToArray();

        Assert.True(types.Length > 40, "the document lost its types");
        Assert.DoesNotContain(types, t => !files.Contains(t));
    }

    [Fact]
    public void Folders_and_files_are_there()
    {
        var paths = s_named.Where(n => n.StartsWith("src/", StringComparison.Ordinal) || n.StartsWith("tests/", StringComparison.Ordinal)).ToArray();

        Assert.True(paths.Length > 20, "the document lost its paths");
        Assert.DoesNotContain(paths, p => !Path.Exists(Path.Combine(s_root, p)));
    }

    [Fact]
    public void Projects_are_all_of_them()
    {
        var projects = Directory.EnumerateFiles(Path.Combine(s_root, "src"), "*.csproj", SearchOption.AllDirectories).Select(f => Path.GetFileNameWithoutExtension(f));

        Assert.Equal(projects.Order(), RowsOf("Projects").Order());
    }

    [Fact]
    public void Tables_are_all_of_the_store()
    {
        var made = new HashSet<string>();
        foreach (var sql in Directory.GetFiles(Path.Combine(s_root, "src/Reactor.Store/Sqlite/Migrations"), "*.sql").Order(StringComparer.Ordinal).Select(File.ReadAllText))
        {
            foreach (Match change in TableChange().Matches(sql))
            {
                if (change.Groups["dropped"] is { Success: true, Value: var dropped })
                    made.Remove(dropped);
                if (change.Groups["from"] is { Success: true, Value: var from })
                    made.Remove(from);
                if (change.Groups["made"] is { Success: true, Value: var table })
                    made.Add(table);
            }
        }

        // Those that hang on another one, and those that a table is the list of.
        Assert.Equal(made.Except(["partitions", "rule_set_files", "record_tables"]).Order(), RowsOf("Stores").Order());
    }

    // The names of the first column under a heading.
    private static IEnumerable<string> RowsOf(string heading)
    {
        var start = s_text.IndexOf($"\n## {heading}\n", StringComparison.Ordinal) + 1;
        var end = s_text.IndexOf("\n## ", start, StringComparison.Ordinal);
        return s_text[start..end].Split('\n').Where(l => l.StartsWith("| `", StringComparison.Ordinal)).SelectMany(l => Named().Matches(l.Split('|')[1]).Select(m => m.Groups[1].Value));
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Reactor.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests don't run inside of the repository.");
        return folder;
    }

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Named();

    [GeneratedRegex("^[A-Z][A-Za-z]*[a-z][A-Za-z]*$")]
    private static partial Regex TypeName();

    [GeneratedRegex("\\b[A-Z][A-Za-z]+Actor\\b")]
    private static partial Regex Actor();

    [GeneratedRegex("CREATE TABLE (?<made>[a-z0-9_]+) \\(|DROP TABLE (?<dropped>[a-z0-9_]+)|ALTER TABLE (?<from>[a-z0-9_]+) RENAME TO (?<made>[a-z0-9_]+)")]
    private static partial Regex TableChange();
}
