using System.Text.Json.Nodes;
using Reactor.Rules.Loading;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Tests.Loading.Schemas;

/// <summary>The JSON Schemas of the files that people write.</summary>
public sealed class FileSchemasTests
{
    public static IEnumerable<object[]> Samples =>
    [
        .. new[] { "config/rules", "tests/Reactor.Rules.Tests/Loading/Samples" }
            .SelectMany(folder => Directory.GetFiles(Repository.PathOf(folder), "*.yaml"))
            .Select(file => (object[])[Path.GetFileName(file) == ReactorLoader.FileName && !file.Contains("config/rules", StringComparison.Ordinal) ? "config" : "rules", file]),
        .. Directory.GetFiles(Repository.PathOf("config/tests"), "*.yaml").Select(file => (object[])["tests", file]),
        ["config", Repository.PathOf("config/reactor.yaml")],
    ];

    [Theory]
    [InlineData("rules", "rules.schema.json")]
    [InlineData("config", "reactor.schema.json")]
    [InlineData("inventory", "inventory.schema.json")]
    [InlineData("tests", "tests.schema.json")]
    public void Committed_schemas_are_those_of_the_loader(string kind, string file) =>
        Golden.File("config/schema/" + file, FileSchemas.Format(SchemaCheck.Named(kind).Schema));

    [Theory]
    [MemberData(nameof(Samples))]
    public void Samples_are_valid(string kind, string file) => Golden.Equal("", SchemaCheck.Named(kind).Refusals(SchemaCheck.Json(File.ReadAllText(file))));

    [Theory]
    [InlineData("rules", "rules: []", "missing-key")]
    [InlineData("rules", "version: 2\nrules: []", "bad-value")]
    [InlineData("rules", "version: 1\nrules: {}", "wrong-type")]
    [InlineData("rules", "version: 1\nrule: []", "unknown-key")]
    [InlineData("rules", "version: 1\nrules: [{name: r, when: {event: STOP}}]", "missing-key")]
    [InlineData("rules", "version: 1\nrules: [{name: r, when: {event: STOP}, then: []}]", "bad-value")]
    [InlineData("rules", "version: 1\nrules: [{name: A b, when: {event: STOP}, then: [{log: {message: x}}]}]", "bad-value")]
    [InlineData("rules", "version: 1\nrules: [{name: r, severity: bad, when: {event: STOP}, then: [{log: {message: x}}]}]", "bad-value")]
    [InlineData("rules", "version: 1\nrules: [{name: r, when: {event: STOP, within: 10m}, then: [{log: {message: x}}]}]", "conflicting-keys")]
    [InlineData("rules", "version: 1\nrules: [{name: r, when: {event: STOP, at_least: 3}, then: [{log: {message: x}}]}]", "missing-key")]
    [InlineData("rules", "version: 1\nrules: [{name: r, when: {event: STOP, at_least: 1, within: 10m}, then: [{log: {message: x}}]}]", "bad-value")]
    [InlineData("rules", "version: 1\nrules: [{name: r, when: {event: STOP, at_least: 3, within: 10}, then: [{log: {message: x}}]}]", "bad-value")]
    [InlineData("rules", "version: 1\nrules: [{name: r, when: {event: STOP, any_of: [{event: RESET}]}, then: [{log: {message: x}}]}]", "conflicting-keys")]
    [InlineData("rules", "version: 1\nrules: [{name: r, when: {event: STOP, settle: 5s, at_least: 3, within: 10m}, then: [{log: {message: x}}]}]", "conflicting-keys")]
    [InlineData("rules", "version: 1\nrules: [{name: r, when: {sequence: [{event: STOP}], within: 10m}, then: [{log: {message: x}}]}]", "bad-value")]
    [InlineData("rules", "version: 1\nrules: [{name: r, when: {state: 'true', for: 1m, by: ['vm.host']}, then: [{log: {message: x}}]}]", "conflicting-keys")]
    [InlineData("rules", "version: 1\nrules: [{name: r, when: {event: STOP}, limit: {max: 3}, then: [{log: {message: x}}]}]", "missing-key")]
    [InlineData("rules", "version: 1\nrules: [{name: r, when: {event: STOP}, then: [{log: {message: x}, send: {to: t}}]}]", "conflicting-keys")]
    [InlineData("rules", "version: 1\nrules: [{name: r, when: {event: STOP}, then: [{log: {message: x}, continue: true}]}]", "conflicting-keys")]
    [InlineData("rules", "version: 1\nrules: [{name: r, when: {event: STOP, if: {a: b}}, then: [{log: {message: x}}]}]", "quote-expression")]
    [InlineData("rules", "version: 1\nrules: [{name: r, when: {event: STOP}, then: [{record: {to: t, fields: {a: null}}}]}]", "bad-value")]
    [InlineData("config", "version: 1\ntargets: {t: {}}", "missing-key")]
    [InlineData("config", "version: 1\ntargets: {t: {exec: {}}}", "not-supported")]
    [InlineData("config", "version: 1\ntargets: {t: {webhook: {url: 'http://x/', concurrency: '4'}}}", "bad-value")]
    [InlineData("config", "version: 1\nsecrets: {k: {file: a, env: B}}", "conflicting-keys")]
    [InlineData("config", "version: 1\nsecrets: {k: hunter2}", "bad-value")]
    [InlineData("config", "version: 1\nwindows: {w: {from: '24:00', to: '05:00', zone: UTC}}", "bad-value")]
    [InlineData("config", "version: 1\nvms: [{name: a}]", "missing-key")]
    [InlineData("tests", "tests: [{name: t, expect: [{at: 5s, alert: []}]}]", "unknown-key")]
    [InlineData("tests", "tests: [{name: t, input: [{at: 5s}], expect: [{at: 5s}]}]", "missing-key")]
    [InlineData("tests", "tests: [{name: t, input: [{at: 5s, link: down, data: {}}], expect: [{at: 5s}]}]", "conflicting-keys")]
    public void Files_of_a_wrong_shape_are_refused_by_schema_and_loader(string kind, string text, string code)
    {
        var check = SchemaCheck.Named(kind);
        Assert.NotEqual("", check.Refusals(SchemaCheck.Json(text)));
        Assert.Contains(check.Findings(text), f => f.Code == code);
    }

