using Reactor.Rules.Engine;
using Reactor.Rules.Loading;
using Reactor.Rules.Model;
using Reactor.Rules.Tests.Engine;

namespace Reactor.Rules.Tests.Loading;

/// <summary>Rules in code and engines, as whoever has them gives them to the loader.</summary>
public sealed class CodeRuleFilesTests
{
    private static readonly LoadOptions s_options = new()
    {
        CodeRules = (path, _) => Path.GetFileName(path) switch
        {
            "one.dll" => [TestRules.Rule("one", "STOP")],
            "sends.dll" => [TestRules.Rule("sends", "STOP", then: [new SendAction { Path = "then.send", To = "oncal" }, TestRules.Alert() with { To = ["oncall", "nobody"] }])],
            _ => throw new SourceFileException("it is damaged"),
        },
        Engines = new Dictionary<string, Func<RuleSet, IRuleEngine>> { ["other"] = rules => new RuleEngine(rules) },
    };

    [Fact]
    public void Rules_of_assemblies_follow_those_of_files()
    {
        var load = Load("code_rules: plugins/*.dll", "plugins/one.dll");

        Assert.Equal("", load.FormatDiagnostics());
        Assert.Equal(["r", "one"], load.Rules!.Rules.Select(r => r.Name));
        Assert.Equal(2, load.RuleCount);
    }

    [Theory]
    [InlineData("code_rules: plugins/*.dll", "4:13+13 file: no file matches this pattern: it gives no rules | a path is relative to the folder of this file")]
    [InlineData("code_rules: one.dll", "4:13+7 file: there is no such file")]
    [InlineData("code_rules: bad.dll", "4:13+7 file: bad.dll: it is damaged", "bad.dll")]
    [InlineData("code_rules: [one.dll, x/one.dll]", "4:23+9 duplicate-name: a rule is named one already", "one.dll", "x/one.dll")]
    [InlineData("code_rules: sends.dll", "4:13+9 unknown-target: unknown target oncal | did you mean oncall?\n4:13+9 unknown-target: unknown target nobody | there are oncall", "sends.dll")]
    public void What_is_wrong_is_told_where_it_is_named(string line, string expected, params string[] files) => Golden.Equal(expected, Loaded.Lines(Load(line, files).Diagnostics));

    [Theory]
    [InlineData("engine: other", true)]
    [InlineData("engine: default", false)]
    [InlineData("", false)]
    public void Engine_is_the_one_that_is_named(string line, bool isOther) =>
        Assert.Equal(isOther, Load(line).Rules!.EngineMaker == s_options.Engines["other"]);

    private static LoadResult Load(string line, params string[] files)
    {
        var memory = new MemoryFiles
        {
            ["reactor.yaml"] = $$$"""
                version: 1
                vms: [{name: a, qmp: "unix:/run/a.qmp"}]
                rules: r.yaml
                {{{line}}}
                targets: {oncall: {webhook: {url: "https://hooks.example.net/in"} } }
                routes: [{to: [oncall]}]
                """,
            ["r.yaml"] = "version: 1\nrules: [{name: r, when: {event: STOP}, then: [{log: {message: x}}]}]",
        };
        foreach (var file in files)
            memory[file] = "";
        return ReactorLoader.Load("reactor.yaml", memory, s_options);
    }
}
