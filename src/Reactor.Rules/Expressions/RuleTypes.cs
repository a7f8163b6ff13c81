using Reactor.Cel;
using Reactor.Qmp;
using Reactor.Rules.Model;

namespace Reactor.Rules.Expressions;

/// <summary>The types of the language's own variables.</summary>
internal static class RuleTypes
{
    private static readonly CelType s_labels = CelType.MapOf(CelType.String, CelType.String);

    public static CelType Vm { get; } = CelType.Record(
        "vm",
        [
            new("id", CelType.String),
            new("name", CelType.String),
            new("uuid", CelType.String),
            new("host", CelType.String),
            new("status", CelType.String),
            new("labels", s_labels),
        ]);

    public static CelType Host { get; } = CelType.Record("host", [new("name", CelType.String), new("labels", s_labels)]);

    public static CelType Rule { get; } = CelType.Record(
        "rule",
        [new("name", CelType.String), new("severity", CelType.String, Values: SeverityWords.All), new("labels", s_labels)]);

    public static CelType Match { get; } = CelType.Record(
        "match",
        [
            new("count", CelType.Int),
            new("first_at", CelType.Timestamp),
            new("last_at", CelType.Timestamp),
            new("key", CelType.MapOf(CelType.String, CelType.Dyn)),
        ]);

    public static CelType Firing { get; } = CelType.Record("firing", [new("id", CelType.String)]);

    public static CelType Event(IReadOnlyCollection<EventSchema> events) => CelType.Record(
        "event",
        [
            new("name", CelType.String, Values: events.Count == 0 ? null : [.. events.Select(e => e.Name).Distinct()]),
            new("at", CelType.Timestamp),
            new("origin", CelType.String, Values: ["live", "recovered", "replay"]),
            new("id", CelType.String),
        ]);
}
