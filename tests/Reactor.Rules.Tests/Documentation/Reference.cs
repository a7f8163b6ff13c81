using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reactor.Cel;
using Reactor.Qmp;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Expressions;
using Reactor.Rules.Loading;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Tests.Loading;

namespace Reactor.Rules.Tests.Documentation;

/// <summary>
/// Makes the reference in docs/ from its templates: prose stands there as it is, and a line such as <c>&lt;!-- keys: alert --&gt;</c> becomes
/// the table of that map's keys, as the loader has them.
/// </summary>
internal static partial class Reference
{
    // The names that an expression may have, where they stand in the tables.
    private static readonly (string Where, ExpressionPlace Place)[] s_places =
    [
        ("`state`, in `when` and `resolved_by`", ExpressionPlace.StateCondition),
        ("`if` of a route", ExpressionPlace.RouteCondition),
        ("`if` of a clause, `except`", ExpressionPlace.Condition),
        ("`by`, `distinct`", ExpressionPlace.Key),
        ("`if` in `resolved_by`", ExpressionPlace.ResolveCondition),
        ("`having`", ExpressionPlace.Having),
        ("`if` of an action", ExpressionPlace.ActionCondition),
        ("`{{ }}`, fields of a record", ExpressionPlace.Value),
        ("`same`, `by` of a budget", ExpressionPlace.FiringKey),
        ("`if` of a step and of what follows its failure", ExpressionPlace.StepCondition),
        ("`{{ }}`, `arguments` and `stdin` of a step", ExpressionPlace.StepValue),
        ("`check` of `only_if`", ExpressionPlace.AnswerCheck),
    ];

    private static readonly string[] s_names =
        ["vm", "host", "rule", "event", "data", "first", "last", "previous", "match", "suppressed", "firing", "gathered", "steps", "result", "alert"];

    private static readonly (string Name, CelType Type, string Meaning)[] s_variables =
    [
        ("event", RuleTypes.Event([]), "the event; of a match its last one, of an absence its first"),
        ("data", CelType.Dyn, "the event's data as on the wire, checked against QEMU's schema"),
        ("vm", RuleTypes.Vm, "the VM as it was at the event; what isn't known is the empty text"),
        ("host", RuleTypes.Host, "the host that the VM runs on"),
        ("first", RuleTypes.Seen("first", [], CelType.Dyn), "the first event of the match; in `resolved_by` the one that opened the alert"),
        ("last", RuleTypes.Seen("last", [], CelType.Dyn), "the last event of the match"),
        ("previous", RuleTypes.Previous([], CelType.Dyn), "the last event of the match before, of the same key; its members need `has()`"),
        ("match", RuleTypes.Match, "the match: how many events, from when to when, its key, and whether it is `blind`"),
        ("suppressed", CelType.Int, "how many matches `limit` held back since the rule acted last"),
        ("rule", RuleTypes.Rule, "the rule"),
        ("alert", RuleTypes.Alert, "in routes: the alert that is to be told; its severity is the rule's unless it has its own, its labels are the rule's, the key's and its own"),
        ("firing", RuleTypes.Firing, "the firing: `firing.id` is the same for every attempt and after every restart"),
        ("gathered", CelType.MapOf(CelType.String, CelType.Dyn), "answers of the commands that `gather` asked, by command"),
        ("steps", CelType.MapOf(CelType.String, CelType.Dyn), "results of the steps before, by the action's `name`: status, error, error_class, exit_code, stdout, stderr, results, event"),
        ("result", CelType.Dyn, "what the command of `only_if` answered"),
    ];

    private static readonly Dictionary<string, string> s_ownEvents = new()
    {
        ["VM_CONNECTED"] = "Reactor is connected to the VM's monitor and has asked for its state",
        ["VM_GAP"] = "the VM was not heard, or not wholly, from `from` to `to`: Reactor was down (`started`), the connection was (`link`), or more came than is kept (`overflow`; at most once a second). `from` is the last moment of which it is known that it was heard: some of what came after may have been heard too, and be told. What its answers then show to have happened follows as recovered events",
        ["VM_LOST"] = "the connection ended, and no `SHUTDOWN` had come: QEMU crashed or was killed, or its monitor is gone. `process-ended` is true where its process is known to have ended. Of one that went while Reactor was down it is told once at the start, as recovered",
        ["VM_SILENT"] = "the monitor is connected and doesn't answer: QEMU is stopped or hangs, `since` the question. Told once",
        ["VM_ANSWERS"] = "after `VM_SILENT`, on the same connection: it answers again",
        ["VM_OCCUPIED"] = "the monitor is connected and doesn't greet: another client holds it, or QEMU is stopped. Told once until it is connected",
        ["VM_CONFLICT"] = "the VM has the UUID `value` that the VM `other` goes by: it goes by its name",
        ["VM_FLOOD"] = "more than 1,000 of the event in a second, beyond a burst of 5,000: so many were dropped. Told at once, then at most once a minute; `*` stands for names beyond the first 128",
    };

