using Reactor.Rules.Loading;
using Reactor.Rules.Tests.Loading;
using Reactor.Rules.Tests.Loading.Schemas;

namespace Reactor.Rules.Tests.Documentation;

/// <summary>Whatever YAML README.md and docs/ show loads, and rules without a finding.</summary>
public sealed class ExampleTests
{
    // What the examples name.
    private const string Config = """
        version: 1
        vms: [{name: web1, qmp: "unix:/run/web1.qmp"}]
        rules: [r.yaml]
        secrets: {hook_key: {file: hook.key}}
        targets: {oncall: {webhook: {url: "https://hooks.example.net/in"}}, am: {alertmanager: {url: "http://127.0.0.1:9093"}}, team: {webhook: {url: "https://hooks.example.net/team"}}, storage: {webhook: {url: "https://hooks.example.net/storage"}}}
        routes: [{to: [oncall]}]
        budgets: {auto-restart: {max: 3, per: 1h, by: ['vm.id']}}
        windows: {sunday-patching: {days: [sun], from: "02:00", to: "05:00", zone: UTC}}
        """;

    public static IEnumerable<object[]> Examples => FencedExamples.Of("yaml").Select(e => (object[])[e.Place]);

    [Theory]
    [MemberData(nameof(Examples))]
    public void Examples_load_without_a_finding(string place)
    {
        string text = FencedExamples.Of("yaml").Single(e => e.Place == place).Text;
        switch (KindOf(text))
        {
            case "tests":
                Golden.Equal("", Loaded.Lines(SchemaCheck.Tests.Findings(WholeTests(text))));
                break;
            case "inventory":
                Golden.Equal("", Loaded.Lines(SchemaCheck.Inventory.Findings(text)));
                break;
            case "config":
                Golden.Equal("", Loaded.Lines(ReactorLoader.Load("reactor.yaml", MemoryFiles.WithConfig(text)).Diagnostics.Where(d => d.Code != "file")));
                break;
            default:
                Golden.Equal("", ReactorLoader.Load("reactor.yaml", new MemoryFiles { ["reactor.yaml"] = Config, ["r.yaml"] = WholeRules(text) }).FormatDiagnostics());
                break;
        }
    }

    [Fact]
    public void Examples_are_found_in_all_documents()
    {
        var found = FencedExamples.Of("yaml").Select(e => (File: e.Place.Split(':')[0], Kind: KindOf(e.Text))).Distinct().ToList();
        Assert.Contains(("README.md", "config"), found);
        Assert.Contains(("README.md", "rules"), found);
        Assert.Contains(("docs/rules.md", "rules"), found);
        Assert.Contains(("docs/rules.md", "config"), found);
        Assert.Contains(("docs/rules.md", "inventory"), found);
        Assert.Contains(("docs/rule-tests.md", "tests"), found);
        Assert.Contains(("docs/targets.md", "config"), found);
    }

    private static string KindOf(string text)
    {
        string[] keys = [.. text.Split('\n').Where(l => l.Length > 0 && char.IsAsciiLetter(l[0])).Select(l => l.Split(':')[0])];
        if (keys is ["version", "vms"] && !text.Contains("vms:\n  -", StringComparison.Ordinal))
            return "inventory";
        return keys.Intersect(["tests", "input", "expect"]).Any() ? "tests" : keys.Intersect(["vms", "discover", "listen", "targets", "routes", "store", "http"]).Any() ? "config" : "rules";
    }

    // A part of a file stands for the file around it.
    private static string WholeRules(string text) =>
        text.StartsWith("when:", StringComparison.Ordinal) ? $"version: 1\nrules:\n  - name: example\n{Indent(text, 4)}\n    then: [{{log: {{message: x}}}}]\n"
        : text.StartsWith("then:", StringComparison.Ordinal) ? $"version: 1\nrules:\n  - name: example\n    when: {{event: [STOP, GUEST_PANICKED]}}\n{Indent(text, 4)}\n"
        : text.StartsWith("- name:", StringComparison.Ordinal) ? $"version: 1\nrules:\n{Indent(text, 2)}\n"
        : text;

    private static string WholeTests(string text) =>
        text.StartsWith("input:", StringComparison.Ordinal) ? $"tests:\n  - name: example\n    expect: [{{at: 1s}}]\n{Indent(text, 4)}\n"
        : text.StartsWith("expect:", StringComparison.Ordinal) ? $"tests:\n  - name: example\n{Indent(text, 4)}\n"
        : text;

    private static string Indent(string text, int by) => string.Join('\n', text.TrimEnd().Split('\n').Select(l => new string(' ', by) + l));
}
