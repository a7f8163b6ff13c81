using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Model;

namespace Reactor.Rules.Loading.TestFiles;

/// <summary>The keys of what is expected. What is left out is not compared.</summary>
internal static class ExpectedShape
{
    private static readonly Reading<int> s_times = Scalars.Integer(1, 100_000);
    private static readonly Reading<string> s_rule = Scalars.Name("a rule's name");
    private static readonly Reading<string> s_vm = CommonReadings.VmName;
    private static readonly Reading<string> s_word = Scalars.Word("a name");
    private static readonly Reading<string> s_text = Scalars.AnyText;

    public static Reading<ExpectedSyntax> Alert { get; } = new ExpectedShapeBuilder("an expected alert", "count")
        .Add("rule", s_rule, "Its rule.")
        .Add("id", s_word, "Its id.")
        .Add("vm", s_vm, "Its VM; of a fleet rule's alert: none.")
        .Add("state", Scalars.Choice(Words("firing", "waiting", "inhibited", "silenced", "muted", "maintenance", "acknowledged", "resolved")), "firing, or what its notification waits for: waiting, inhibited, silenced, muted, maintenance; or acknowledged or resolved.")
        .Add("severity", Scalars.Choice(Words([.. SeverityWords.All])), "Its severity.")
        .Add("summary", s_text, "Its summary.")
        .Add("description", s_text, "Its description.")
        .Json("labels", "Labels that it must have.")
        .Json("key", "Members of its key that it must have.")
        .Add("resolved_by", s_word, "What ended it: event, state, hand, expiry, rule_removed, vm_removed.")
        .Json("unverified", "true: it is marked as unverified after a gap; false: it is not.")
        .Json("matches", "How many matches it has seen.")
        .Build("How many such alerts; default 1.");

    public static Reading<ExpectedSyntax> Action { get; } = new ExpectedShapeBuilder("an expected action", "times")
        .Add("rule", s_rule, "The rule.")
        .Add("vm", s_vm, "The VM.")
        .Json("send", "A delivery to a named target: {to, body}.")
        .Json("webhook", "A delivery to a URL: {url, method, headers, body}.")
        .Json("record", "A row: {to, key, fields}.")
        .Json("log", "A line: {message}.")
        .Json("set_fact", "A fact that was set: {name, value}.")
        .Json("clear_fact", "A fact that was cleared: {name}.")
        .Json("gather", "Questions to the VM: a list of commands.")
        .Json("qmp", "Commands to the VM: {run: [...]}.")
        .Json("exec", "A program: {command, env, stdin}.")
        .Build("How many such actions; default 1.");

    public static Reading<ExpectedSyntax> Notification { get; } = new ExpectedShapeBuilder("an expected notification", "times")
        .Add("rule", s_rule, "The rule.")
        .Add("to", s_word, "The target.")
        .Add("vm", s_vm, "The VM.")
        .Add("kind", Scalars.Choice(Words("firing", "resolved", "repeat")), "firing, resolved or repeat.")
        .Json("group", "Of a notification of a group: members of its key that it must have.")
        .Json("alerts", "Of a notification of a group: of how many alerts it tells, those that ended among them.")
        .Json("body", "Members that its body must have.")
        .Build("How many such notifications; default 1.");

    public static Reading<ExpectedSyntax> Record { get; } = new ExpectedShapeBuilder("an expected row", "times")
        .Add("table", s_word, "The table.")
        .Add("vm", s_vm, "The VM.")
        .Json("fields", "Fields that it must have.")
        .Build("How many such rows; default 1.");

    public static Reading<ExpectedSyntax> Fact { get; } = new ExpectedShapeBuilder("an expected fact", "times")
        .Add("vm", s_vm, "The VM.")
        .Add("name", s_word, "The fact's name.")
        .Add("value", s_text, "Its value.")
        .Build("How many such facts; default 1.");

    public static Reading<ExpectedSyntax> Log { get; } = new ExpectedShapeBuilder("an expected line", "times")
        .Add("rule", s_rule, "The rule.")
        .Add("vm", s_vm, "The VM.")
        .Add("message", s_text, "The line.")
        .Build("How many such lines; default 1.");

    private static (string, string)[] Words(params string[] words) => [.. words.Select(w => (w, w))];

    /// <summary>Builds a shape whose values are kept as JSON by name, so that what is expected and what came can be compared as such.</summary>
    private sealed class ExpectedShapeBuilder(string what, string times)
    {
        private readonly Shape _shape = new Shape(what);
        private readonly List<Func<Fields, Named<JsonNode?>?>> _members = [];

        public ExpectedShapeBuilder Add(string name, Reading<string> reading, string doc)
        {
            var key = _shape.Optional(name, reading, $"{doc} Default: not compared.");
            _members.Add(f => f.TryGet(key, out var value) ? new(name, f.PlaceOf(key), JsonValue.Create(value)) : null);
            return this;
        }

        public ExpectedShapeBuilder Json(string name, string doc)
        {
            var key = _shape.Optional(name, new JsonReading("a value"), $"{doc} Default: not compared.");
            _members.Add(f => f.TryGet(key, out var value) ? new(name, f.PlaceOf(key), value.Value) : null);
            return this;
        }

        public Reading<ExpectedSyntax> Build(string doc)
        {
            var count = _shape.Optional(times, s_times, doc);
            return new ObjectReading<ExpectedSyntax>(_shape, f => new(f.Place, f.GetOr(count, 1), [.. _members.Select(m => m(f)).OfType<Named<JsonNode?>>()]));
        }
    }
}