    private static readonly JsonObject s_definitions = Definitions();

    // The file of each map that is told elsewhere.
    private static readonly Dictionary<string, string> s_files = Directory.GetFiles(Repository.PathOf("tests/Reactor.Rules.Tests/Documentation"), "*.template.md")
        .SelectMany(f => Directive().Matches(File.ReadAllText(f)).Where(d => d.Groups["what"].Value == "keys").Select(d => (Map: d.Groups["argument"].Value, File: Path.GetFileName(f).Replace(".template", "", StringComparison.Ordinal))))
        .ToDictionary(d => d.Map, d => d.File);

    /// <summary>The names of all maps that the files have.</summary>
    public static IEnumerable<string> Maps => s_definitions.Where(d => d.Value!["properties"] is not null).Select(d => d.Key);

    /// <summary>Makes a file of the reference.</summary>
    public static string Write(string template)
    {
        var here = Directive().Matches(template).Select(d => d.Groups["argument"].Value).ToHashSet();
        string text = Directive().Replace(template, d => d.Groups["what"].Value switch
        {
            "keys" => Elsewhere().Replace(Keys(d.Groups["argument"].Value), l => here.Contains(l.Groups["map"].Value) || (l.Groups["map"].Value == "keys" && here.Contains("when")) ? Link("", l) : Link(s_files.GetValueOrDefault(l.Groups["map"].Value, "rules.md"), l)),
            "places" => Places(),
            "names" => Variables(),
            "codes" => Codes(),
            "own" => OwnEvents(),
            var other => throw new InvalidOperationException($"The template asks for {other}, which nobody writes."),
        });
        return "<!-- Made from the loader's own tables and a template in tests/Reactor.Rules.Tests/Documentation: change those. -->\n\n" + text;
    }

    private static JsonObject Definitions()
    {
        var all = new JsonObject();
        foreach (var schema in (JsonObject[])[FileSchemas.Rules(), FileSchemas.Configuration(), FileSchemas.Inventory(), FileSchemas.Tests()])
            foreach (var (name, definition) in schema["$defs"]!.AsObject())
                all[name] = definition!.DeepClone();
        return all;
    }

    private static string Keys(string map)
    {
        var definition = s_definitions[map] as JsonObject ?? throw new InvalidOperationException($"The template asks for the keys of {map}, and there is no such map.");
        var required = (definition["required"]?.AsArray() ?? []).Select(n => n!.GetValue<string>()).ToHashSet();
        var table = new StringBuilder("| key | value | meaning | default |\n|---|---|---|---|\n");
        foreach (var (name, value) in definition["properties"]!.AsObject())
        {
            var key = new Key<string>(name, required.Contains(name), value!["description"]!.GetValue<string>(), Scalars.Text);
            string otherwise = key.Required ? "**required**" : key.DefaultValue is { } plain ? $"`{plain}`" : key.Default ?? "";
            table.Append($"| `{name}` | {Cell(Value(value!.AsObject()))} | {Cell(key.Meaning)} | {Cell(otherwise)} |\n");
        }

        if (definition["description"] is { } relations)
            table.Append('\n').AppendJoin('\n', SentenceEnd().Split(relations.GetValue<string>()).Select(s => "- " + s)).Append('\n');
        return table.ToString().TrimEnd('\n');
    }

    private static string Value(JsonObject schema)
    {
        if (schema["$ref"] is { } reference)
            return Named(reference.GetValue<string>()["#/$defs/".Length..]);
        if (schema["const"] is { } constant)
            return $"`{constant}`";
        if (schema["enum"] is JsonArray words)
            return string.Join(", ", words.Select(w => $"`{w}`"));
        if (schema["anyOf"] is JsonArray choices)
        {
            var texts = choices.Select(c => Value(c!.AsObject())).ToList();
            return texts is [var one, var list] && list == $"list of {one}" ? $"{one}, or a list" : string.Join(" or ", texts);
        }

        return schema["type"] switch
        {
            JsonArray => "text",
            null => "anything",
            var type => type.GetValue<string>() switch
            {
                "object" => schema["additionalProperties"] is JsonObject item ? $"map of {Value(item)}" : "map",
                "array" => $"list of {Value(schema["items"]!.AsObject())}",
                "integer" or "number" => $"{schema["minimum"]} to {schema["maximum"]}",
                "boolean" => "`true`, `false`",
                _ => schema["examples"] is JsonArray examples ? $"text such as `{examples[0]}`" : "text",
            },
        };
    }

