using Reactor.Rules.Configuration;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of <c>store</c> and of its <c>sqlite</c>.</summary>
internal static class StoreShape
{
    public static readonly Shape Shape = new Shape("the store").Alone("{sqlite: {path: TEXT}}").NotYet("postgresql", "postgres")
        .Elsewhere("path", "write sqlite: {path: ...}").Elsewhere("synchronous", "write sqlite: {synchronous: ...}");

    public static readonly Shape SqliteShape = new Shape("the SQLite store").Alone("{path: TEXT}");

    private static readonly Key<string> s_path = SqliteShape.Optional("path", CommonReadings.FilePath, "The file, relative to reactor.yaml; default reactor.db.");
    private static readonly Key<Synchronous> s_synchronous = SqliteShape.Optional("synchronous", Scalars.Choice(("full", Synchronous.Full), ("normal", Synchronous.Normal)), "full survives a loss of power, normal a crash only; default full.");

    private static readonly Key<SqliteSyntax> s_sqlite = Shape.Optional(
        "sqlite", new ObjectReading<SqliteSyntax>(SqliteShape, f => new(f.Get(s_path), f.GetOr(s_synchronous, Synchronous.Full))), "A SQLite file; default: reactor.db, full.");

    private static readonly Key<RetentionConfiguration> s_retention = Shape.Optional(
        "retention", RetentionShape.Reading, "How long what is over is kept; default: events for 30 days, what came of them for 90, the audit for 400, records for ever.");

    public static Reading<StoreSyntax> Reading { get; } = new ObjectReading<StoreSyntax>(
        Shape, f => new StoreSyntax(f.GetOr(s_sqlite, new SqliteSyntax(null, Synchronous.Full)), f.GetOr(s_retention, new RetentionConfiguration())));
}
