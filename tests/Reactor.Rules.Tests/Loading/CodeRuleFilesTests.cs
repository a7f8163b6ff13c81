using Reactor.Rules.Engine;
using Reactor.Rules.Loading;
using Reactor.Rules.Model;
using Reactor.Rules.Tests.Engine;

namespace Reactor.Rules.Tests.Loading;

/// <summary>Rules in code and engines, as whoever has them gives them to the loader.</summary>
public sealed class CodeRuleFilesTests
{
    private const string Logs = "version: 1\nrules: [{name: r, when: {event: STOP}, then: [{log: {message: x}}]}]";

    private static readonly LoadOptions s_options = new()
    {
        CodeRules = (path, _) => Path.GetFileName(path) switch
        {
            "one.dll" => [TestRules.Rule("one", "STOP")],
            "alerts.dll" => [TestRules.Rule("alerts", "STOP", then: [TestRules.Alert()])],
            "muted.dll" => [TestRules.Rule("muted", "STOP") with { MutedIn = ["nights", "night"] }],
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
    [InlineData("code_rules: muted.dll", "4:13+9 unknown-window: unknown window nights | `windows` in reactor.yaml has none yet\n4:13+9 unknown-window: unknown window night | `windows` in reactor.yaml has none yet", "muted.dll")]
    [InlineData("code_rules: sends.dll", "4:13+9 unknown-target: unknown target oncal | did you mean oncall?\n4:13+9 unknown-target: unknown target nobody | there are oncall", "sends.dll")]
    public void What_is_wrong_is_told_where_it_is_named(string line, string expected, params string[] files) => Golden.Equal(expected, Loaded.Lines(Load(line, files).Diagnostics));

    [Fact]
    public void Rule_of_a_file_may_inhibit_one_in_code()
    {
        var load = Load("code_rules: alerts.dll", ["alerts.dll"], Storm("alerts", "1s", "host: 'vm.host'"));

        Assert.Equal("", load.FormatDiagnostics());
        var inhibits = load.Rules!.Rules[0].Inhibits!;
        Assert.Equal("alerts", Assert.Single(inhibits.Rules));
        Assert.Equal("alerts", Assert.Single(Assert.Single(inhibits.Same).ForInhibited).Key);
    }

    [Theory]
    [InlineData("alert", "1s", "host: 'vm.host'", "unknown rule alert")]
    [InlineData("alerts", "1s", "host: 'vm.hots'", "vm has no field 'hots'")]
    [InlineData("alerts", "1m", "host: 'vm.host'", "the alert of alerts notifies after 1s, and storm, which would hold it, may take 1m to match")]
    [InlineData("one", "1s", "host: 'vm.host'", "one has no alert, so nothing of it is held")]
    public void What_is_wrong_where_a_rule_in_code_is_inhibited_is_told(string held, string within, string same, string expected) =>
        Assert.Contains(expected, Load("code_rules: [alerts.dll, one.dll]", ["alerts.dll", "one.dll"], Storm(held, within, same)).FormatDiagnostics(), StringComparison.Ordinal);

    [Fact]
    public void Alert_of_a_rule_in_code_of_which_nobody_is_told_is_a_warning() =>
        Golden.Equal(
            "4:13+10 no-target: nobody is told of an alert of alerts: its [CodeRule] has no AlertsTo, and no route takes it. It is only seen in `reactor alerts` | write a route that takes it, such as routes: [{to: [oncall]}] in reactor.yaml",
            Loaded.Lines(Load("code_rules: alerts.dll", ["alerts.dll"], route: "if: 'rule.severity == \"critical\"', ").Diagnostics));

    [Theory]
    [InlineData("engine: other", true)]
    [InlineData("engine: default", false)]
    [InlineData("", false)]
    public void Engine_is_the_one_that_is_named(string line, bool isOther)
    {
        var rules = Load(line).Rules!;

        Assert.Equal((isOther, isOther ? "other" : "default"), (rules.EngineMaker == s_options.Engines["other"], rules.EngineName));
    }

    [Fact]
    public void Rules_in_code_are_told_from_those_of_files()
    {
        var rules = Load("code_rules: one.dll", "one.dll").Rules!;

        Assert.Equal<string>(["one"], rules.CodeRules);
        Assert.True(rules.Rules.Length > 1);
    }

    private static string Storm(string held, string within, string same) => $$"""
        version: 1
        rules:
          - name: storm
            when: {event: STOP, at_least: 5, within: {{within}} }
            inhibits: {rules: [{{held}}], same: { {{same}} } }
            then: [{alert: {summary: s} }]
        """;

    private static LoadResult Load(string line, params string[] files) => Load(line, files, Logs);

    private static LoadResult Load(string line, string[] files, string rules = Logs, string route = "")
    {
        var memory = new MemoryFiles
        {
            ["reactor.yaml"] = $$$"""
                version: 1
                vms: [{name: a, qmp: "unix:/run/a.qmp"}]
                rules: r.yaml
                {{{line}}}
                targets: {oncall: {webhook: {url: "https://hooks.example.net/in"} } }
                routes: [{ {{{route}}}to: [oncall] }]
                """,
            ["r.yaml"] = rules,
        };
        foreach (var file in files)
            memory[file] = "";
        return ReactorLoader.Load("reactor.yaml", memory, s_options);
    }
}