    private static string Named(string definition) => definition switch
    {
        "event-name" => "event",
        "command-name" => "command name",
        "template" => "text with `{{ }}`",
        "name" or "word" => "name",
        "by" => "[key](@keys)",
        "duration" or "expression" => definition,
        "time-of-day" => "time of day",
        _ => $"[{definition.Replace('-', ' ')}](@{definition})",
    };

    private static string Places()
    {
        var environment = new RuleVocabularyProbe();
        var table = new StringBuilder("| in | names | gives |\n|---|---|---|\n");
        foreach (var (where, place) in s_places)
            table.Append($"| {where} | {string.Join(' ', s_names.Where(n => environment.Knows(n, place)).Select(n => $"`{n}`"))} | {environment.Gives(place)} |\n");
        return table.ToString().TrimEnd('\n');
    }

    private static string Variables()
    {
        var table = new StringBuilder("| name | members | what it is |\n|---|---|---|\n");
        foreach (var (name, type, meaning) in s_variables)
            table.Append($"| `{name}` | {Cell(Members(type))} | {Cell(meaning)} |\n");
        return table.ToString().TrimEnd('\n');
    }

    private static string Members(CelType type) => type.Kind == CelTypeKind.Record
        ? string.Join(", ", type.Fields.Values.Select(f => f.Type.Kind == CelTypeKind.Record || f.Name == "data" ? $"`{f.Name}`" : $"`{f.Name}` {f.Type.Name}"))
        : type.Kind == CelTypeKind.Dyn ? "" : type.Name;

    private static string Codes()
    {
        string source = File.ReadAllText(Repository.PathOf("src/Reactor.Rules/Diagnostics/DiagnosticCodes.cs"));
        var codes = Code().Matches(source).Select(m => (Code: m.Groups["code"].Value, Meaning: m.Groups["meaning"].Value)).ToList();
        if (codes.Count != typeof(DiagnosticCodes).GetFields().Length)
            throw new InvalidOperationException("Some code has no summary of one line.");
        return "| code | means |\n|---|---|\n" + string.Join("\n", codes.Select(c => $"| `{c.Code}` | {Cell(Tag().Replace(c.Meaning, "`${text}`"))} |"));
    }

    private static string OwnEvents() => "| event | means | data |\n|---|---|---|\n" + string.Join("\n", EventCatalogue.Default.All.Where(e => e.Own).Select(e =>
        $"| `{e.Name}` | {Cell(s_ownEvents[e.Name])} | {string.Join(", ", e.Fields.Select(f => $"`{f.Name}`: {(f.Values.Count > 0 ? string.Join(", ", f.Values.Select(v => $"`{v}`")) : f.Type)}{(f.Optional ? ", may be absent" : "")}"))} |"));

    // Headings are named as the maps are; GitHub makes small letters of their anchors.
    private static string Link(string file, Match link) => $"]({file}#{link.Groups["map"].Value.ToLowerInvariant()})";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex(@"^<!-- (?<what>[a-z]+)(?:: (?<argument>\S+))? -->$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Directive();

    [GeneratedRegex("/// <summary>(?<meaning>.*)</summary>\\s+public const string \\w+ = \"(?<code>[^\"]+)\"", RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\(@(?<map>[^)]+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"(?<=\.) ", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex("<c>(?<text>.*?)</c>", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    /// <summary>What the compiler itself says of names and types in a place.</summary>
    private sealed class RuleVocabularyProbe
    {
        private readonly RuleEnvironment _environment = RuleVocabulary.Empty.ForEvents([]);

        public bool Knows(string name, ExpressionPlace place) => _environment.Compile($"{name} == {name}", place).Program is not null;

        public string Gives(ExpressionPlace place)
        {
            bool Takes(string expression) => _environment.Compile(expression, place).Program is not null;
            return !Takes("1") ? "true or false" : Takes("[1]") ? "anything" : "text, number, truth value or time";
        }
    }
}
