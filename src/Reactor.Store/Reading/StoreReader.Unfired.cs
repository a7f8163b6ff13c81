using Reactor.Store.Sqlite;

namespace Reactor.Store.Reading;

/// <content>The last event on which a rule did not fire.</content>
public sealed partial class StoreReader
{
    /// <summary>So many of the newest events are gone over: no index leads to a name.</summary>
    public const int UnfiredAmong = 200_000;

    /// <summary>So many of them that have one of the names are looked at.</summary>
    public const int UnfiredLooked = 10_000;

    /// <summary>So many of the names are looked for: each is compared with each event that is gone over.</summary>
    public const int UnfiredNames = 20;

    /// <summary>The newest event of one of these names on which a rule did not fire; null where there is none among the last ones.</summary>
    /// <param name="rule">The rule's name.</param>
    /// <param name="names">Names of events, or globs: the first <see cref="UnfiredNames"/> count.</param>
    public StoredEvent? LastUnfired(string rule, IEnumerable<string> names) => Query(database =>
    {
        var since = database.Scalar($"SELECT at FROM events ORDER BY at DESC LIMIT 1 OFFSET {UnfiredAmong}");
        return LastUnfired(database, rule, [.. names.Take(UnfiredNames)], since);
    });

    // Read one after another: the first that will do is mostly among the first.
    private static StoredEvent? LastUnfired(Database database, string rule, string[] names, long? since)
    {
        var (globs, exact) = (names.Where(IsGlob).ToList(), names.Where(name => !IsGlob(name)).ToList());
        using var statement = database.Get($"""
            SELECT {EventColumns}, EXISTS (SELECT 1 FROM firings WHERE event_id = events.id AND rule = ?) FROM events
            WHERE at > ? AND (name IN ({string.Join(", ", exact.Select(_ => "?"))}){string.Concat(globs.Select(_ => " OR name GLOB ?"))}) ORDER BY at DESC, seq DESC LIMIT {UnfiredLooked}
            """);
        statement.Add(rule).Add(since ?? long.MinValue);
        foreach (var name in exact.Concat(globs))
            statement.Add(name);
        while (statement.Step())
        {
            if (statement.Int(9) == 0)
                return ReadEvent(statement);
        }

        return null;
    }

    private static bool IsGlob(string name) => name.AsSpan().ContainsAny('*', '?');
}
