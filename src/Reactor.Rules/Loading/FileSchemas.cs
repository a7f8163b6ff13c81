using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Loading.RuleFiles;
using Reactor.Rules.Loading.Settings;
using Reactor.Rules.Loading.TestFiles;

namespace Reactor.Rules.Loading;

/// <summary>
/// JSON Schemas (draft 2020-12) of the files that people write, for editors; made from the very shapes that the loader reads by.
/// A file that loads is valid by its schema; a valid file may still be refused, for what only the loader can tell.
/// </summary>
public static class FileSchemas
{
    private static readonly JsonSerializerOptions s_format = new() { WriteIndented = true, IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The schema of rule files.</summary>
    public static JsonObject Rules() => Document("A rule file of Reactor", RuleFileShape.Reading.Schema);

    /// <summary>The schema of the main configuration, <c>reactor.yaml</c>.</summary>
    public static JsonObject Configuration() => Document("The main configuration of Reactor", SettingsShape.Reading.Schema);

    /// <summary>The schema of inventory files.</summary>
    public static JsonObject Inventory() => Document("An inventory file of Reactor", InventoryFileShape.Reading.Schema);

    /// <summary>The schema of files of rule tests.</summary>
    public static JsonObject Tests() => Document("A file of rule tests of Reactor", TestFileShape.Reading.Schema);

    /// <summary>A schema as the text of a file.</summary>
    /// <param name="schema">The schema.</param>
    public static string Format(JsonObject schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return schema.ToJsonString(s_format) + "\n";
    }

    private static JsonObject Document(string title, Func<SchemaDefs, JsonObject> root)
    {
        var defs = new SchemaDefs();
        var schema = root(defs);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", title);
        schema["$defs"] = defs.ToJson();
        return schema;
    }
}
