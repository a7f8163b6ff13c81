using Reactor.Cel;
using Reactor.Qmp;
using Reactor.Rules.Model;

namespace Reactor.Rules.Expressions;

/// <summary>The types of the language's own variables.</summary>
internal static class RuleTypes
{
    private static readonly CelType s_labels = CelType.MapOf(CelType.String, CelType.String);

    /// <summary>What query-status says (QEMU's RunState), and nothing while it isn't known.</summary>
    public static IReadOnlyList<string> RunStates { get; } =
    [
        "running", "paused", "shutdown", "prelaunch", "suspended", "guest-panicked", "internal-error", "io-error", "watchdog", "debug", "inmigrate",
        "postmigrate", "finish-migrate", "save-vm", "restore-vm", "colo", "preconfig", "",
    ];

    public static CelType Vm { get; } = CelType.Record(
        "vm",
        [
            new("id", CelType.String),
            new("name", CelType.String),
            new("uuid", CelType.String),
            new("host", CelType.String),
            new("status", CelType.String, Values: RunStates),
            new("labels", s_labels),
            new("facts", s_labels),
        ]);

    public static CelType Host { get; } = CelType.Record("host", [new("name", CelType.String), new("labels", s_labels)]);

    public static CelType Rule { get; } = CelType.Record(
        "rule",
        [new("name", CelType.String), new("severity", CelType.String, Values: SeverityWords.All), new("labels", s_labels)]);

    public static CelType Alert { get; } = CelType.Record(
        "alert",
        [new("id", CelType.String), new("severity", CelType.String, Values: SeverityWords.All), new("labels", s_labels)]);

    public static CelType Match { get; } = MatchWith(CelType.MapOf(CelType.String, CelType.Dyn));

    /// <summary><c>match</c> of a rule whose key has parts of these names.</summary>
    public static CelType MatchOf(IReadOnlyCollection<string> key) =>
        MatchWith(CelType.Record("match.key", key.Distinct().Select(name => new CelField(name, CelType.Dyn))));

    private static CelType MatchWith(CelType key) => CelType.Record(
        "match",
        [
            new("count", CelType.Int),
            new("first_at", CelType.Timestamp),
            new("last_at", CelType.Timestamp),
            new("key", key),
            new("blind", CelType.Bool),
        ]);

    public static CelType Firing { get; } = CelType.Record("firing", [new("id", CelType.String)]);

    /// <summary><c>first</c> and <c>last</c>: an event of the match, with its data and its VM as it was then.</summary>
    public static CelType Seen(string name, IReadOnlyCollection<EventSchema> events, CelType data) => CelType.Record(name, Members(events, data, isOptional: false));

    /// <summary><c>previous</c>: as <c>last</c>, of the key's match before; there may be none.</summary>
    public static CelType Previous(IReadOnlyCollection<EventSchema> events, CelType data) => CelType.Record("previous", Members(events, data, isOptional: true));

    private static CelField[] Members(IReadOnlyCollection<EventSchema> events, CelType data, bool isOptional) =>
    [
        .. Event(events).Fields.Values.Select(f => f with { Optional = isOptional }),
        new("data", data, isOptional),
        new("vm", Vm, isOptional),
    ];

    public static CelType Event(IReadOnlyCollection<EventSchema> events) => CelType.Record(
        "event",
        [
            new("name", CelType.String, Values: events.Count == 0 ? null : [.. events.Select(e => e.Name).Distinct()]),
            new("at", CelType.Timestamp),
            new("origin", CelType.String, Values: ["live", "recovered", "replay"]),
            new("id", CelType.String),
        ]);
}
