using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading;
using Reactor.Rules.Model;

namespace Reactor.Rules.Tests.Loading;

/// <summary>Loads texts, for tests.</summary>
internal static class Loaded
{
    public const string Config = """
        version: 1
        vms: [{name: a, qmp: "unix:/run/a.qmp"}]
        rules: [r.yaml]
        secrets: {hook_key: {file: hook.key}}
        targets: {oncall: {webhook: {url: "https://hooks.example.net/in"}}}
        routes: [{to: [oncall]}]
        """;

    /// <summary>Loads a rule file under a small main configuration.</summary>
    public static LoadResult RuleFile(string text) => ReactorLoader.Load("reactor.yaml", new MemoryFiles { ["reactor.yaml"] = Config, ["r.yaml"] = text });

    /// <summary>Loads a main configuration alone.</summary>
    public static LoadResult Settings(string text) => ReactorLoader.Load("reactor.yaml", MemoryFiles.WithConfig(text), new LoadOptions("node1"));

    /// <summary>The one rule of a rule file, which must load.</summary>
    public static Rule Rule(string text)
    {
        var result = RuleFile(text);
        Assert.Equal("", result.FormatDiagnostics());
        return Assert.Single(result.Rules!.Rules);
    }

    /// <summary>The findings, one a line: line:column+length code message | suggestion.</summary>
    public static string Lines(IEnumerable<Diagnostic> diagnostics) =>
        string.Join("\n", diagnostics.Select(d => $"{d.Line}:{d.Column}+{d.Length} {d.Code}: {d.Message}{(d.Suggestion is null ? "" : " | " + d.Suggestion)}"));
}
