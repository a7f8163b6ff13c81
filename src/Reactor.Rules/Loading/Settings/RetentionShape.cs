using Reactor.Rules.Configuration;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of <c>store.retention</c>.</summary>
internal static class RetentionShape
{
    public static readonly Shape Shape = new Shape("the retention")
        .Elsewhere("alerts", "alerts that ended go with `deliveries`").Elsewhere("firings", "firings go with `deliveries`").Elsewhere("steps", "steps go with `deliveries`");

    private static readonly RetentionConfiguration s_defaults = new();

    // The store is pruned once an hour.
    private static readonly Reading<TimeSpan> s_period = Scalars.Duration(TimeSpan.FromHours(1), TimeSpan.FromDays(3660));
    private static readonly Reading<int> s_rows = Scalars.Integer(1000, 1_000_000_000);

    private static readonly Key<TimeSpan> s_events = Shape.Optional("events", s_period, "Events; default 30d.");
    private static readonly Key<int> s_eventRows = Shape.Optional("event_rows", s_rows, "Most events, whatever their age: the oldest go first; default 1000000.");
    private static readonly Key<TimeSpan> s_deliveries = Shape.Optional(
        "deliveries", s_period, "Firings and what came of them, from its end on: deliveries with their attempts, alerts, commands and programs, silences and maintenances; default 90d.");
    private static readonly Key<TimeSpan> s_deadLetters = Shape.Optional("dead_letters", s_period, "Deliveries that were given up, from then on; default 90d.");
    private static readonly Key<TimeSpan> s_records = Shape.Optional("records", s_period, "Rows of `record`, from when they were last written on; default: for ever.");
    private static readonly Key<TimeSpan> s_audit = Shape.Optional("audit", s_period, "What operators had done; default 400d.");
    private static readonly Key<int> s_auditRows = Shape.Optional("audit_rows", s_rows, "Most rows of the audit, whatever their age: the oldest go first; default 1000000.");

    public static Reading<RetentionConfiguration> Reading { get; } = new ObjectReading<RetentionConfiguration>(Shape, f => new RetentionConfiguration
    {
        Events = f.GetOr(s_events, s_defaults.Events),
        EventRows = f.GetOr(s_eventRows, s_defaults.EventRows),
        Deliveries = f.GetOr(s_deliveries, s_defaults.Deliveries),
        DeadLetters = f.GetOr(s_deadLetters, s_defaults.DeadLetters),
        Records = f.TryGet(s_records, out var records) ? records : null,
        Audit = f.GetOr(s_audit, s_defaults.Audit),
        AuditRows = f.GetOr(s_auditRows, s_defaults.AuditRows),
    });
}