    [Fact]
    public void Events_and_commands_are_offered_and_others_are_taken()
    {
        var names = SchemaCheck.Rules.Schema["$defs"]!["event-name"]!["anyOf"]![0]!["enum"]!.AsArray().Select(n => n!.GetValue<string>()).ToList();
        Assert.Contains("GUEST_PANICKED", names);
        Assert.Contains("VM_CONNECTED", names);
        Assert.Equal("", SchemaCheck.Rules.Refusals(SchemaCheck.Json("version: 1\nrules: [{name: r, when: {event: [\"VNC_*\", VENDOR_EVENT]}, then: [{gather: [query-status, x-vendor]}]}]")));
    }

    /// <summary>The default that docs and schema tell is what the loader does without the key.</summary>
    [Fact]
    public void Defaults_written_out_change_nothing()
    {
        string folder = Repository.PathOf("tests/Reactor.Rules.Tests/Loading/Samples");
        string config = File.ReadAllText(Path.Combine(folder, "reactor.yaml")), rules = File.ReadAllText(Path.Combine(folder, "thirteen.yaml"));
        var plain = ReactorLoader.Load("reactor.yaml", new MemoryFiles { ["reactor.yaml"] = config, ["thirteen.yaml"] = rules });
        var (fullConfig, addedConfig) = WithDefaults(SchemaCheck.Configuration, config);
        var (fullRules, addedRules) = WithDefaults(SchemaCheck.Rules, rules);

        var full = ReactorLoader.Load("reactor.yaml", new MemoryFiles { ["reactor.yaml"] = fullConfig, ["thirteen.yaml"] = fullRules });

        Golden.Equal("", plain.FormatDiagnostics());
        Golden.Equal("", full.FormatDiagnostics());
        Assert.True(addedConfig.Count > 3 && addedRules.Count > 10, string.Join(' ', addedConfig.Concat(addedRules)));
        Assert.Equal(plain.Rules!.Rules.Select(r => (r.Name, r.Fingerprint, r.Mode, r.Overlap)), full.Rules!.Rules.Select(r => (r.Name, r.Fingerprint, r.Mode, r.Overlap)));
        Assert.Equal(plain.Configuration!.Store, full.Configuration!.Store);
        Assert.Equal(
            plain.Configuration.Targets.Values.AsEnumerable().Select(t => (t.Concurrency, t.Timeout, t.Retry)),
            full.Configuration.Targets.Values.AsEnumerable().Select(t => (t.Concurrency, t.Timeout, t.Retry)));
    }

    [Fact]
    public void Docs_of_keys_tell_the_default_of_every_optional_one()
    {
        var wrong = from check in new[] { SchemaCheck.Rules, SchemaCheck.Configuration, SchemaCheck.Tests }
                    from def in check.Schema["$defs"]!.AsObject()
                    where def.Value!["properties"] is not null
                    from property in def.Value["properties"]!.AsObject()
                    let required = Strings(def.Value["required"]).Contains(property.Key)
                    let key = new Key<string>(property.Key, false, property.Value!["description"]!.GetValue<string>(), Scalars.Text)
                                        let chosen = def.Value["oneOf"]?.AsArray().SelectMany(o => Strings(o!["required"])).Contains(property.Key) ?? false
                    where required ? key.Default is not null : !chosen && key.Default is null && !key.Doc.Contains("required ", StringComparison.Ordinal)
                    select $"{def.Key}.{property.Key}: {key.Doc}";
        Assert.Empty(wrong.Distinct());
    }

    private static IEnumerable<string> Strings(JsonNode? list) => list?.AsArray().Select(n => n!.GetValue<string>()) ?? [];

    private static (string Text, List<string> Added) WithDefaults(SchemaCheck check, string text)
    {
        var document = SchemaCheck.Json(text)!;
        var added = new List<string>();
        Add(check.Schema, document);
        return (document.ToJsonString(), added);

        void Add(JsonNode schema, JsonNode? node)
        {
            if (schema["$ref"] is { } reference)
                Add(check.Schema["$defs"]![reference.GetValue<string>()["#/$defs/".Length..]]!, node);
            foreach (var choice in schema["anyOf"]?.AsArray() ?? [])
                Add(choice!, node);
            if (node is JsonArray list && schema["items"] is { } item)
                list.ToList().ForEach(each => Add(item, each));
            if (node is not JsonObject map)
                return;
            foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
            {
                if (property!["default"] is not { } value || map.ContainsKey(name))
                    continue;
                map[name] = value.DeepClone();

                // A default of what means nothing here (`method` of another action) doesn't go here either.
                if (check.Refusals(document).Length > 0)
                    map.Remove(name);
                else
                    added.Add(name);
            }

            foreach (var (name, value) in map.ToList())
            {
                if (schema["properties"]?[name] is { } property)
                    Add(property, value);
                else if (schema["additionalProperties"] is JsonObject any)
                    Add(any, value);
            }
        }
    }
}
