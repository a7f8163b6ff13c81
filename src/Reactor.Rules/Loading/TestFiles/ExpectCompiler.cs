using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.TestFiles;

/// <summary>Makes checkpoints: names are looked up, ranges of VMs and short forms written out.</summary>
internal static class ExpectCompiler
{
    private static readonly string[] s_kinds = ["send", "webhook", "record", "log", "set_fact", "clear_fact", "gather", "qmp", "exec"];

    public static TestExpectation Compile(ExpectSyntax syntax, TestNames known) => new(syntax.At, syntax.Place.Line)
    {
        Alerts = Each(syntax.Alerts, known),
        Actions = Each(syntax.Actions, known, isAction: true),
        Notifications = Each(syntax.Notifications, known),
        Records = Each(syntax.Records, known),
        Facts = Each(syntax.Facts, known),
        Logs = Each(syntax.Logs, known),
    };

    private static ImmutableArray<Expected>? Each(ImmutableArray<ExpectedSyntax>? all, TestNames known, bool isAction = false) =>
        all is { } given ? [.. given.SelectMany(e => One(e, known, isAction))] : null;

    private static IEnumerable<Expected> One(ExpectedSyntax expected, TestNames known, bool isAction)
    {
        var subset = new JsonObject();
        ImmutableArray<string>? vms = null;
        var kinds = 0;
        foreach (var (name, place, value) in expected.Members)
        {
            switch (name)
            {
                case "vm": vms = known.Vms(new Placed<string>((string)value!, place), place); break;
                case "rule": known.Rule((string)value!, place); break;
                case "to": known.Target((string)value!, place); break;
                default: break;
            }

            if (isAction && s_kinds.Contains(name) && ++kinds > 1)
                known.Diagnostics.Error(place, DiagnosticCodes.ConflictingKeys, "an expected action is of one kind", "write one entry for each");
            subset[name] = isAction ? Written(name, value) : value?.DeepClone();
        }

        return vms is { } several
            ? several.Select(vm => new Expected(With(subset, vm), expected.Times, expected.Place.Line))
            : [new Expected(subset, expected.Times, expected.Place.Line)];
    }

    private static JsonObject With(JsonObject subset, string vm)
    {
        var copy = subset.DeepClone().AsObject();
        copy["vm"] = vm;
        return copy;
    }

    /// <summary>Short forms written out: <c>send: oncall</c>, <c>log: text</c>, <c>qmp: [cont]</c>, <c>exec: [argv]</c>, commands by name.</summary>
    private static JsonNode? Written(string kind, JsonNode? value) => (kind, value) switch
    {
        ("send" or "record", JsonValue name) => new JsonObject { ["to"] = name.DeepClone() },
        ("log", JsonValue message) => new JsonObject { ["message"] = message.DeepClone() },
        ("set_fact" or "clear_fact", JsonValue name) => new JsonObject { ["name"] = name.DeepClone() },
        ("exec", JsonArray arguments) => new JsonObject { ["command"] = arguments.DeepClone() },
        ("qmp" or "gather", JsonValue command) => Run(new JsonArray(command.DeepClone())),
        ("qmp" or "gather", JsonArray commands) => Run(commands),
        ("qmp", JsonObject map) when map["run"] is JsonArray commands => Run(commands),
        ("qmp", JsonObject map) when map["run"] is JsonValue command => Run(new JsonArray(command.DeepClone())),
        _ => value?.DeepClone(),
    };

    private static JsonObject Run(JsonArray commands) => new()
    {
        ["run"] = new JsonArray([.. commands.Select(c => c is JsonValue name ? new JsonObject { ["command"] = name.DeepClone() } : c?.DeepClone())]),
    };
}
