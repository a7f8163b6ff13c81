using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.TestFiles;

/// <summary>The keys of an entry of <c>expect</c>.</summary>
internal static class ExpectShape
{
    public static readonly Shape Shape = new Shape("an expectation").Elsewhere("event", "what happens stands in `input`");

    private static readonly Key<TimeSpan> s_at = Shape.Required("at", TestReadings.At, "When, from the test's start; what happens at this time came before.");
    private static readonly Key<ImmutableArray<ExpectedSyntax>> s_alerts = List("alerts", ExpectedShape.Alert, "The alerts as they stand: all open ones; ended ones may be given too. Default: not checked.");
    private static readonly Key<ImmutableArray<ExpectedSyntax>> s_actions = List("actions", ExpectedShape.Action, "All that rules did since the checkpoint before, besides alerts. Default: not checked.");
    private static readonly Key<ImmutableArray<ExpectedSyntax>> s_notifications = List("notifications", ExpectedShape.Notification, "All notifications of alerts since the checkpoint before. Default: not checked.");
    private static readonly Key<ImmutableArray<ExpectedSyntax>> s_records = List("records", ExpectedShape.Record, "All rows of record tables as they stand. Default: not checked.");
    private static readonly Key<ImmutableArray<ExpectedSyntax>> s_facts = List("facts", ExpectedShape.Fact, "All facts of all VMs as they stand. Default: not checked.");
    private static readonly Key<ImmutableArray<ExpectedSyntax>> s_logs = List("logs", ExpectedShape.Log, "All lines that rules logged since the checkpoint before. Default: not checked.");

    public static Reading<ExpectSyntax> Reading { get; } = new ObjectReading<ExpectSyntax>(Shape, f => new(f.Place, f.TryGet(s_at, out var at) ? at : TimeSpan.Zero)
    {
        Alerts = Get(f, s_alerts),
        Actions = Get(f, s_actions),
        Notifications = Get(f, s_notifications),
        Records = Get(f, s_records),
        Facts = Get(f, s_facts),
        Logs = Get(f, s_logs),
    });

    private static Key<ImmutableArray<ExpectedSyntax>> List(string name, Reading<ExpectedSyntax> item, string doc) => Shape.Optional(name, Collections.ListOrEmpty(item), doc);

    private static ImmutableArray<ExpectedSyntax>? Get(Fields fields, Key<ImmutableArray<ExpectedSyntax>> key) => fields.TryGet(key, out var list) ? list : null;
}
