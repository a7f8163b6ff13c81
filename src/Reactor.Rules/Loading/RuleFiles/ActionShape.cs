using System.Collections.Immutable;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of an entry of <c>then</c> or <c>on_failure</c>: one kind of action, and what every action may have.</summary>
internal static class ActionShape
{
    private const string Target = "it is a kind of target: name one under `targets` in reactor.yaml, and write send: {to: NAME}";

    public static readonly Shape Shape = new Shape("an action")
        .Elsewhere("email", Target).Elsewhere("slack", Target).Elsewhere("teams", Target)
        .Elsewhere("ntfy", Target).Elsewhere("pagerduty", Target).Elsewhere("alertmanager", Target);

    private static readonly Key<Placed<string>> s_name = Shape.Optional("name", Collections.Placed(Scalars.Word("an action's name")), "Its name, by which later steps find its result (steps.NAME); default: none.");
    private static readonly Key<YScalar> s_if = Shape.Optional("if", ExpressionReading.Instance, "Must be true; default: always.");
    private static readonly Key<AlertSyntax> s_alert = Shape.Optional("alert", AlertShape.Reading, "Opens or refreshes an alert.");
    private static readonly Key<SendSyntax> s_send = Shape.Optional("send", SendShape.Reading, "One durable delivery to a named target.");
    private static readonly Key<WebhookSyntax> s_webhook = Shape.Optional("webhook", WebhookShape.Reading, "One durable HTTP delivery to a URL written in place.");
    private static readonly Key<RecordSyntax> s_record = Shape.Optional("record", RecordShape.Reading, "A typed row in a table.");
    private static readonly Key<LogSyntax> s_log = Shape.Optional("log", LogShape.Reading, "A line in the daemon's log.");
    private static readonly Key<SetFactSyntax> s_setFact = Shape.Optional("set_fact", FactShapes.SetReading, "Sets a label of the moment on the VM (vm.facts).");
    private static readonly Key<ClearFactSyntax> s_clearFact = Shape.Optional("clear_fact", FactShapes.ClearReading, "Removes a label of the moment.");
    private static readonly Key<Placed<ImmutableArray<CommandSyntax>>> s_gather = Shape.Optional("gather", QmpShape.Gather, "Read-only commands, whose results are `gathered`; screendump is a picture.");
    private static readonly Key<QmpSyntax> s_qmp = Shape.Optional("qmp", QmpShape.Reading, "Commands to the VM.");
    private static readonly Key<ExecSyntax> s_exec = Shape.Optional("exec", ExecShape.Reading, "A program, without a shell.");
    private static readonly Key<ImmutableArray<ActionSyntax>> s_onFailure = Shape.Optional(
        "on_failure", Collections.Later("a list of actions", () => Collections.List(Reading!)), "What is done where it fails: a delivery given up, a failed step, a spent budget; default: nothing.");
    private static readonly Key<Placed<bool>> s_continue = Shape.Optional("continue", Collections.Placed(Scalars.Bool), "With gather, qmp and exec: whether the run goes on after this step failed; default false.");

    public static Reading<ActionSyntax> Reading { get; } = new ObjectReading<ActionSyntax>(
        Shape.OneOf(s_alert, s_send, s_webhook, s_record, s_log, s_setFact, s_clearFact, s_gather, s_qmp, s_exec)
            .Beside(s_continue, [s_gather, s_qmp, s_exec], "leave it out: other actions never end a run"),
        f =>
    {
        // Each is read, so that all faults show even where two kinds stand in one entry.
        ActionBody?[] bodies =
        [
            f.Get(s_alert), f.Get(s_send), f.Get(s_webhook), f.Get(s_record), f.Get(s_log), f.Get(s_setFact), f.Get(s_clearFact),
            f.TryGet(s_gather, out var gather) ? new GatherSyntax(gather.Place, gather.Value) : null, f.Get(s_qmp), f.Get(s_exec),
        ];
        return new ActionSyntax(f.TryGet(s_name, out var name) ? name : null, f.Get(s_if), bodies.FirstOrDefault(b => b is not null))
        {
            OnFailure = f.GetOr(s_onFailure, []),
            OnFailurePlace = f.Has(s_onFailure) ? f.PlaceOf(s_onFailure) : null,
            Continue = f.TryGet(s_continue, out var goesOn) ? goesOn : null,
        };
    });
}
