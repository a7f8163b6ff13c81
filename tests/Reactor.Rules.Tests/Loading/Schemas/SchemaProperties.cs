using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Xunit;

namespace Reactor.Rules.Tests.Loading.Schemas;

/// <summary>Schema and loader agree on shape, whatever is written.</summary>
public sealed class SchemaProperties
{
    private static readonly JsonSerializerOptions s_format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // What no file of the right shape is refused for.
    private static readonly string[] s_shapeCodes = ["unknown-key", "not-supported", "missing-key", "conflicting-keys", "wrong-type", "quote-expression"];

    [Property(MaxTest = 300)]
    public void Documents_made_from_the_schema_of_rules_have_the_loader_s_shape(int seed) => Made("rules", seed);

    [Property(MaxTest = 200)]
    public void Documents_made_from_the_schema_of_the_configuration_have_the_loader_s_shape(int seed) => Made("config", seed);

    [Property(MaxTest = 200)]
    public void Documents_made_from_the_schema_of_tests_have_the_loader_s_shape(int seed) => Made("tests", seed);

    [Property(MaxTest = 500)]
    public void Changed_documents_of_rules_are_judged_alike_by_schema_and_loader(int seed) => Changed("rules", seed);

    [Property(MaxTest = 300)]
    public void Changed_documents_of_the_configuration_are_judged_alike_by_schema_and_loader(int seed) => Changed("config", seed);

    [Property(MaxTest = 300)]
    public void Changed_documents_of_tests_are_judged_alike_by_schema_and_loader(int seed) => Changed("tests", seed);

    [Property(MaxTest = 100)]
    public void Documents_made_from_the_schema_of_rules_are_refused_by_the_whole_loader_for_their_meaning_only(int seed)
    {
        var check = SchemaCheck.Rules;
        string text = Text(new SchemaDocuments(check.Schema, new Random(seed)).Make());

        var findings = Loaded.RuleFile(text).Diagnostics;

        Assert.DoesNotContain(findings, f => f.Code is "unknown-key" or "conflicting-keys" or "wrong-type" or "quote-expression");
    }

    private static void Made(string kind, int seed)
    {
        var check = SchemaCheck.Named(kind);
        var document = new SchemaDocuments(check.Schema, new Random(seed)).Make();
        string text = Text(document);

        Assert.Equal("", check.Refusals(document));
        Golden.Equal("", Show(text, check.Findings(text).Where(f => f.Code != "bad-value")));
    }

    private static void Changed(string kind, int seed)
    {
        var check = SchemaCheck.Named(kind);
        var random = new Random(seed);
        var documents = new SchemaDocuments(check.Schema, random);
        var document = documents.Make()!;
        for (int changes = random.Next(1, 3); changes > 0; changes--)
            documents.Change(document);
        string text = Text(document);

        string refusals = check.Refusals(document);
        var findings = check.Findings(text);

        // What the schema refuses doesn't load; what the loader refuses for its shape the schema refuses too.
        if (refusals.Length > 0 && findings.Count == 0)
            Assert.Fail($"The schema refuses what the loader takes:\n{text}\n{refusals}");
        if (refusals.Length == 0)
            Golden.Equal("", Show(text, findings.Where(f => s_shapeCodes.Contains(f.Code))));
    }

    private static string Text(JsonNode? document) => document!.ToJsonString(s_format);

    private static string Show(string text, IEnumerable<Reactor.Rules.Diagnostics.Diagnostic> findings) =>
        Loaded.Lines(findings) is { Length: > 0 } lines ? $"{text}\n{lines}" : "";
}
