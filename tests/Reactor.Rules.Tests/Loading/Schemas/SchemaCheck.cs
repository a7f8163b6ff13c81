using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Loading.Settings;
using Reactor.Rules.Loading.TestFiles;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Tests.Loading.Schemas;

/// <summary>A kind of file, judged both ways: by its JSON Schema, with a validator that is not ours, and by the loader's reading.</summary>
internal sealed class SchemaCheck
{
    private static readonly EvaluationOptions s_options = new() { OutputFormat = OutputFormat.List };

    private readonly JsonSchema _schema;
    private readonly Func<YNode, DiagnosticBag, bool> _read;

    private SchemaCheck(JsonObject schema, Func<YNode, DiagnosticBag, bool> read)
    {
        Schema = schema;
        _schema = JsonSchema.FromText(schema.ToJsonString());
        _read = read;
    }

    public static SchemaCheck Rules { get; } = Of(FileSchemas.Rules(), RuleFileShape.Reading);

    public static SchemaCheck Configuration { get; } = Of(FileSchemas.Configuration(), SettingsShape.Reading);

    public static SchemaCheck Inventory { get; } = Of(FileSchemas.Inventory(), InventoryFileShape.Reading);

    public static SchemaCheck Tests { get; } = Of(FileSchemas.Tests(), TestFileShape.Reading);

    public JsonObject Schema { get; }

    public static SchemaCheck Named(string kind) => kind switch
    {
        "rules" => Rules,
        "config" => Configuration,
        "inventory" => Inventory,
        "tests" => Tests,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>What the schema refuses, a line each; empty when it takes the document.</summary>
    public string Refusals(JsonNode? document)
    {
        var results = _schema.Evaluate(JsonSerializer.SerializeToElement(document), s_options);
        return results.IsValid ? "" : "invalid\n" + string.Join("\n", (results.Details ?? [])
            .Where(d => d.Errors is { Count: > 0 })
            .Select(d => $"{d.InstanceLocation}: {string.Join(", ", d.Errors!.Select(e => $"{e.Key}: {e.Value}"))}"));
    }

    /// <summary>What the loader finds in the text by itself, before names are looked up and expressions compiled.</summary>
    public IReadOnlyList<Diagnostic> Findings(string text)
    {
        var bag = new DiagnosticBag();
        if (YamlReader.Read(new SourceText("file.yaml", text), bag) is { } root)
            _read(root, bag);
        return bag.Sorted();
    }

    /// <summary>The text as an editor sees it.</summary>
    public static JsonNode? Json(string text)
    {
        var bag = new DiagnosticBag();
        var root = YamlReader.Read(new SourceText("file.yaml", text), bag);
        var json = root is null ? null : YamlJson.Of(root, bag);
        Assert.Equal("", Loaded.Lines(bag.Sorted()));
        return json;
    }

    private static SchemaCheck Of<T>(JsonObject schema, Reading<T> reading) => new(schema, (node, bag) => reading.TryRead(node, bag, out _));
}
