using System.Globalization;
using System.Reflection;

namespace Reactor.Store.Sqlite.Migrations;

/// <summary>One step of the file's form.</summary>
/// <param name="Version">The form that it leads to, from 1.</param>
/// <param name="Name">Its file's name.</param>
/// <param name="Sql">Its statements, run in one transaction.</param>
internal sealed record Migration(int Version, string Name, string Sql)
{
    private const string Prefix = "migrations/";

    /// <summary>Those that come with this version, in order: the embedded files NNNN_name.sql.</summary>
    public static IReadOnlyList<Migration> Embedded { get; } = Load();

    private static List<Migration> Load()
    {
        var assembly = typeof(Migration).Assembly;
        var found = new List<Migration>();
        foreach (string resource in assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            string name = resource[Prefix.Length..];
            int version = int.Parse(name.AsSpan(0, name.IndexOf('_', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
            if (version != found.Count + 1)
                throw new InvalidOperationException($"Migration {name} is number {version}, but {found.Count + 1} is next.");
            found.Add(new Migration(version, name, Read(assembly, resource)));
        }
        return found;
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
