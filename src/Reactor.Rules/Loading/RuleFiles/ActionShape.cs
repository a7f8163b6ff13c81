using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of an entry of <c>then</c>: one kind of action, and what every action may have.</summary>
internal static class ActionShape
{
    public static readonly Shape Shape = new Shape("an action")
        .NotYet("gather", "qmp", "exec", "set_fact", "clear_fact", "on_failure", "continue");

    private static readonly Key<Placed<string>> s_name = Shape.Optional("name", Collections.Placed(Scalars.Word("an action's name")), "Its name; default: none.");
    private static readonly Key<YScalar> s_if = Shape.Optional("if", ExpressionReading.Instance, "Must be true; default: always.");
    private static readonly Key<AlertSyntax> s_alert = Shape.Optional("alert", AlertShape.Reading, "Opens or refreshes an alert.");
    private static readonly Key<SendSyntax> s_send = Shape.Optional("send", SendShape.Reading, "One durable delivery to a named target.");
    private static readonly Key<WebhookSyntax> s_webhook = Shape.Optional("webhook", WebhookShape.Reading, "One durable HTTP delivery to a URL written in place.");
    private static readonly Key<RecordSyntax> s_record = Shape.Optional("record", RecordShape.Reading, "A typed row in a table.");
    private static readonly Key<LogSyntax> s_log = Shape.Optional("log", LogShape.Reading, "A line in the daemon's log.");

    public static Reading<ActionSyntax> Reading { get; } = new ObjectReading<ActionSyntax>(Shape, f =>
    {
        f.OneOf(required: !f.HasAny(Shape.Missing), "an action", s_alert, s_send, s_webhook, s_record, s_log);

        // Each is read, so that all faults show even where two kinds stand in one entry.
        ActionBody?[] bodies = [f.Get(s_alert), f.Get(s_send), f.Get(s_webhook), f.Get(s_record), f.Get(s_log)];
        return new ActionSyntax(f.TryGet(s_name, out var name) ? name : null, f.Get(s_if), bodies.FirstOrDefault(b => b is not null));
    });
}
