using System.Text;
using System.Text.Json.Nodes;
using Reactor.Reactions.Actions;
using Reactor.Reactions.Commits;
using Reactor.Reactions.Groups;
using Reactor.Reactions.Json;
using Reactor.Reactions.Partitions;
using Reactor.Reactions.Steps;
using Reactor.Rules.Model;

namespace Reactor.Reactions.Simulation;

/// <summary>What came of a simulation: something that a rule did.</summary>
/// <param name="at">Engine time.</param>
/// <param name="rule">The rule.</param>
/// <param name="actionPath">The action; empty where it can't be told.</param>
/// <param name="show">Renders it, when it is asked for: mostly nobody looks.</param>
public sealed class SimulatedOutcome(DateTimeOffset at, string rule, string actionPath, Func<JsonObject> show)
{
    private JsonObject? _shown;

    /// <summary>Engine time.</summary>
    public DateTimeOffset At => at;

    /// <summary>The rule.</summary>
    public string Rule => rule;

    /// <summary>The action; empty where it can't be told.</summary>
    public string ActionPath => actionPath;

    /// <summary>It, rendered.</summary>
    public JsonObject Shown => _shown ??= show();
}

/// <summary>What rules did, in order, read from the commits.</summary>
/// <param name="rule">A rule by its name, as it is in force.</param>
public sealed class SimulationJournal(Func<string, Rule?> rule)
{
    private readonly Dictionary<string, (string Rule, string Vm)> _firings = new(StringComparer.Ordinal);

    /// <summary>Rules that fired.</summary>
    public List<(DateTimeOffset At, FiringRow Firing)> Firings { get; } = [];

    /// <summary>Actions besides alerts.</summary>
    public List<SimulatedOutcome> Actions { get; } = [];

    /// <summary>Deliveries of alerts.</summary>
    public List<SimulatedOutcome> Notifications { get; } = [];

    /// <summary>Lines that rules logged.</summary>
    public List<SimulatedOutcome> Logs { get; } = [];

    /// <summary>Lines of Reactor's own.</summary>
    public List<(DateTimeOffset At, LogLine Line)> Notices { get; } = [];

    /// <summary>Takes a commit in, but for its steps: they are only meant to be done.</summary>
    /// <param name="commit">The commit.</param>
    /// <param name="at">Engine time.</param>
    public void Take(Commit commit, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(commit);
        foreach (var firing in commit.Firings)
        {
            _firings[firing.Id] = (firing.Rule, firing.VmName);
            Firings.Add((at, firing));
        }

        foreach (var delivery in commit.Deliveries.Where(d => !d.IsMuted))
        {
            Take(delivery, at);
        }

        foreach (var record in commit.Records)
        {
            Take(record, at);
        }

        foreach (var state in commit.State.Where(s => s.Kind == "fact"))
        {
            Take(state, commit, at);
        }

        foreach (var line in commit.LogLines)
        {
            Take(line, at);
        }
    }

    /// <summary>Takes in a step that begins.</summary>
    /// <param name="step">Its intent.</param>
    /// <param name="at">Engine time.</param>
    public void Begin(StepRow step, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(step);
        var request = StepRequestJson.Read(step.Request);
        if (request.IsQuestion && step.Kind == "qmp")
        {
            return;   // the question of only_if: no action of its own
        }

        Act(at, step.Rule, step.VmName, step.ActionPath, step.Kind, () => step.Kind == "exec"
            ? new JsonObject
            {
                ["command"] = new JsonArray([.. request.Arguments.Select(a => (JsonNode?)a)]),
                ["env"] = new JsonObject(request.Environment.Select(e => KeyValuePair.Create(e.Key, (JsonNode?)e.Value))),
                ["stdin"] = request.Stdin.IsEmpty ? null : Parse(request.Stdin),
            }
            : new JsonObject { ["run"] = new JsonArray([.. request.Commands.Select(Command)]) });
    }

    /// <summary>Forgets all that was taken in.</summary>
    public void Clear()
    {
        _firings.Clear();
        Firings.Clear();
        Actions.Clear();
        Notifications.Clear();
        Logs.Clear();
        Notices.Clear();
    }

