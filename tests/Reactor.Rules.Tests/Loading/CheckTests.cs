using Reactor.Rules.Loading;

namespace Reactor.Rules.Tests.Loading;

public class CheckTests
{
    private const string Main = "version: 1\nvms: [{name: a, qmp: \"unix:/a\"}]\nrules: [RULES]\ntargets: {oncall: {webhook: {url: \"https://x.example.net/\"}}}\n";

    [Fact]
    public void Check_rule_file_beside_a_main_configuration_is_part_of_it()
    {
        var files = new MemoryFiles { ["reactor.yaml"] = Config("a.yaml"), ["a.yaml"] = Rule("a", "oncall"), ["b.yaml"] = Rule("b", "onkall") };
        Assert.Equal("2:59+6 unknown-target: unknown target onkall | did you mean oncall?", Loaded.Lines(ReactorLoader.Check(["b.yaml", "reactor.yaml"], files).Diagnostics));
    }

    [Fact]
    public void Check_rule_file_that_the_main_configuration_names_is_read_once()
    {
        var files = new MemoryFiles { ["reactor.yaml"] = Config("a.yaml"), ["a.yaml"] = Rule("a", "oncall") };
        var result = ReactorLoader.Check(["reactor.yaml", "a.yaml", "./a.yaml"], files);
        Assert.Equal("", result.FormatDiagnostics());
        Assert.Equal((1, true), (result.RuleCount, result.Configuration is not null));
    }

    [Fact]
    public void Check_several_main_configurations_have_names_of_their_own()
    {
        var files = new MemoryFiles
        {
            ["x/reactor.yaml"] = Config("a.yaml"), ["x/a.yaml"] = Rule("a", "oncall"),
            ["y/reactor.yaml"] = Config("a.yaml"), ["y/a.yaml"] = Rule("a", "pager"),
        };
        var result = ReactorLoader.Check(["x", "y"], files);
        Assert.Equal(("y/a.yaml", "unknown target pager"), (Assert.Single(result.Diagnostics).File, result.Diagnostics[0].Message));
        Assert.Equal((true, 2, 4), (result.HasErrors, result.RuleCount, result.Sources.Count));
    }

    [Fact]
    public void Check_duplicate_names_over_all_rule_files_are_told()
    {
        var files = new MemoryFiles { ["a.yaml"] = Rule("r", "x"), ["b.yaml"] = Rule("r", "x") };
        Assert.Contains("a rule is named r already, in a.yaml:2:16", ReactorLoader.Check(["a.yaml", "b.yaml"], files).FormatDiagnostics(), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_unused_lists_and_macros_are_warned_of_where_all_is_known()
    {
        const string Rules = """
            version: 1
            lists: {used: [a], unused: [b], by_macro: [c]}
            macros: {m: 'vm.name in by_macro', n: 'true'}
            rules: [{name: r, when: {event: STOP, if: 'vm.name in used || m'}, then: [{log: {message: unused n}}]}]
            """;
        var files = new MemoryFiles { ["reactor.yaml"] = Config("a.yaml"), ["a.yaml"] = Rules };
        Assert.Equal(
            "2:20+6 unused: nothing uses the list unused | leave it out\n3:36+1 unused: nothing uses the macro n | leave it out",
            Loaded.Lines(ReactorLoader.Check(["reactor.yaml"], files).Diagnostics));
        Assert.Empty(ReactorLoader.Check(["a.yaml"], files).Diagnostics);
    }

    private static string Config(string rules) => Main.Replace("RULES", rules, StringComparison.Ordinal);

    private static string Rule(string name, string target) => $"version: 1\nrules: [{{name: {name}, when: {{event: STOP}}, then: [{{send: {{to: {target}}}}}]}}]\n";
}