    private void Take(DeliveryRow delivery, DateTimeOffset at)
    {
        if (delivery.IsOneOff)
        {
            Act(at, delivery.Rule, delivery.VmName, delivery.ActionPath, "send", () => new JsonObject { ["to"] = delivery.Target, ["body"] = Parse(delivery.Body) });
        }
        else if (delivery.Inline is { } inline)
        {
            Act(at, delivery.Rule, delivery.VmName, delivery.ActionPath, "webhook", () => new JsonObject
            {
                ["url"] = inline.Url,
                ["method"] = inline.Method,
                ["headers"] = new JsonObject(inline.Headers.Select(h => KeyValuePair.Create(h.Key, (JsonNode?)h.Value))),
                ["body"] = Parse(delivery.Body),
            });
        }
        else if (delivery.Kind != DeliveryKind.Resend)
        {
            // A re-send tells nobody anything new.
            Notifications.Add(new SimulatedOutcome(at, delivery.Rule, delivery.ActionPath, () => Notification(delivery)));
        }
    }

    private static JsonObject Notification(DeliveryRow delivery)
    {
        var body = Parse(delivery.Body);
        var shown = new JsonObject { ["rule"] = delivery.Rule, ["vm"] = delivery.VmName, ["to"] = delivery.Target, ["kind"] = delivery.Kind, ["body"] = body };
        if (delivery.ActionPath == GroupNotification.Path && body?["data"]?["group"] is JsonObject group)
        {
            shown["group"] = group["key"]?.DeepClone();
            shown["alerts"] = (int)group["firing"]! + (int)group["resolved"]!;
        }

        return shown;
    }

    private void Take(RecordRow record, DateTimeOffset at)
    {
        var (name, vm) = _firings.TryGetValue(record.FiringId, out var fired) ? fired : ("", record.VmName);
        var action = rule(name)?.AllActions.OfType<RecordAction>().FirstOrDefault(r => r.Table == record.Table);
        Act(at, name, vm, action?.Path ?? "", "record", () => new JsonObject
        {
            ["to"] = record.Table,
            ["key"] = record.Key is null ? null : JsonNode.Parse(record.Key),
            ["fields"] = JsonNode.Parse(record.Fields),
        });
    }

    private void Take(StateRow fact, Commit commit, DateTimeOffset at)
    {
        // A row that is gone says only its key, VM and name; one that ended by itself follows from no firing.
        var value = fact.Payload is { } payload ? Parse(payload) as JsonObject : null;
        foreach (var firing in commit.Firings)
        {
            var action = rule(firing.Rule)?.Then.FirstOrDefault(a => value is null
                ? a is ClearFactAction clear && fact.Key.EndsWith($"/{clear.Fact}", StringComparison.Ordinal)
                : a is SetFactAction set && set.Fact == (string?)value["name"]);
            if (action is not null)
            {
                var name = action is SetFactAction s ? s.Fact : ((ClearFactAction)action).Fact;
                var shown = new JsonObject { ["name"] = name };
                if (value is not null)
                {
                    shown["value"] = value["value"]?.DeepClone();
                }

                Act(at, firing.Rule, firing.VmName, action.Path, value is null ? "clear_fact" : "set_fact", () => shown);
                return;
            }
        }
    }

    private void Take(LogLine line, DateTimeOffset at)
    {
        if (rule(line.Rule) is not { } author || IsAboutStep(author.Then, line.Message))
        {
            Notices.Add((at, line));
            return;
        }

        var path = author.AllActions.OfType<LogAction>().FirstOrDefault()?.Path ?? "";
        Logs.Add(new SimulatedOutcome(at, line.Rule, path, () => new JsonObject { ["rule"] = line.Rule, ["vm"] = line.VmName, ["message"] = line.Message }));
        Act(at, line.Rule, line.VmName, path, "log", () => new JsonObject { ["message"] = line.Message });
    }

    // Runs tell what became of a step in the rule's name; such a line begins with the step's path.
    private static bool IsAboutStep(IEnumerable<RuleAction> actions, string message) => actions.Any(action =>
        (action is StepAction && message.StartsWith($"{action.Path} ", StringComparison.Ordinal)) || IsAboutStep(action.OnFailure, message));

    private void Act(DateTimeOffset at, string name, string vm, string path, string kind, Func<JsonObject> show) =>
        Actions.Add(new SimulatedOutcome(at, name, path, () => new JsonObject { ["rule"] = name, ["vm"] = vm, [kind] = show() }));

    private static JsonNode Command(StepCommand command)
    {
        var shown = new JsonObject { ["command"] = command.Name };
        if (command.Arguments is { } arguments)
        {
            shown["arguments"] = Parse(arguments);
        }

        return shown;
    }

    // A body of the rule's own may be any text.
    private static JsonNode? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonNode.Parse(json.Span, documentOptions: new System.Text.Json.JsonDocumentOptions { MaxDepth = JsonCopy.MaxDepth });
        }
        catch (System.Text.Json.JsonException)
        {
            return JsonValue.Create(Encoding.UTF8.GetString(json.Span));
        }
    }
}
